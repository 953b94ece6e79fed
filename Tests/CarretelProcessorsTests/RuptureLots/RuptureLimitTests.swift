import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Limits that are reached say so.
@Suite struct RuptureLimitTests {
    private static let parameters = #"{"dataset":"loja","reference_date":"2026-11-20","lot_size":1000}"#

    @Test func resultsTooLargeForEventAndOutputStandInTheFileAlone() async throws {
        // Control characters are six times as long in JSON.
        let name = String(repeating: "\u{1}", count: TableShape.maxTextBytes)
        let rows = (1...100).flatMap { order in ["A", "B", "C", "D"].map { "\(order),\($0),\(name),1,1" } }
        let run = try await RuptureRun(
            TestDataset(orders: rows.joined(separator: "\n")), parameters: Self.parameters)
        #expect(run.attempt.warnings.map(\.code) == ["event_cut", "output_cut"])
        #expect(
            run.attempt.warnings.map(\.message) == [
                "The results of lot 0 are larger than 8388608 bytes: they are in resultados.jsonl but not in events.",
                "The results are larger than 4194304 bytes; they are in resultados.jsonl but not in the output.",
            ])
        #expect(run.results.count == 100)
        #expect(run.results.first?.strings("itens", "nome_produto").first == name)
        #expect(try run.events.map { $0["resultados"]?.isNull } == [true])
        #expect(try run.output["resultados"]?.isNull == true)
    }

    @Test func eventsCarrySomeMebibytesOfResultsInAllAndThenNoMore() async throws {
        let name = String(repeating: "\u{1}", count: TableShape.maxTextBytes)
        // About 100 KB an order and 1 MB a lot.
        let rows = (1...200).flatMap { order in ["A", "B", "C", "D"].map { "\(order),\($0),\(name),1,1" } }
        let run = try await RuptureRun(
            TestDataset(orders: rows.joined(separator: "\n")),
            parameters: #"{"dataset":"loja","reference_date":"2026-11-20","lot_size":10,"workers":1}"#)
        let carried = try run.events.map { $0["resultados"]?.isNull == false }
        #expect(carried.count == 20 && carried.first == true && carried.last == false)
        #expect(carried == carried.sorted { $0 && !$1 })
        #expect(run.attempt.warnings.map(\.code) == ["event_cut"])
        #expect(run.attempt.warnings.first?.message.contains("16777216 bytes") == true)
        #expect(run.results.count == 200)
    }

    @Test func theReportSaysWhatItLeavesOut() async throws {
        let rows = (0...2_000).map { "O\($0),P\($0 % 1_001),x,1,\($0 % 1_001)" }
        let run = try await RuptureRun(
            TestDataset(orders: rows.joined(separator: "\n") + "\n" + Self.busyProduct), parameters: Self.parameters)
        #expect(run.products.count == 1_002)
        #expect(run.report.contains("Os 2.000 piores de 2.021; todos em resultados.jsonl."))
        #expect(run.report.contains("Os 1.000 primeiros de 1.002; todos em produtos_em_ruptura.jsonl."))
        #expect(run.report.contains("B1, B2, B3, B4, B5, B6, B7, B8 e mais 12"))
        #expect(run.report.ranges(of: "<span class=\"badge ").count == 2_000)
        guard case .succeeded(_, let files) = run.outcome else { return #expect(Bool(false), "not succeeded") }
        #expect(files.map(\.records) == [2_021, 1_002, 2_000])
    }

    /// Twenty orders that are short of one dear product.
    private static let busyProduct = (1...20).map { "B\($0),Q,x,1,5000" }.joined(separator: "\n")

    @Test func aHorizonOfAYearCostsNothingAndCounts() async throws {
        let dataset = TestDataset(
            orders: "1,A,x,5,1", stock: "A,5", shipments: "A,2027-11-20,1", production: "A,9999-12-31,9")
        let run = try await RuptureRun(
            dataset,
            parameters:
                #"{"dataset":"loja","reference_date":"2026-11-20","horizon_days":365,"lead_time_days":365}"#)
        #expect(run.results.first?.numbers("itens", "estoque_min_d7") == ["4"])
        // The calendar ends there, whatever the lead time.
        #expect(run.results.first?.strings("itens", "data_disponivel") == ["9999-12-31"])
    }
}
