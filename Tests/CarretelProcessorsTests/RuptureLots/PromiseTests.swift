import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What `allocation: "sequential"` promises, looked at from outside: by the answers alone.
@Suite(.seeded) struct PromiseTests {
    private static let rounds = 20

    @Test func everyUnitIsPromisedOnce() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        var promises = 0
        for _ in 0..<Self.rounds {
            let backlog = RandomBacklog(using: &generator).allocated(sequentially: true)
            let run = try await Self.run(backlog)
            var given = SlowPromises(backlog.slow)
            for line in run.results {
                for (product, quantity, from) in try Self.promises(of: line, backlog.slow.options.leadTimeDays) {
                    given.promise(quantity, from: from, backlog.slow.equivalents(of: product))
                    promises += 1
                }
            }
            #expect(given.areCovered, "\(backlog.parameters())")
        }
        // Nothing would be proved if hardly anything were promised.
        #expect(promises > Self.rounds * 10)
    }

    /// Whoever comes first shares with nobody, so he can only lose by what independent answers count twice.
    @Test func theFirstOfAGroupIsNeverBetterOffThanAlone() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<Self.rounds {
            let backlog = RandomBacklog(using: &generator, allowsReturns: false)
            for (inTurn, alone) in try await Self.firstLines(of: backlog) {
                #expect(inTurn.minimum <= alone.minimum)
                #expect((inTurn.availableOn ?? "agora") >= (alone.availableOn ?? "agora") || alone.missing == 0)
                if alone.missing > 0, alone.availableOn == nil { #expect(inTurn.availableOn == nil) }
            }
        }
    }

    @Test func withoutProductionInTheHorizonTheFirstOfAGroupIsAsIfAlone() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<Self.rounds {
            let backlog = RandomBacklog(using: &generator, allowsReturns: false, producesWithin: false)
            for (inTurn, alone) in try await Self.firstLines(of: backlog) { #expect(inTurn == alone) }
        }
    }

    /// The first line of every group, in both allocations.
    private static func firstLines(
        of backlog: RandomBacklog
    ) async throws -> [(inTurn: SlowAnalysis.Item, alone: SlowAnalysis.Item)] {
        let inTurn = try await run(backlog.allocated(sequentially: true)).results
        let alone = try await run(backlog.allocated(sequentially: false)).results
        var seen: Set<String> = []
        var pairs: [(SlowAnalysis.Item, SlowAnalysis.Item)] = []
        for line in backlog.slow.lines where !seen.contains(line.product) {
            seen.formUnion(backlog.slow.equivalents(of: line.product))
            let place = try #require(backlog.orders.firstIndex(of: line.order))
            pairs.append((try item(line.product, inTurn[place]), try item(line.product, alone[place])))
        }
        return pairs
    }

    private static func item(_ product: String, _ line: JSONValue) throws -> SlowAnalysis.Item {
        let answer = try SlowAnalysis.Expectation(line)
        if let short = answer.short[product] { return short }
        return SlowAnalysis.Item(minimum: try #require(answer.fine[product]), missing: 0)
    }

    /// What the answer of one order promises: what is there now, and what is dated from its production on.
    private static func promises(
        of line: JSONValue, _ leadTimeDays: Int
    ) throws -> [(product: String, quantity: Fraction, from: String?)] {
        let now = try #require(line["itens_disponiveis"]).elements.map {
            ($0["cod_produto"]?.string ?? "", try $0.fraction("qtd_saldo"), String?.none)
        }
        let later = try #require(line["itens"]).elements.compactMap { item in
            try item["data_disponivel"]?.string.map { date in
                (
                    item["cod_produto"]?.string ?? "", try item.fraction("qtd_saldo"),
                    String?.some((CivilDate.day(date) - leadTimeDays).text)
                )
            }
        }
        return now + later
    }

    private static func run(_ backlog: RandomBacklog) async throws -> RuptureRun {
        try await RuptureRun(backlog.tables, parameters: backlog.parameters(), settings: backlog.settings)
    }
}
