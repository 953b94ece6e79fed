/// How the orders of a job are cut into lots and shared among workers: lot i goes to worker i mod `workers`.
struct LotPlan {
    let orders: [OrderSelection.Order]
    let lotSize: Int
    let workers: Int

    var lotCount: Int { (orders.count + lotSize - 1) / lotSize }

    /// How many workers have anything to do.
    var busyWorkers: Int { min(workers, lotCount) }

    /// How many lots are analysed before what is done is written down; a multiple of ``workers``, so that a round
    /// starts with worker 0.
    var lotsPerRound: Int { workers * max(1, RuptureLimits.ordersPerRound / lotSize) }

    /// The orders of a lot.
    func orders(ofLot lot: Int) -> ArraySlice<OrderSelection.Order> { orders(ofLots: lot..<lot + 1) }

    /// The orders of lots beside each other.
    func orders(ofLots lots: Range<Int>) -> ArraySlice<OrderSelection.Order> {
        orders[lots.lowerBound * lotSize..<min(lots.upperBound * lotSize, orders.count)]
    }
}
