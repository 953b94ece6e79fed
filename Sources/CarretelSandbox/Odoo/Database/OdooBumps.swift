// Stored fields that follow from others: writing those stamps the records that they are in.
extension OdooSnapshot {
    /// Reckons what follows from values just written, and stamps what changes by it: the order by its lines, the lines by
    /// the order's state, variants by their template. A partner's name moves nobody.
    mutating func bump(after values: [Int: OdooValue], id: Int64, of table: Int, stamp: Int64) {
        switch tables[table].model.name {
        case "sale.order.line":
            reckon(id, of: table, quantity: "product_uom_qty", changed: values, stamp: stamp)
        case "purchase.order.line": reckon(id, of: table, quantity: "product_qty", changed: values, stamp: stamp)
        case "sale.order", "purchase.order":
            hand(down: "state", to: "order_line", as: "state", values, id: id, of: table, stamp: stamp)
        case "account.move":
            hand(down: "state", to: "line_ids", as: "parent_state", values, id: id, of: table, stamp: stamp)
        case "purchase.request":
            hand(down: "state", to: "line_ids", as: "request_state", values, id: id, of: table, stamp: stamp)
        case "product.template":
            hand(down: "name", to: "product_variant_ids", as: "name", values, id: id, of: table, stamp: stamp)
        default: break
        }
    }

    /// Copies a field of a parent to its children and stamps them.
    private mutating func hand(
        down name: String, to list: String, as child: String, _ values: [Int: OdooValue], id: Int64, of table: Int,
        stamp: Int64
    ) {
        let shape = tables[table]
        guard let slot = shape.slot(name), let value = values[slot], let listSlot = shape.slot(list),
            case .references(let children)? = row(id, of: table)?.values[listSlot],
            let target = shape.columns.first(where: { $0.field.name == list })?.target,
            let childSlot = tables[target].slot(child)
        else { return }
        for childID in children { write(childID, of: target, [childSlot: value], stamp: stamp) }
    }

    /// Reckons the totals of a line and of its order.
    private mutating func reckon(
        _ id: Int64, of table: Int, quantity: String, changed: [Int: OdooValue], stamp: Int64
    ) {
        let shape = tables[table]
        guard let quantity = shape.slot(quantity), let price = shape.slot("price_unit"),
            let subtotal = shape.slot("price_subtotal"), let total = shape.slot("price_total"),
            let orderSlot = shape.slot("order_id"), let line = row(id, of: table),
            changed[quantity] ?? changed[price] != nil, case .reference(let order) = line.values[orderSlot],
            let orders = shape.columns.first(where: { $0.field.name == "order_id" })?.target
        else { return }
        let net = Self.cents((line.values[quantity].number ?? 0) * (line.values[price].number ?? 0))
        write(id, of: table, [subtotal: .float(net), total: .float(Self.cents(net * 1.15))], stamp: stamp)
        let parent = tables[orders]
        guard let lines = parent.slot("order_line"), let untaxed = parent.slot("amount_untaxed"),
            let tax = parent.slot("amount_tax"), let sum = parent.slot("amount_total"),
            case .references(let ids)? = row(order, of: orders)?.values[lines]
        else { return }
        let all = ids.reduce(0.0) { $0 + (row($1, of: table)?.values[subtotal].number ?? 0) }
        let taxes = Self.cents(all * 0.15)
        write(
            order, of: orders,
            [untaxed: .float(Self.cents(all)), tax: .float(taxes), sum: .float(Self.cents(all + taxes))],
            stamp: stamp)
    }

    /// Rounded to two places.
    static func cents(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
