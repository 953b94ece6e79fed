/// How many orders came to what, and what they are worth.
struct Tally {
    /// Orders without a shortage.
    var fine = 0
    /// Orders with one, in the order of ``Criticality``.
    var short = Array(repeating: 0, count: Criticality.allCases.count)
    var failed = 0
    /// Value of all analysed orders, in hundred-thousandths.
    var totalValue: Int128 = 0
    /// Value of their short lines.
    var shortValue: Int128 = 0

    var succeeded: Int { fine + short.reduce(0, +) }
    var processed: Int { succeeded + failed }
    var shortOrders: Int { short.reduce(0, +) }

    /// Counts an analysed order.
    mutating func count(_ analysis: OrderAnalysis) {
        // A million orders of 64 bits each: far from 128.
        totalValue &+= analysis.totalValue
        shortValue &+= analysis.shortValue
        if let criticality = analysis.criticality { short[criticality.rank] += 1 } else { fine += 1 }
    }

    static func += (left: inout Tally, right: Tally) {
        left.fine += right.fine
        left.failed += right.failed
        left.totalValue &+= right.totalValue
        left.shortValue &+= right.shortValue
        for index in left.short.indices { left.short[index] += right.short[index] }
    }
}
