import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Every order of random backlogs, recomputed independently.
@Suite(.seeded) struct RecomputationTests {
    @Test func everyOrderOfRandomBacklogsAgrees() async throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<40 {
            let backlog = RandomBacklog(using: &generator)
            let run = try await RuptureRun(
                backlog.tables, parameters: #"{"dataset":"loja","reference_date":"2026-11-20","lot_size":7}"#)
            try #require(run.results.map { $0["num_pedido"]?.string } == backlog.orders)
            for (order, line) in zip(backlog.orders, run.results) {
                #expect(try Self.read(line) == backlog.slow.expectation(of: order), "order \(order)")
            }
        }
    }

    /// A result line in the terms of the slow analysis.
    private static func read(_ line: JSONValue) throws -> SlowAnalysis.Expectation {
        let summary = try #require(line["resumo"])
        #expect(line["success"]?.boolean == true)
        #expect(line["percentual_disponibilidade"]?.numberText == summary["percentual_disponibilidade"]?.numberText)
        #expect(line["data_disponibilidade_total"]?.string == summary["data_disponibilidade_total"]?.string)
        #expect(line["pedido_ok"]?.boolean == (line["itens"]?.count == 0))
        var read = SlowAnalysis.Expectation(
            shortagePercent: try number(summary, "percentual_ruptura"),
            availabilityPercent: try number(summary, "percentual_disponibilidade"),
            linePercent: try number(summary, "percentual_itens_disponiveis"),
            criticality: summary["criticidade"]?.string, complete: summary["data_disponibilidade_total"]?.string,
            total: try number(summary, "valor_total_pedido"), shortTotal: try number(summary, "valor_com_ruptura"))
        #expect(try number(summary, "valor_disponivel") == read.total - read.shortTotal)
        for item in try #require(line["itens"]).elements {
            let first = item["qtd_producao"]?.isNull == true ? nil : try number(item, "qtd_producao")
            read.short[item["cod_produto"]?.string ?? ""] = SlowAnalysis.Item(
                minimum: try number(item, "estoque_min_d7"), missing: try number(item, "ruptura_qtd"),
                firstDate: item["data_producao"]?.string, firstQuantity: first,
                availableOn: item["data_disponivel"]?.string)
        }
        for item in try #require(line["itens_disponiveis"]).elements {
            read.fine[item["cod_produto"]?.string ?? ""] = try number(item, "estoque_min_d7")
        }
        return read
    }

    private static func number(_ value: JSONValue, _ name: String) throws -> Fraction {
        try #require(value[name]?.numberText.flatMap { Fraction(text: $0) })
    }
}
