import CarretelCore
import CarretelTestKit

@testable import CarretelProcessors

/// A random backlog for both implementations: small numbers, so that shortages, exact fits, equal dates and values of
/// zero are frequent, and dates at the edges of the horizon.
struct RandomBacklog {
    private(set) var tables = TestDataset()
    private(set) var slow = SlowAnalysis()
    private(set) var orders: [String] = []

    init(using generator: inout SeededGenerator) {
        let products = (1...8).map { "P\($0)" }
        for number in 1...40 { addOrder("O\(number)", products, &generator) }
        for product in products.shuffled(using: &generator).prefix(6) { addStock(product, &generator) }
        for _ in 0..<20 { addPlan(products, isShipment: true, &generator) }
        for _ in 0..<15 { addPlan(products.dropLast(2), isShipment: false, &generator) }
        for _ in 0..<Int.random(in: 0...5, using: &generator) { addMembership(products, &generator) }
    }

    private mutating func addOrder(_ order: String, _ products: [String], _ generator: inout SeededGenerator) {
        orders.append(order)
        let isFree = Int.random(in: 0..<8, using: &generator) == 0
        for product in products.shuffled(using: &generator).prefix(Int.random(in: 1...6, using: &generator)) {
            let quantity = Self.decimal(in: 1...9_000, places: 3, &generator)
            let price = isFree ? "0" : Self.decimal(in: 0...5_000, places: 2, &generator)
            let shown = price == "0" && Bool.random(using: &generator) ? "" : price
            tables.orders += "\(order),\(product),Name \(product),\(quantity),\(shown)\n"
            slow.lines.append(
                SlowAnalysis.Line(
                    order: order, product: product, quantity: Self.fraction(quantity), price: Self.fraction(price)))
        }
    }

    private mutating func addStock(_ product: String, _ generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let quantity = Self.decimal(in: -2_000...6_000, places: 3, &generator)
            tables.stock += "\(product),\(quantity)\n"
            slow.stock.append((product, Self.fraction(quantity)))
        }
    }

    private mutating func addPlan(
        _ products: some Collection<String>, isShipment: Bool, _ generator: inout SeededGenerator
    ) {
        let product = products.randomElement(using: &generator) ?? "P1"
        // The day before, the first, the last of the horizon, the day after, and any between.
        let offset = [-1, 0, 7, 8, Int.random(in: -3...20, using: &generator)].randomElement(using: &generator) ?? 0
        let date = (slow.today + offset).text
        let quantity = Self.decimal(in: 0...4_000, places: 3, &generator)
        let plan = SlowAnalysis.Plan(product: product, date: date, quantity: Self.fraction(quantity))
        if isShipment {
            tables.shipments += "\(product),\(date),\(quantity)\n"
            slow.shipments.append(plan)
        } else {
            tables.production += "\(product),\(date),\(quantity)\n"
            slow.production.append(plan)
        }
    }

    private mutating func addMembership(_ products: [String], _ generator: inout SeededGenerator) {
        let group = "G\(Int.random(in: 1...3, using: &generator))"
        let product = products.randomElement(using: &generator) ?? "P1"
        tables.equivalents += "\(product),\(group)\n"
        slow.groups[group, default: []].insert(product)
    }

    /// Half of them multiples of 1000, so that sums often fit exactly.
    private static func decimal(in range: ClosedRange<Int>, places: Int, _ generator: inout SeededGenerator) -> String {
        var scaled = Int.random(in: range, using: &generator)
        if Bool.random(using: &generator) {
            scaled = scaled / 1_000 * 1_000
            if scaled < range.lowerBound { scaled += 1_000 }
        }
        var bytes: [UInt8] = []
        ExactDecimal.append(Int64(scaled), places: places, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func fraction(_ text: String) -> Fraction { Fraction(text: text) ?? 0 }
}
