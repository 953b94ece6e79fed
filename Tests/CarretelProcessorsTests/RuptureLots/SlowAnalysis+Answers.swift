import CarretelCore
import Testing

// The program's answers in the terms of the slow analysis.

extension SlowAnalysis.Expectation {
    /// Reads a line of `resultados.jsonl`.
    init(_ line: JSONValue) throws {
        let summary = try #require(line["resumo"])
        #expect(line["success"]?.boolean == true)
        #expect(line["percentual_disponibilidade"]?.numberText == summary["percentual_disponibilidade"]?.numberText)
        #expect(line["data_disponibilidade_total"]?.string == summary["data_disponibilidade_total"]?.string)
        #expect(line["pedido_ok"]?.boolean == (line["itens"]?.count == 0))
        #expect(line["criticidade"]?.string == summary["criticidade"]?.string)
        self.init(
            shortagePercent: try summary.fraction("percentual_ruptura"),
            availabilityPercent: try summary.fraction("percentual_disponibilidade"),
            linePercent: try summary.fraction("percentual_itens_disponiveis"),
            criticality: summary["criticidade"]?.string, complete: summary["data_disponibilidade_total"]?.string,
            total: try summary.fraction("valor_total_pedido"), shortTotal: try summary.fraction("valor_com_ruptura"))
        #expect(try summary.fraction("valor_disponivel") == total - shortTotal)
        for item in try #require(line["itens"]).elements {
            let first = item["qtd_producao"]?.isNull == true ? nil : try item.fraction("qtd_producao")
            short[item["cod_produto"]?.string ?? ""] = SlowAnalysis.Item(
                minimum: try item.fraction("estoque_min_d7"), missing: try item.fraction("ruptura_qtd"),
                firstDate: item["data_producao"]?.string, firstQuantity: first,
                availableOn: item["data_disponivel"]?.string)
        }
        for item in try #require(line["itens_disponiveis"]).elements {
            fine[item["cod_produto"]?.string ?? ""] = try item.fraction("estoque_min_d7")
        }
    }
}

extension SlowAnalysis.Product {
    /// Reads a line of `produtos_em_ruptura.jsonl`.
    init(_ line: JSONValue) throws {
        let orders = try #require(line["pedidos"]).elements.map { $0.string ?? "" }
        #expect(line["qtd_pedidos"]?.int64 == Int64(orders.count))
        self.init(
            product: line["cod_produto"]?.string ?? "",
            equivalents: Set(try #require(line["equivalentes"]).elements.map { $0.string ?? "" }),
            onHand: try line.fraction("estoque_atual"), minimum: try line.fraction("estoque_min_d7"),
            wanted: try line.fraction("qtd_pedida"), shortfall: try line.fraction("falta_total"),
            missing: try line.fraction("ruptura_qtd"), shortValue: try line.fraction("valor_com_ruptura"),
            orders: orders,
            arrivals: try #require(line["chegadas"]).elements.map {
                "\($0["data"]?.string ?? "") \(try $0.fraction("qtd"))"
            },
            availableOn: line["data_disponivel"]?.string)
    }
}

extension JSONValue {
    /// A member that is a number, exactly.
    func fraction(_ name: String) throws -> Fraction {
        try #require(self[name]?.numberText.flatMap { Fraction(text: $0) })
    }

    /// A result line without what is of the run and not of the order.
    var answer: String {
        let own: Set<String> = ["worker_id", "lote_index", "processado_em", "performance_ms"]
        return members.filter { !own.contains($0.name) }
            .map { "\($0.name):\(String(decoding: $0.value.raw, as: UTF8.self))" }.joined(separator: ",")
    }
}
