import CarretelCore
import CarretelTestKit

@testable import CarretelProcessors

/// A random backlog for both implementations, with random options: small numbers, so that shortages, exact fits, equal
/// dates and values of zero are frequent, and dates at the edges of the horizon.
struct RandomBacklog {
    private(set) var tables = TestDataset()
    private(set) var slow = SlowAnalysis()
    private(set) var orders: [String] = []
    /// The configuration's thresholds.
    private(set) var settings = "{}"
    private let allowsReturns: Bool

    /// Draws a backlog.
    ///
    /// - Parameters:
    ///   - generator: where chance comes from.
    ///   - allowsReturns: whether some plans are negative, as what comes back or is called off may be.
    ///   - producesWithin: whether anything is produced within the horizon.
    init(using generator: inout SeededGenerator, allowsReturns: Bool = true, producesWithin: Bool = true) {
        self.allowsReturns = allowsReturns
        drawOptions(&generator)
        let products = (1...8).map { "P\($0)" }
        for number in 1...40 { addOrder("O\(number)", products, &generator) }
        for product in products.shuffled(using: &generator).prefix(6) { addStock(product, &generator) }
        for _ in 0..<20 { addShipment(products, &generator) }
        for _ in 0..<15 { addProduction(products.dropLast(2), within: producesWithin, &generator) }
        for _ in 0..<Int.random(in: 0...5, using: &generator) { addMembership(products, &generator) }
    }

    /// The parameters of a job on it.
    ///
    /// - Parameters:
    ///   - dataset: its name in quotes, or the tables.
    ///   - named: the orders, nil for all.
    /// - Returns: JSON on one line.
    func parameters(dataset: String = "\"loja\"", named: [String]? = nil) -> String {
        let options = slow.options
        let orders = named.map { #","pedidos":["\#($0.joined(separator: #"",""#))"]"# } ?? ""
        return #"{"dataset":\#(dataset),"reference_date":"\#(slow.today.text)","lot_size":7\#(orders),"#
            + #""horizon_days":\#(options.horizonDays),"lead_time_days":\#(options.leadTimeDays),"#
            + #""overdue_shipments":"\#(options.chargesOverdue ? "today" : "ignore")","#
            + #""allocation":"\#(options.isSequential ? "sequential" : "independent")","#
            + #""criticality":"\#(options.steps == nil ? "seed" : "by_value")"}"#
    }

    /// The same backlog, allocated otherwise.
    func allocated(sequentially isSequential: Bool) -> RandomBacklog {
        var copy = self
        copy.slow.options.isSequential = isSequential
        return copy
    }

    private mutating func drawOptions(_ generator: inout SeededGenerator) {
        slow.options.horizonDays = [0, 1, 7, 7, 7, 30, 30, 365].randomElement(using: &generator) ?? 7
        slow.options.leadTimeDays = [0, 1, 1, 14, 365].randomElement(using: &generator) ?? 1
        slow.options.chargesOverdue = Bool.random(using: &generator)
        slow.options.isSequential = Bool.random(using: &generator)
        guard Bool.random(using: &generator) else { return }
        slow.options.steps = [50, 25, 10]
        guard Bool.random(using: &generator) else { return }
        let steps = Array(Set((0..<9).map { _ in Int.random(in: 0...100, using: &generator) }).sorted().suffix(3))
        slow.options.steps = steps.reversed()
        settings = #"{"by_value_critica":\#(steps[2]),"by_value_alta":\#(steps[1]),"by_value_media":\#(steps[0])}"#
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
        // A few lines' worth, or enough for many: both kinds of lines are to be had when promises add up.
        let most = [6_000, 60_000].randomElement(using: &generator) ?? 6_000
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let quantity = Self.decimal(in: -2_000...most, places: 3, &generator)
            tables.stock += "\(product),\(quantity)\n"
            slow.stock.append((product, Self.fraction(quantity)))
        }
    }

    private mutating func addShipment(_ products: [String], _ generator: inout SeededGenerator) {
        let product = products.randomElement(using: &generator) ?? "P1"
        let isUndated = Int.random(in: 0..<6, using: &generator) == 0
        let date = isUndated ? nil : (slow.today + offset(&generator)).text
        let quantity = plannedQuantity(&generator)
        tables.shipments += "\(product),\(date ?? ""),\(quantity)\n"
        slow.shipments.append(SlowAnalysis.Plan(product: product, date: date, quantity: Self.fraction(quantity)))
    }

    private mutating func addProduction(
        _ products: ArraySlice<String>, within: Bool, _ generator: inout SeededGenerator
    ) {
        let product = products.randomElement(using: &generator) ?? "P1"
        let days = offset(&generator) + (within ? 0 : slow.options.horizonDays + 4)
        let date = (slow.today + days).text
        let quantity = plannedQuantity(&generator)
        tables.production += "\(product),\(date),\(quantity)\n"
        slow.production.append(SlowAnalysis.Plan(product: product, date: date, quantity: Self.fraction(quantity)))
    }

    /// The day before the first, the first, the last of the horizon, the day after, and any between or beyond.
    private func offset(_ generator: inout SeededGenerator) -> Int {
        let horizon = slow.options.horizonDays
        let any = Int.random(in: -3...horizon + 13, using: &generator)
        return [-1, 0, horizon, horizon + 1, any].randomElement(using: &generator) ?? 0
    }

    private func plannedQuantity(_ generator: inout SeededGenerator) -> String {
        let isReturn = allowsReturns && Int.random(in: 0..<12, using: &generator) == 0
        return Self.decimal(in: isReturn ? -3_000...0 : 0...9_000, places: 3, &generator)
    }

    private mutating func addMembership(_ products: [String], _ generator: inout SeededGenerator) {
        let group = "G\(Int.random(in: 1...3, using: &generator))"
        let product = products.randomElement(using: &generator) ?? "P1"
        tables.equivalents += "\(product),\(group)\n"
        slow.memberships.append((group, product))
    }

    /// Half of them multiples of 1000, so that sums often fit exactly.
    private static func decimal(in range: ClosedRange<Int>, places: Int, _ generator: inout SeededGenerator) -> String {
        var scaled = Int.random(in: range, using: &generator)
        if Bool.random(using: &generator) {
            scaled = scaled / 1_000 * 1_000
            if scaled < range.lowerBound { scaled += 1_000 }
        }
        return DecimalText.text(Int128(scaled), places: places)
    }

    private static func fraction(_ text: String) -> Fraction { Fraction(text: text) ?? 0 }
}
