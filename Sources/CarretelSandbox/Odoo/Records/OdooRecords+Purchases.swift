import CarretelCore

extension OdooRecords {
    /// Purchase requests with their lines.
    mutating func makeRequests() {
        let count = settings.sizes.requests
        for place in 0..<count {
            let (created, stamp) = moments(place, of: count)
            let state = one(of: ["draft", "to_approve", "approved", "approved", "in_progress", "done", "rejected"])
            let company = OdooValue.reference(Int64(once(in: 5) ? below(3) + 1 : 1))
            let id = add(
                "purchase.request", created: created, stamp: stamp,
                [
                    "name": .text("PR\(Self.padded(place + 1, 5))"), "state": .text(state), "date_start": day(created),
                    "requested_by": .reference(3), "assigned_to": once(in: 3) ? .empty : .reference(4),
                    "description": once(in: 2) ? .empty : "Reposição de matéria-prima",
                    "origin": once(in: 2) ? .empty : .text("OP\(below(900) + 100)"), "company_id": company,
                ])
            for _ in 0..<settings.sizes.linesPerRequest {
                let item = product()
                let quantity = Double(below(200) + 1)
                let line = add(
                    "purchase.request.line", created: created, stamp: stamp,
                    [
                        "request_id": .reference(id), "name": .text(item.label),
                        "product_id": once(in: 25) ? .empty : Self.reference(item.id),
                        "product_qty": .float(quantity), "product_uom_id": .reference(1),
                        "date_required": day(created, plus: below(30)), "request_state": .text(state),
                        "purchase_state": once(in: 2) ? .empty : "purchase", "qty_in_progress": .float(0),
                        "pending_qty_to_receive": .float(quantity), "company_id": company,
                        "estimated_cost": .float(OdooSnapshot.cents(quantity * item.price * 0.6)),
                    ])
                requestLines.append(OdooOrder.Line(id: line, product: item, quantity: quantity))
            }
        }
    }

    /// Purchase orders with their lines, and what of the requests they cover.
    mutating func makePurchases() {
        let count = settings.sizes.purchases
        for place in 0..<count {
            let (created, stamp) = moments(place, of: count)
            let old = one(of: ["draft", "sent", "to approve", "purchase", "purchase", "purchase", "done", "cancel"])
            // 19 knows no state for what is closed: it is a purchase that is locked.
            let state = settings.version == .v19 && old == "done" ? "purchase" : old
            let partner = suppliers.isEmpty ? 0 : one(of: suppliers)
            let company = Int64(once(in: 5) ? below(3) + 1 : 1)
            let name = "P\(Self.padded(place + 1, 5))"
            let isOrdered = old == "purchase" || old == "done"
            let id = add(
                "purchase.order", created: created, stamp: stamp,
                [
                    "name": .text(name), "partner_id": Self.reference(partner), "state": .text(state),
                    "locked": .boolean(old == "done"), "priority": once(in: 8) ? "1" : "0",
                    "date_order": moment(created), "date_approve": isOrdered ? moment(created, plus: 1) : .empty,
                    "date_planned": moment(created, plus: 14),
                    "invoice_status": old == "done" ? "invoiced" : isOrdered ? "to invoice" : "no",
                    "receipt_status": isOrdered ? "pending" : .empty, "currency_id": .reference(1),
                    "company_id": .reference(company), "user_id": .reference(4),
                    "notes": once(in: 3) ? "<p>Frete por conta do fornecedor</p>" : .empty,
                    "l10n_br_tipo_pedido": once(in: 6) ? "importacao" : "compra",
                ])
            var order = OdooOrder(
                id: id, name: name, partner: partner, company: company, state: state, stamp: stamp)
            makePurchaseLines(of: &order, created: created)
            purchases.append(order)
        }
        makeAllocations()
    }

    private mutating func makePurchaseLines(of order: inout OdooOrder, created: Int64) {
        var sum = 0.0
        for place in 0..<settings.sizes.linesPerPurchase {
            let item = product()
            let quantity = Double(below(500) + 1)
            let price = OdooSnapshot.cents(item.price * 0.6)
            let net = OdooSnapshot.cents(quantity * price)
            sum += net
            let id = add(
                "purchase.order.line", created: created, stamp: order.stamp,
                [
                    "order_id": .reference(order.id), "sequence": .integer(Int64(place + 1) * 10),
                    "product_id": Self.reference(item.id), "name": .text(item.label), "product_qty": .float(quantity),
                    "product_uom_qty": .float(quantity), "product_uom": .reference(1), "price_unit": .float(price),
                    "taxes_id": .references([2]), "price_subtotal": .float(net),
                    "price_total": .float(OdooSnapshot.cents(net * 1.15)), "date_planned": moment(created, plus: 14),
                    "state": .text(order.state), "company_id": .reference(order.company),
                    "partner_id": Self.reference(order.partner),
                ])
            order.lines.append(OdooOrder.Line(id: id, product: item, quantity: quantity))
        }
        total(sum, of: order.id, in: "purchase.order")
    }

    private mutating func makeAllocations() {
        let lines = purchases.flatMap { order in order.lines.map { (line: $0, order: order) } }
        guard !requestLines.isEmpty, !lines.isEmpty else { return }
        for place in 0..<settings.sizes.allocations {
            let (created, stamp) = moments(place, of: settings.sizes.allocations)
            let wanted = requestLines[place % requestLines.count]
            let (line, order) = lines[place % lines.count]
            let allocated = once(in: 3) ? wanted.quantity : 0
            add(
                "purchase.request.allocation", created: created, stamp: stamp,
                [
                    "purchase_request_line_id": Self.reference(wanted.id), "purchase_line_id": Self.reference(line.id),
                    "product_id": Self.reference(wanted.product.id),
                    "requested_product_uom_qty": .float(wanted.quantity), "allocated_product_qty": .float(allocated),
                    "purchase_state": .text(order.state), "company_id": .reference(order.company),
                ])
            fill("purchase.order.line", line.id, ["purchase_request_lines": .references([wanted.id])])
            fill("purchase.request.line", wanted.id, ["purchase_lines": .references([line.id])])
        }
    }
}
