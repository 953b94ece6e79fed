import CarretelCore

/// What the stock of every group of equivalents comes to, day by day.
///
/// The end of a day has the end of the day before, less what is shipped, plus what is produced on it; day 0 starts with
/// the stock on hand. Production before day 0 is not expected any more; shipments before it are charged as
/// ``ProjectionRules/OverdueShipments`` says; shipments beyond the horizon are not looked at.
///
/// Only days on which something moves are kept, so a long horizon costs nothing.
struct StockProjection: Sendable {
    /// What is produced of a group on a day.
    struct Arrival {
        var date: CivilDate
        /// Thousandths.
        var quantity: Int64
    }

    /// The end of a day on which something of a group leaves or comes in.
    struct Point {
        var date: CivilDate
        /// Thousandths; beyond the horizon only production moves it.
        var balance: Int64
        /// What is produced on the day, in thousandths.
        var produced: Int64
        /// Whether anything is to be produced on the day, be it nothing.
        var isArrival: Bool

        var arrival: Arrival { Arrival(date: date, quantity: produced) }
    }

    /// One group of equivalents.
    struct Outlook {
        /// Stock on hand, in thousandths.
        var onHand: Int64 = 0
        /// The least of the stock on hand and the day-end balances within the horizon, in thousandths.
        var minimum: Int64 = 0
        /// Where its days stand in ``points``, by date.
        var points = 0..<0
        /// The first of them with production; the end of `points` for none.
        var firstArrival = 0
        /// Its quantities do not fit in 64 bits: no answer can be given for it.
        var isTooLarge = false
    }

    let rules: ProjectionRules
    private(set) var outlooks: [Outlook]
    private(set) var points: [Point] = []
    private let groupOfProduct: [Int32]

    /// Projects the stock of a dataset.
    init(_ tables: DatasetTables, rules: ProjectionRules) {
        let groups = ProductGroups(
            productCount: tables.products.count, groupCount: tables.groupCount, memberships: tables.memberships)
        self.rules = rules
        self.groupOfProduct = groups.groupOfProduct
        self.outlooks = Array(repeating: Outlook(), count: groups.count)
        for movement in tables.stock { take(movement) }
        collectPoints(PlannedMoves(tables, rules: rules, groupOfProduct: groupOfProduct))
        for group in outlooks.indices { sumUp(group) }
    }

    /// The group that a product belongs to.
    func group(ofProduct product: Int32) -> Int { Int(groupOfProduct[Int(product)]) }

    /// The outlook of the group that a product belongs to.
    func outlook(ofProduct product: Int32) -> Outlook { outlooks[group(ofProduct: product)] }

    /// The production of a group from day 0 on, by date and one entry a date.
    func arrivals(of group: Int) -> [Arrival] {
        points[outlooks[group].points].filter(\.isArrival).map(\.arrival)
    }

    private mutating func take(_ movement: DatasetTables.Movement) {
        let group = Int(groupOfProduct[Int(movement.product)])
        let (sum, overflow) = outlooks[group].onHand.addingReportingOverflow(movement.quantity)
        outlooks[group].onHand = sum
        if overflow { outlooks[group].isTooLarge = true }
    }

    /// Lays the days of each group beside each other; a point's `balance` is the day's change until ``sumUp(_:)``.
    private mutating func collectPoints(_ moves: PlannedMoves) {
        points.reserveCapacity(moves.sorted.count)
        for move in moves.sorted {
            let own = outlooks[move.group].points
            if own.isEmpty || points[points.count - 1].date != move.date {
                outlooks[move.group].points = (own.isEmpty ? points.count : own.lowerBound)..<points.count + 1
                points.append(Point(date: move.date, balance: 0, produced: 0, isArrival: false))
            }
            add(move, to: points.count - 1)
        }
    }

    private mutating func add(_ move: PlannedMoves.Move, to index: Int) {
        var overflow = false
        (points[index].balance, overflow) = points[index].balance.addingReportingOverflow(move.change)
        if overflow { outlooks[move.group].isTooLarge = true }
        guard move.isProduction else { return }
        points[index].isArrival = true
        (points[index].produced, overflow) = points[index].produced.addingReportingOverflow(move.change)
        if overflow { outlooks[move.group].isTooLarge = true }
    }

    private mutating func sumUp(_ group: Int) {
        let own = outlooks[group].points
        var balance = outlooks[group].onHand
        var minimum = balance
        var firstArrival = own.upperBound
        for index in own.reversed() where points[index].isArrival { firstArrival = index }
        for index in own {
            let (sum, overflow) = balance.addingReportingOverflow(points[index].balance)
            if overflow { outlooks[group].isTooLarge = true }
            balance = sum
            points[index].balance = sum
            if points[index].date <= rules.lastDay { minimum = min(minimum, sum) }
        }
        outlooks[group].minimum = minimum
        outlooks[group].firstArrival = firstArrival
    }
}
