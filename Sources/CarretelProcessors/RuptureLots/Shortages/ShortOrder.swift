import CarretelCore

/// An order with a shortage, as the report lists it.
struct ShortOrder {
    /// A short line of it.
    struct Item {
        var product: Int32
        /// Thousandths.
        var missing: Int64
        var availableOn: CivilDate?
    }

    /// The order's position in the dataset.
    var order: Int32
    var criticality: Criticality
    /// In hundredths of a percent.
    var shortagePercent: Int64
    var label: String
    var lineCount: Int
    /// In hundred-thousandths.
    var totalValue: Int128
    var shortValue: Int128
    var items: [Item]

    init(_ analysis: OrderAnalysis, order: Int32) {
        self.order = order
        // Only asked of orders with a shortage, which all have one.
        criticality = analysis.criticality ?? .low
        shortagePercent = analysis.shortagePercent
        label = OrderLabel.text(of: analysis)
        lineCount = analysis.items.count
        totalValue = analysis.totalValue
        shortValue = analysis.shortValue
        items = analysis.items.filter(\.isShort).map {
            Item(product: $0.line.product, missing: $0.outlook.missing, availableOn: $0.outlook.availableOn)
        }
    }

    /// The worst of some orders, worst first: by criticality, then by the value that is short, then as in the input.
    static func worst(_ count: Int, of orders: [ShortOrder]) -> [ShortOrder] {
        // What is compared is sorted, not the orders themselves, which are ten times as large.
        var ranks = orders.enumerated().map { place, order in
            Rank(criticality: order.criticality.rank, shortValue: order.shortValue, place: place)
        }
        ranks.sort()
        return ranks.prefix(count).map { orders[$0.place] }
    }

    private struct Rank: Comparable {
        var criticality: Int
        var shortValue: Int128
        var place: Int

        static func < (left: Rank, right: Rank) -> Bool {
            if left.criticality != right.criticality { return left.criticality < right.criticality }
            if left.shortValue != right.shortValue { return left.shortValue > right.shortValue }
            return left.place < right.place
        }
    }
}
