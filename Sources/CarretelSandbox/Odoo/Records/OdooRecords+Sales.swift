import CarretelCore

extension OdooRecords {
    /// A product, or nothing when there are none.
    mutating func product() -> OdooProduct {
        products.isEmpty ? OdooProduct(id: 0, label: "-", price: 1) : one(of: products)
    }

    static func reference(_ id: Int64) -> OdooValue { id == 0 ? .empty : .reference(id) }

    /// Orders with their lines; some lines are sections and notes, and some orders have a product twice.
    mutating func makeSales() {
        let count = settings.sizes.orders
        for place in 0..<count {
            let (created, stamp) = moments(place, of: count)
            let state = one(of: ["draft", "sent", "sale", "sale", "sale", "sale", "sale", "cancel"])
            let partner = customers.isEmpty ? 0 : one(of: customers)
            let company = Int64(once(in: 5) ? below(3) + 1 : 1)
            let seller = Int64([3, 4, 5, 6][below(4)])
            let name = "S\(Self.padded(place + 1, 5))"
            let id = add(
                "sale.order", created: created, stamp: stamp,
                [
                    "name": .text(name), "partner_id": Self.reference(partner), "user_id": .reference(seller),
                    "team_id": .reference(1), "date_order": moment(created),
                    "commitment_date": once(in: 3) ? .empty : moment(created, plus: below(40)),
                    "state": .text(state), "locked": .boolean(state == "sale" && once(in: 5)),
                    "invoice_status": state == "sale" ? "to invoice" : "no",
                    "delivery_status": state == "sale" ? "pending" : .empty, "currency_id": .reference(1),
                    "client_order_ref": once(in: 2) ? .empty : .text("OC \(below(90_000) + 10_000)"),
                    "company_id": .reference(company), "warehouse_id": .reference(1),
                    "tag_ids": once(in: 6) ? .references([1]) : .references([]),
                    "l10n_br_tipo_pedido": once(in: 8) ? "transferencia" : "venda",
                ])
            var order = OdooOrder(
                id: id, name: name, partner: partner, company: company, state: state, stamp: stamp)
            makeLines(of: &order, created: created, seller: seller)
            orders.append(order)
        }
    }

    private mutating func makeLines(of order: inout OdooOrder, created: Int64, seller: Int64) {
        let base: KeyValuePairs<String, OdooValue> = [
            "order_id": .reference(order.id), "state": .text(order.state), "company_id": .reference(order.company),
            "currency_id": .reference(1), "order_partner_id": Self.reference(order.partner),
            "salesman_id": .reference(seller), "invoice_status": order.state == "sale" ? "to invoice" : "no",
        ]
        var sum = 0.0
        var last: OdooProduct?
        for place in 0..<settings.sizes.linesPerOrder {
            let sequence: KeyValuePairs<String, OdooValue> = ["sequence": .integer(Int64(place + 1) * 10)]
            if place > 0, once(in: 30) {
                let isNote = once(in: 2)
                addLine(
                    base, sequence,
                    [
                        "name": .text(isNote ? "Entregar à tarde, \"doca\" 3" : "Reposição"),
                        "display_type": isNote ? "line_note" : "line_section",
                    ], created, order.stamp)
                continue
            }
            let isRepeated = last != nil && once(in: 12)
            let item = (isRepeated ? last : nil) ?? product()
            last = item
            let quantity = Double(below(60) + 1)
            let net = OdooSnapshot.cents(quantity * item.price)
            sum += net
            let delivered = order.state == "sale" && once(in: 3) ? quantity : 0
            let id = addLine(
                base, sequence,
                [
                    "product_id": Self.reference(item.id), "name": .text(item.label),
                    "product_uom_qty": .float(quantity), "qty_delivered": .float(delivered),
                    "qty_to_invoice": .float(order.state == "sale" ? quantity : 0), "product_uom": .reference(1),
                    "price_unit": .float(item.price), "tax_id": .references([1]), "price_subtotal": .float(net),
                    "price_total": .float(OdooSnapshot.cents(net * 1.15)), "qty_saldo": .float(quantity - delivered),
                    "l10n_br_icms_valor": .float(OdooSnapshot.cents(net * 0.18)),
                    "l10n_br_pis_valor": .float(OdooSnapshot.cents(net * 0.0165)),
                    "l10n_br_cofins_valor": .float(OdooSnapshot.cents(net * 0.076)),
                ], created, order.stamp)
            order.lines.append(OdooOrder.Line(id: id, product: item, quantity: quantity))
        }
        total(sum, of: order.id, in: "sale.order")
    }

    @discardableResult
    private mutating func addLine(
        _ base: KeyValuePairs<String, OdooValue>, _ sequence: KeyValuePairs<String, OdooValue>,
        _ values: KeyValuePairs<String, OdooValue>, _ created: Int64, _ stamp: Int64
    ) -> Int64 {
        let id = add("sale.order.line", created: created, stamp: stamp, values)
        fill("sale.order.line", id, base)
        fill("sale.order.line", id, sequence)
        return id
    }

