import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Every order and every short product of random backlogs with random options, recomputed independently.
@Suite(.seeded) struct RecomputationTests {
    private static let rounds = 20

    @Test func everyOrderOfRandomBacklogsAgrees() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<Self.rounds {
            let backlog = RandomBacklog(using: &generator)
            let run = try await RuptureRun(
                backlog.tables, parameters: backlog.parameters(), settings: backlog.settings)
            try Self.compare(run, backlog, backlog.orders)
        }
    }

    @Test func namedOrdersAgreeInWhateverOrder() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<Self.rounds {
            let backlog = RandomBacklog(using: &generator)
            let count = Int.random(in: 1...12, using: &generator)
            let named = Array(backlog.orders.shuffled(using: &generator).prefix(count))
            let run = try await RuptureRun(
                backlog.tables, parameters: backlog.parameters(named: named), settings: backlog.settings)
            try Self.compare(run, backlog, named)
        }
    }

    /// Only the cells that concern named orders are read, and yet nothing of their answers changes.
    @Test func namedOrdersHaveTheAnswersOfTheWholeJob() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<Self.rounds {
            let backlog = RandomBacklog(using: &generator).allocated(sequentially: false)
            let whole = try await RuptureRun(
                backlog.tables, parameters: backlog.parameters(), settings: backlog.settings)
            let count = Int.random(in: 1...12, using: &generator)
            let named = Array(backlog.orders.shuffled(using: &generator).prefix(count))
            let some = try await RuptureRun(
                backlog.tables, parameters: backlog.parameters(named: named), settings: backlog.settings)
            let lines = Dictionary(uniqueKeysWithValues: whole.results.map { ($0["num_pedido"]?.string, $0.answer) })
            #expect(some.results.map(\.answer) == named.map { lines[$0] })
        }
    }

    @Test func inlineTablesHaveTheAnswersOfTheFiles() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<10 {
            let backlog = RandomBacklog(using: &generator)
            let files = try await RuptureRun(
                backlog.tables, parameters: backlog.parameters(), settings: backlog.settings)
            let inline = try await RuptureRun(
                TestDataset(), parameters: backlog.parameters(dataset: backlog.tables.inline),
                settings: backlog.settings)
            #expect(inline.results.map(\.answer) == files.results.map(\.answer))
            #expect(
                inline.products.map { String(decoding: $0.raw, as: UTF8.self) }
                    == files.products.map { String(decoding: $0.raw, as: UTF8.self) })
            let output = try inline.output
            #expect(output["dataset"]?.string == "inline")
            #expect(output["dados_de"]?["orders"]?["file"]?.isNull == true)
            #expect(output["dados_de"]?["orders"]?["modified_at"]?.isNull == true)
            #expect(
                try output["dados_de"]?["shipments"]?["records"]?.int64
                    == files.output["dados_de"]?["shipments"]?["records"]?.int64)
        }
    }

    private static func compare(_ run: RuptureRun, _ backlog: RandomBacklog, _ orders: [String]) throws {
        try #require(run.results.map { $0["num_pedido"]?.string } == orders)
        for (expected, line) in zip(backlog.slow.expectations(of: orders), run.results) {
            #expect(
                try SlowAnalysis.Expectation(line) == expected,
                "\(line["num_pedido"]?.string ?? "") of \(backlog.parameters(named: orders))")
        }
        #expect(try run.products.map { try SlowAnalysis.Product($0) } == backlog.slow.products(of: orders))
    }
}
