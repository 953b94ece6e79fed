import CarretelCore
import CarretelSandbox

/// What the store should hold, worked out from the server's records without the code that fills it: one text a row,
/// sorted, with the columns that ``OdooMirror`` reads.
struct OdooTruth {
    private typealias Record = [String: OdooValue]

    private let database: OdooDatabase
    private let products: [Int64: Record]

    init(_ database: OdooDatabase) {
        self.database = database
        products = database.records("product.product")
    }

    /// The rows of a table.
    func rows(of table: String) -> [String] {
        let rows =
            switch table {
            case "faturamento": invoices()
            case "carteira": backlog()
            case "requisicoes": lines("purchase.request.line") { "\($0)|\($2)|\(scaled($1, "product_qty", 3))" }
            case "pedidos": purchases()
            case "alocacoes": allocations()
            case "entradas": receipts()
            case "estoque_saldos": stock()
            case "estoque_compras": inTransit()
            default: plannedMoves(isOut: table == "estoque_saidas")
            }
        return rows.sorted()
    }

    private func invoices() -> [String] {
        let moves = database.records("account.move")
        return lines("account.move.line") { _, line, code in
            guard word(line, "display_type") == "product", let move = target(line, "move_id").flatMap({ moves[$0] }),
                ["out_invoice", "out_refund"].contains(word(move, "move_type")), let number = word(move, "name"),
                number != "/"
            else { return nil }
            let states = ["draft": "Provisório", "posted": "Lançado", "cancel": "Cancelado"]
            return "\(number)|\(code)|\(scaled(line, "price_total", 2))|\(states[word(move, "state") ?? ""] ?? "?")"
        }
    }

    private func backlog() -> [String] {
        let names = ["draft": "Cotação", "sent": "Cotação", "sale": "Pedido de venda", "cancel": "Cancelado"]
        return orderLines("sale.order") { _, line, order, code in
            let state = word(order, "state") ?? ""
            let ordered = scaled(line, "product_uom_qty", 3)
            let open = state == "cancel" ? 0 : ordered - scaled(line, "qty_invoiced", 3)
            return "\(word(order, "name") ?? "-")|\(code)|\(ordered)|\(open)|"
                + "\(word(order, "client_order_ref") ?? "-")|\(names[state] ?? "?")"
        }
    }

    private func purchases() -> [String] {
        let names = [
            "draft": "Rascunho", "sent": "Enviado", "to approve": "Aguardando Aprovação", "purchase": "Aprovado",
            "done": "Concluído", "cancel": "Cancelado",
        ]
        return orderLines("purchase.order") { _, line, order, code in
            let state = names[word(order, "state") ?? ""] ?? "?"
            return "\(word(order, "name") ?? "-")|\(code)|\(scaled(line, "price_unit", 2))|\(state)"
        }
    }

    /// Their product is reckoned when it is read, so the server's records do not tell it.
    private func allocations() -> [String] {
        database.records("purchase.request.allocation").map { id, record in
            "\(id)|\(target(record, "purchase_request_line_id") ?? 0)|\(scaled(record, "allocated_product_qty", 3))"
        }
    }

    private func receipts() -> [String] {
        moves { id, move, picking, code in
            guard isIncoming(picking), word(move, "state") == "done", scaled(move, "quantity", 3) > 0,
                word(picking, "name")?.contains("/DEV/") == false, target(picking, "partner_id") != nil
            else { return nil }
            return "\(id)|\(code)|\(scaled(move, "quantity", 3))"
        }
    }

    private func stock() -> [String] {
        let places = database.records("stock.location")
        return lines("stock.quant") { id, quant, code in
            guard let place = target(quant, "location_id").flatMap({ places[$0] }), word(place, "usage") == "internal"
            else { return nil }
            return "\(id)|\(code)|\(scaled(quant, "quantity", 3))"
        }
    }

    private func plannedMoves(isOut: Bool) -> [String] {
        moves { id, move, picking, code in
            guard isIncoming(picking) != isOut, let state = word(move, "state"),
                !["done", "cancel", "draft"].contains(state), isOut || target(move, "purchase_line_id") == nil,
                scaled(move, "product_uom_qty", 3) > 0
            else { return nil }
            return "\(id)|\(code)|\(state)"
        }
    }

    private func inTransit() -> [String] {
        orderLines("purchase.order") { id, line, order, code in
            let pending = scaled(line, "product_qty", 3) - scaled(line, "qty_received", 3)
            guard ["purchase", "done"].contains(word(order, "state")), pending > 0 else { return nil }
            return "\(id)|\(word(order, "name") ?? "-")|\(code)|\(pending)"
        }
    }

    // MARK: Records

    /// Records whose product has a code.
    private func lines(_ model: String, _ row: (Int64, Record, String) -> String?) -> [String] {
        database.records(model).compactMap { id, record in
            let product = target(record, "product_id").flatMap { products[$0] }
            return product.flatMap { word($0, "default_code") }.flatMap { row(id, record, $0) }
        }
    }

    /// Lines of orders, without sections and notes.
    private func orderLines(_ model: String, _ row: (Int64, Record, Record, String) -> String?) -> [String] {
        let orders = database.records(model)
        return lines("\(model).line") { id, line, code in
            guard word(line, "display_type") == nil, let order = target(line, "order_id").flatMap({ orders[$0] })
            else { return nil }
            return row(id, line, order, code)
        }
    }

    private func moves(_ row: (Int64, Record, Record, String) -> String?) -> [String] {
        let pickings = database.records("stock.picking")
        return lines("stock.move") { id, move, code in
            target(move, "picking_id").flatMap { pickings[$0] }.flatMap { row(id, move, $0, code) }
        }
    }

    private func isIncoming(_ picking: Record) -> Bool { target(picking, "picking_type_id") == 1 }

    /// The text of a field; nil when it is empty.
    private func word(_ record: Record, _ field: String) -> String? {
        guard case .text(let text)? = record[field], !text.isEmpty else { return nil }
        return text
    }

    /// The id of a many2one; nil when it is empty.
    private func target(_ record: Record, _ field: String) -> Int64? {
        guard case .reference(let id)? = record[field] else { return nil }
        return id
    }

    /// A number as a scaled integer.
    private func scaled(_ record: Record, _ field: String, _ places: Int) -> Int {
        guard case .float(let number)? = record[field] else { return 0 }
        return Int((number * (places == 2 ? 100 : 1_000)).rounded(.toNearestOrEven))
    }
}