    /// Sets more values of a record just added.
    mutating func fill(_ model: String, _ id: Int64, _ values: KeyValuePairs<String, OdooValue>) {
        guard let place = snapshot.place(of: model) else { return }
        var slots: [Int: OdooValue] = [:]
        for (name, value) in values {
            if let slot = snapshot.tables[place].slot(name) { slots[slot] = value }
        }
        snapshot.write(id, of: place, slots, stamp: nil)
    }

    /// Sets the amounts of an order to what its lines come to.
    mutating func total(_ sum: Double, of id: Int64, in model: String) {
        let net = OdooSnapshot.cents(sum)
        let tax = OdooSnapshot.cents(net * 0.15)
        fill(
            model, id,
            [
                "amount_untaxed": .float(net), "amount_tax": .float(tax),
                "amount_total": .float(OdooSnapshot.cents(net + tax)),
            ])
    }

    /// Invoices of customers, each with a line for what is due; drafts have no number yet.
    mutating func makeInvoices() {
        let count = settings.sizes.invoices
        for place in 0..<count {
            let (created, stamp) = moments(place, of: count)
            let state = one(of: ["draft", "posted", "posted", "posted", "posted", "cancel"])
            let order = orders.isEmpty ? nil : one(of: orders)
            let number = "FAT/\(Timestamp(microseconds: created).civilDate().parts.year)/\(Self.padded(place + 1, 5))"
            let draft: OdooValue = settings.version == .v17 ? "/" : .empty
            let partner = Self.reference(order?.partner ?? customers.first ?? 0)
            let company = OdooValue.reference(order?.company ?? 1)
            let id = add(
                "account.move", created: created, stamp: stamp,
                [
                    "name": state == "draft" ? draft : .text(number), "ref": order.map { .text($0.name) } ?? .empty,
                    "move_type": once(in: 12) ? "out_refund" : "out_invoice", "state": .text(state),
                    "payment_state": state == "posted" && once(in: 2) ? "paid" : "not_paid",
                    "invoice_date": state == "draft" ? .empty : day(created),
                    "invoice_date_due": day(created, plus: 28),
                    "date": day(created), "partner_id": partner,
                    "invoice_user_id": .reference(Int64([3, 4, 5, 6][below(4)])), "currency_id": .reference(1),
                    "journal_id": .reference(1), "company_id": company,
                    "invoice_origin": order.map { .text($0.name) } ?? .empty, "l10n_br_tipo_pedido": "venda",
                    "l10n_br_numero_nota_fiscal": state == "posted" ? .text("\(place + 1_000)") : .empty,
                ])
            makeInvoiceLines(id, number, state, partner, company, created, stamp)
        }
    }

    private mutating func makeInvoiceLines(
        _ invoice: Int64, _ number: String, _ state: String, _ partner: OdooValue, _ company: OdooValue,
        _ created: Int64, _ stamp: Int64
    ) {
        var sum = 0.0
        var lines: [Int64] = []
        for place in 0...settings.sizes.linesPerInvoice {
            let isDue = place == settings.sizes.linesPerInvoice
            let item = product()
            let quantity = Double(below(40) + 1)
            let net = isDue ? OdooSnapshot.cents(sum * 1.15) : OdooSnapshot.cents(quantity * item.price)
            let id = add(
                "account.move.line", created: created, stamp: stamp,
                [
                    "move_id": .reference(invoice), "name": isDue ? .empty : .text(item.label),
                    "move_name": .text(number), "account_id": .reference(isDue ? 2 : 1), "partner_id": partner,
                    "product_id": isDue ? .empty : Self.reference(item.id), "quantity": .float(isDue ? 0 : quantity),
                    "product_uom_id": isDue ? .empty : .reference(1), "price_unit": .float(isDue ? 0 : item.price),
                    "price_subtotal": .float(isDue ? 0 : net),
                    "price_total": .float(isDue ? 0 : OdooSnapshot.cents(net * 1.15)),
                    "balance": .float(isDue ? net : -net), "debit": .float(isDue ? net : 0),
                    "credit": .float(isDue ? 0 : net), "date": day(created), "date_maturity": day(created, plus: 28),
                    "display_type": isDue ? "payment_term" : "product", "parent_state": .text(state),
                    "company_id": company, "l10n_br_total_nfe": .float(isDue ? 0 : OdooSnapshot.cents(net * 1.2)),
                ])
            if !isDue {
                sum += net
                lines.append(id)
            }
        }
        total(sum, of: invoice, in: "account.move")
        fill(
            "account.move", invoice,
            ["invoice_line_ids": .references(lines), "amount_residual": .float(OdooSnapshot.cents(sum * 1.15))])
    }
}
