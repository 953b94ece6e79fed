import CarretelCore
import CarretelSandbox
import CarretelStore
import Testing

/// What the store should hold, worked out from the server's records without the code that fills it, and what it holds:
/// one text a row, sorted.
struct OdooMirror {
    typealias Record = [String: OdooValue]

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
        for table in tables {
            let wanted = expected(table)
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

    // MARK: What should be there

    private func expected(_ table: String) -> [String] {
        let database = rig.sandbox.odoo
        let products = database.records("product.product")
        func code(_ record: Record) -> String? {
            target(record, "product_id").flatMap { products[$0] }.flatMap { word($0, "default_code") }
        }
        func rows(_ model: String, _ row: (Int64, Record, String) -> String?) -> [String] {
            database.records(model).compactMap { id, record in
                code(record).flatMap { row(id, record, $0) }
            }.sorted()
        }
        switch table {
        case "faturamento":
            let moves = database.records("account.move")
            return rows("account.move.line") { _, line, code in
                guard word(line, "display_type") == "product",
                    let move = target(line, "move_id").flatMap({ moves[$0] }),
                    ["out_invoice", "out_refund"].contains(word(move, "move_type")), let number = word(move, "name"),
                    number != "/"
                else { return nil }
                let states = ["draft": "Provisório", "posted": "Lançado", "cancel": "Cancelado"]
                return "\(number)|\(code)|\(scaled(line, "price_total", 2))|\(states[word(move, "state") ?? ""] ?? "?")"
            }
        case "carteira":
            let orders = database.records("sale.order")
            return rows("sale.order.line") { _, line, code in
                guard word(line, "display_type") == nil, let order = target(line, "order_id").flatMap({ orders[$0] })
                else { return nil }
                let state = word(order, "state") ?? ""
                let names = ["draft": "Cotação", "sent": "Cotação", "sale": "Pedido de venda", "cancel": "Cancelado"]
                let ordered = scaled(line, "product_uom_qty", 3)
                let open = state == "cancel" ? 0 : ordered - scaled(line, "qty_invoiced", 3)
                return "\(word(order, "name") ?? "-")|\(code)|\(ordered)|\(open)|"
                    + "\(word(order, "client_order_ref") ?? "-")|\(names[state] ?? "?")"
            }
        case "requisicoes":
            return rows("purchase.request.line") { "\($0)|\($2)|\(scaled($1, "product_qty", 3))" }
        case "pedidos":
            let orders = database.records("purchase.order")
            return rows("purchase.order.line") { _, line, code in
                guard word(line, "display_type") == nil, let order = target(line, "order_id").flatMap({ orders[$0] })
                else { return nil }
                let names = [
                    "draft": "Rascunho", "sent": "Enviado", "to approve": "Aguardando Aprovação",
                    "purchase": "Aprovado", "done": "Concluído",
                    "cancel": "Cancelado",
                ]
                let state = word(order, "state") ?? ""
                return "\(word(order, "name") ?? "-")|\(code)|\(scaled(line, "price_unit", 2))|\(names[state] ?? state)"
            }
        case "alocacoes":
            // Its product is reckoned when it is read, so the server's records do not tell it.
            return database.records("purchase.request.allocation").map { id, record in
                "\(id)|\(target(record, "purchase_request_line_id") ?? 0)|\(scaled(record, "allocated_product_qty", 3))"
            }.sorted()
        case "entradas":
            let pickings = database.records("stock.picking")
            return rows("stock.move") { id, move, code in
                guard let picking = target(move, "picking_id").flatMap({ pickings[$0] }),
                    word(picking, "picking_type_code") ?? direction(picking) == "incoming",
                    word(move, "state") == "done",
                    word(picking, "name")?.contains("/DEV/") == false, target(picking, "partner_id") != nil,
                    scaled(move, "quantity", 3) > 0
                else { return nil }
                return "\(id)|\(code)|\(scaled(move, "quantity", 3))"
            }
        case "estoque_saldos":
            let places = database.records("stock.location")
            return rows("stock.quant") { id, quant, code in
                guard let place = target(quant, "location_id").flatMap({ places[$0] }),
                    word(place, "usage") == "internal"
                else { return nil }
                return "\(id)|\(code)|\(scaled(quant, "quantity", 3))"
            }
        case "estoque_compras":
            let orders = database.records("purchase.order")
            return rows("purchase.order.line") { id, line, code in
                guard word(line, "display_type") == nil, let order = target(line, "order_id").flatMap({ orders[$0] }),
                    ["purchase", "done"].contains(word(order, "state"))
                else { return nil }
                let pending = scaled(line, "product_qty", 3) - scaled(line, "qty_received", 3)
                return pending > 0 ? "\(id)|\(word(order, "name") ?? "-")|\(code)|\(pending)" : nil
            }
        default:
            let pickings = database.records("stock.picking")
            let isOut = table == "estoque_saidas"
            return rows("stock.move") { id, move, code in
                guard let picking = target(move, "picking_id").flatMap({ pickings[$0] }),
                    let state = word(move, "state"),
                    !["done", "cancel", "draft"].contains(state),
                    direction(picking) == (isOut ? "outgoing" : "incoming"),
                    isOut || target(move, "purchase_line_id") == nil, scaled(move, "product_uom_qty", 3) > 0
                else { return nil }
                return "\(id)|\(code)|\(state)"
            }
        }
    }

    private func direction(_ picking: Record) -> String {
        target(picking, "picking_type_id") == 1 ? "incoming" : "outgoing"
    }
}

/// The text of a field; nil when it is empty.
private func word(_ record: OdooMirror.Record, _ field: String) -> String? {
    guard case .text(let text)? = record[field], !text.isEmpty else { return nil }
    return text
}

/// The id of a many2one; nil when it is empty.
private func target(_ record: OdooMirror.Record, _ field: String) -> Int64? {
    guard case .reference(let id)? = record[field] else { return nil }
    return id
}

/// A number as a scaled integer.
private func scaled(_ record: OdooMirror.Record, _ field: String, _ places: Int) -> Int {
    guard case .float(let number)? = record[field] else { return 0 }
    return Int((number * (places == 2 ? 100 : 1_000)).rounded(.toNearestOrEven))
}
