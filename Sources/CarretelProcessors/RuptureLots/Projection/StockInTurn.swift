import CarretelCore

/// `allocation: "sequential"`: every unit of stock is promised once, to whoever asks first.
///
/// What can be promised at a time is the least that the projected balance comes to from then on, less what was promised
/// before (cumulative available to promise). A line that can be promised now is covered. A short one is promised at the
/// first production date from which on its whole quantity is free, and takes it from then on only: what lies in stock
/// until that day can still go to a smaller line. One that never can be promised takes nothing, and its order has no date.
///
/// Unlike ``StockForEach``, production within the horizon is not added to a minimum that already holds it, because it
/// would be promised twice.
struct StockInTurn: LineOutlookSource {
    /// What a line took, to be given back when its order fails after all.
    private struct Promise {
        var group: Int
        var quantity: Int64
        /// From which point on; the one before the first stands for now.
        var from: Int
    }

    let stock: StockProjection
    /// What is left of each group's stock on hand, and of the balance at each point.
    private var onHand: [Int64]
    private var balances: [Int64]
    private var promises: [Promise] = []

    init(_ stock: StockProjection) {
        self.stock = stock
        onHand = stock.outlooks.map(\.onHand)
        balances = stock.points.map(\.balance)
    }

    /// Keeps all that was promised so far.
    mutating func commit() { promises.removeAll(keepingCapacity: true) }

    /// Gives back what was promised since the last ``commit()``.
    mutating func rollBack() {
        // Adding back what was taken from a sum that fitted cannot overflow.
        for promise in promises { take(0 - promise.quantity, promise.group, from: promise.from) }
        promises.removeAll(keepingCapacity: true)
    }

    mutating func outlook(for line: OrderLine) throws(AnalysisFailure) -> LineOutlook {
        let group = stock.group(ofProduct: line.product)
        let own = stock.outlooks[group]
        guard !own.isTooLarge else { throw .tooLarge }
        let now = own.points.reduce(onHand[group]) { min($0, balances[$1]) }
        var outlook = LineOutlook(onHand: own.onHand, minimum: now, missing: 0)
        guard line.quantity > now else {
            try promise(line.quantity, group, from: own.points.lowerBound - 1)
            return outlook
        }
        let (missing, overflow) = line.quantity.subtractingReportingOverflow(now)
        guard !overflow else { throw .tooLarge }
        outlook.missing = missing
        outlook.leavesOrderOpen = true
        guard own.firstArrival < own.points.upperBound else { return outlook }
        outlook.firstArrival = stock.points[own.firstArrival].arrival
        if let point = firstPoint(with: line.quantity, own) {
            outlook.leavesOrderOpen = false
            outlook.availableOn = stock.points[point].date + stock.rules.leadTimeDays
            try promise(line.quantity, group, from: point)
        }
        return outlook
    }

    /// The first point with production from which on so much is free for good.
    private func firstPoint(with quantity: Int64, _ own: StockProjection.Outlook) -> Int? {
        var found: Int?
        for index in own.points.reversed() {
            guard balances[index] >= quantity else { break }
            if stock.points[index].isArrival { found = index }
        }
        return found
    }

    private mutating func promise(_ quantity: Int64, _ group: Int, from point: Int) throws(AnalysisFailure) {
        // The smallest balance stays at or above zero or where it was, so only a negative one could overflow.
        guard own(group).allSatisfy({ !balances[$0].subtractingReportingOverflow(quantity).overflow }),
            !onHand[group].subtractingReportingOverflow(quantity).overflow
        else { throw .tooLarge }
        take(quantity, group, from: point)
        promises.append(Promise(group: group, quantity: quantity, from: point))
    }

    private mutating func take(_ quantity: Int64, _ group: Int, from point: Int) {
        if point < own(group).lowerBound { onHand[group] -= quantity }
        for index in max(point, own(group).lowerBound)..<own(group).upperBound { balances[index] -= quantity }
    }

    private func own(_ group: Int) -> Range<Int> { stock.outlooks[group].points }
}
