import CarretelCore

extension OdooRecords {
    /// Receipts of purchases and deliveries of sales, by turns, with their moves.
    mutating func makeTransfers() {
        let count = settings.sizes.pickings
        for place in 0..<count {
            let (created, stamp) = moments(place, of: count)
            let isReceipt = place % 2 == 0
            let pool = isReceipt ? purchases : orders
            guard !pool.isEmpty else { continue }
            let order = one(of: pool)
            let state = one(of: ["confirmed", "assigned", "done", "done", "cancel"])
            let isReturn = isReceipt && once(in: 15)
            let name = "DC/\(isReturn ? "DEV" : isReceipt ? "IN" : "OUT")/\(Self.padded(place + 1, 5))"
            let id = add(
                "stock.picking", created: created, stamp: stamp,
                [
                    "name": .text(name), "state": .text(state), "picking_type_id": .reference(isReceipt ? 1 : 2),
                    "picking_type_code": isReceipt ? "incoming" : "outgoing",
                    "partner_id": once(in: 20) ? .empty : Self.reference(order.partner),
                    "location_id": .reference(isReceipt ? 1 : 3), "location_dest_id": .reference(isReceipt ? 3 : 2),
                    "scheduled_date": moment(created, plus: 7), "date_deadline": moment(created, plus: 9),
                    "date_done": state == "done" ? moment(stamp) : .empty, "origin": .text(order.name),
                    "priority": once(in: 9) ? "1" : "0", "group_id": .reference(1),
                    "sale_id": isReceipt ? .empty : .reference(order.id),
                    "purchase_id": isReceipt ? .reference(order.id) : .empty,
                    "company_id": .reference(order.company),
                ])
            makeMoves(of: id, name, order, isReceipt: isReceipt, state: state, created, stamp)
        }
    }

    private mutating func makeMoves(
        of picking: Int64, _ name: String, _ order: OdooOrder, isReceipt: Bool, state: String, _ created: Int64,
        _ stamp: Int64
    ) {
        for place in 0..<settings.sizes.movesPerPicking where !order.lines.isEmpty {
            let line = order.lines[place % order.lines.count]
            guard line.product.id != 0 else { continue }
            add(
                "stock.move", created: created, stamp: stamp,
                [
                    "name": .text(line.product.label), "reference": .text(name), "sequence": 10,
                    "state": .text(state), "product_id": .reference(line.product.id),
                    "product_uom_qty": .float(line.quantity), "quantity": .float(state == "done" ? line.quantity : 0),
                    "product_uom": .reference(1), "picking_id": .reference(picking),
                    "location_id": .reference(isReceipt ? 1 : 3), "location_dest_id": .reference(isReceipt ? 3 : 2),
                    "group_id": .reference(1), "sale_line_id": isReceipt ? .empty : .reference(line.id),
                    "purchase_line_id": isReceipt ? .reference(line.id) : .empty,
                    "date": moment(created, plus: 7), "date_deadline": moment(created, plus: 9),
                    "origin": .text(order.name), "company_id": .reference(order.company),
                ])
        }
    }

    /// What lies where.
    mutating func makeQuants() {
        guard !products.isEmpty else { return }
        for place in 0..<settings.sizes.quants {
            let (created, stamp) = moments(place, of: settings.sizes.quants)
            let quantity = Double(below(800))
            add(
                "stock.quant", created: created, stamp: stamp,
                [
                    "product_id": .reference(products[place % products.count].id),
                    "location_id": .reference(place / products.count % 2 == 0 ? 3 : 4), "quantity": .float(quantity),
                    "reserved_quantity": .float(Double(below(Int(quantity) + 1))), "in_date": moment(created),
                    "company_id": .reference(1),
                ])
        }
    }
}
