import CarretelCore
import CarretelSandbox
import CarretelStore
import Testing

/// What the store holds, one text a row, sorted, beside what it should.
struct OdooMirror {
    let rig: OdooRig

    /// Every table that can be compared, with both sides.
    static let tables = [
        "faturamento", "carteira", "requisicoes", "pedidos", "alocacoes", "entradas", "estoque_saldos",
        "estoque_saidas",
        "estoque_entradas", "estoque_compras",
    ]

    /// Expects the store to be what the server is.
    func expectEqual(
        _ tables: [String] = Self.tables, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let truth = OdooTruth(rig.sandbox.odoo)
        for table in tables {
            let wanted = truth.rows(of: table)
            let found = try held(table)
            let extra = Set(found).subtracting(wanted).sorted().prefix(3)
            let missing = Set(wanted).subtracting(found).sorted().prefix(3)
            let isSame = found == wanted
            #expect(
                isSame, "\(table): \(found.count) rows for \(wanted.count); too much \(extra); too little \(missing)",
                sourceLocation: sourceLocation)
            #expect(!wanted.isEmpty, "\(table) says nothing", sourceLocation: sourceLocation)
        }
    }

    /// The rows of the store.
    func held(_ name: String) throws -> [String] {
        let table = try #require(BusinessTable.all.first { $0.name == name })
        let columns = Self.columns(of: name)
        var rows: [String] = []
        try rig.business.beginReading(profile: "default").forEachRow(of: table, columns: columns) {
            (values) throws(FailureReason) in
            rows.append(values.map(Self.text).joined(separator: "|"))
        }
        return rows.sorted()
    }

    private static func columns(of table: String) -> [String] {
        switch table {
        case "faturamento": ["numero_nf", "cod_produto", "valor_produto_faturado", "status_nf"]
        case "carteira":
            [
                "num_pedido", "cod_produto", "qtd_produto_pedido", "qtd_saldo_produto_pedido", "pedido_cliente",
                "status_pedido",
            ]
        case "requisicoes": ["linha_id", "cod_produto", "qtd_produto_requisicao"]
        case "pedidos": ["num_pedido", "cod_produto", "preco_produto_pedido", "status"]
        case "alocacoes": ["alocacao_id", "requisicao_linha_id", "qtd_alocada"]
        case "entradas": ["movimento_id", "cod_produto", "qtd_movimentacao"]
        case "estoque_saldos": ["saldo_id", "cod_produto", "qtd_saldo"]
        case "estoque_compras": ["linha_id", "num_pedido", "cod_produto", "qtd_pendente"]
        default: ["movimento_id", "cod_produto", "status"]
        }
    }

    private static func text(_ value: BusinessValue) -> String {
        switch value {
        case .null: "-"
        case .integer(let number): "\(number)"
        case .text(let text): text
        }
    }
}
