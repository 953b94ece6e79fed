package import CarretelCore

// A writer for load and for comparing copies: what it does follows from a seed.
extension OdooDatabase {
    /// What it writes at, with how often in ten, and the field that a number goes to.
    private static let targets: [(model: String, weight: Int, number: String)] = [
        ("sale.order.line", 4, "product_uom_qty"), ("purchase.order.line", 2, "price_unit"),
        ("account.move.line", 1, "price_total"), ("purchase.request.allocation", 1, "allocated_product_qty"),
        ("stock.quant", 1, "quantity"), ("stock.move", 1, "quantity"),
    ]

    /// Makes so many random changes, each in a transaction of its own: mostly a number of a line, now and then an order's
    /// reference or state, an archived product, a new or a deleted line. Models that are not installed are passed over.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - seed: decides which, together with the records that there are.
    /// - Throws: a permanent failure when a change is impossible, which would be a mistake here.
    package func writeAtRandom(_ count: Int, seed: UInt64) throws(FailureReason) {
        var chance = SeededGenerator(seed: seed)
        func below(_ bound: Int) -> Int { Int(chance.next().multipliedFullWidth(by: UInt64(max(bound, 1))).high) }
        func any(of model: String) -> Int64? {
            let current = snapshot
            guard let table = current.place(of: model), !current.tables[table].rows.isEmpty else { return nil }
            return current.tables[table].rows[below(current.tables[table].rows.count)].id
        }
        let weighted = Self.targets.flatMap { Array(repeating: $0, count: $0.weight) }
        for _ in 0..<count {
            let number = OdooValue.float(Double(below(9_000) + 100) / 100)
            switch below(20) {
            case 0:
                guard let id = any(of: "sale.order") else { continue }
                try write("sale.order", [id], ["client_order_ref": .text("OC \(below(90_000) + 10_000)")])
            case 1:
                guard let id = any(of: "sale.order") else { continue }
                try write("sale.order", [id], ["state": .text(["sale", "cancel", "draft"][below(3)])])
            case 2:
                guard let id = any(of: "product.product") else { continue }
                try write("product.product", [id], ["active": .boolean(below(2) == 0)])
            case 3:
                guard let order = any(of: "sale.order"), let product = any(of: "product.product") else { continue }
                try create(
                    "sale.order.line",
                    [
                        "order_id": .reference(order), "product_id": .reference(product), "name": "Item incluído",
                        "product_uom_qty": number, "price_unit": 9.9, "sequence": 99,
                    ])
            case 4:
                guard let id = any(of: "sale.order.line") else { continue }
                try delete("sale.order.line", [id])
            default:
                let target = weighted[below(weighted.count)]
                guard let id = any(of: target.model) else { continue }
                try write(target.model, [id], [target.number: number])
            }
        }
    }
}
