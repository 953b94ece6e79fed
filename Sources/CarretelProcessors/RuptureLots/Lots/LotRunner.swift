import CarretelCore

/// Analyses lots on parallel tasks, in rounds: when each worker has done its share of a round, the round's results are
/// written in input order, so that what waits for its turn is bounded however large the job.
///
/// Where each unit of stock is promised once, a round's orders are first served one after the other, because only that
/// has an order; writing them down, which is most of the work, is shared all the same.
struct LotRunner {
    let plan: LotPlan
    let analyst: OrderAnalyst
    let allocation: RuptureParameters.Allocation
    let attempt: any AttemptContext

    /// Runs every lot.
    ///
    /// - Throws: policy `cancelled` between two orders; transient `storage_failed`.
    func run(into results: inout RuptureResults) async throws(FailureReason) {
        let ledger = LotLedger(attempt, plan: plan)
        var stock = allocation == .sequential ? StockInTurn(analyst.stock) : nil
        var first = 0
        while first < plan.lotCount {
            let round = first..<min(first + plan.lotsPerRound, plan.lotCount)
            var served: [AnalysedOrder]?
            if stock != nil { served = serve(plan.orders(ofLots: round), from: &stock) }
            let lots = await run(round, served: served, ledger)
            guard !attempt.isCancelled else { throw .cancelled }
            for lot in lots { try results.append(lot) }
            first = round.upperBound
        }
    }

    /// Serves orders in their order; some are missing when the attempt was cancelled.
    private func serve(_ orders: ArraySlice<OrderSelection.Order>, from stock: inout StockInTurn?) -> [AnalysedOrder] {
        guard var source = stock.take() else { return [] }
        defer { stock = source }
        var served: [AnalysedOrder] = []
        for order in orders {
            guard !attempt.isCancelled else { break }
            let analysed = analyst.analyse(order, from: &source, clock: attempt)
            // An order that cannot be answered must not keep others from the stock.
            if case .success = analysed.analysis { source.commit() } else { source.rollBack() }
            served.append(analysed)
        }
        return served
    }

    /// The lots of one round in input order; some are missing when the attempt was cancelled.
    private func run(_ round: Range<Int>, served: [AnalysedOrder]?, _ ledger: LotLedger) async -> [FinishedLot] {
        await withTaskGroup(of: [FinishedLot].self) { group in
            for worker in 0..<min(plan.workers, round.count) {
                group.addTask { work(worker, round, served: served, ledger) }
            }
            var lots: [FinishedLot] = []
            for await share in group { lots += share }
            return lots.sorted { $0.index < $1.index }
        }
    }

    /// One worker's lots of a round, one after the other.
    private func work(
        _ worker: Int, _ round: Range<Int>, served: [AnalysedOrder]?, _ ledger: LotLedger
    ) -> [FinishedLot] {
        var stock = StockForEach(stock: analyst.stock)
        let start = plan.orders(ofLots: round).startIndex
        var lots: [FinishedLot] = []
        for index in stride(from: round.lowerBound + worker, to: round.upperBound, by: plan.workers) {
            ledger.began(lot: index, worker: worker)
            var lot = analyst.lot(index, worker: worker, at: attempt.now.wall)
            let orders = plan.orders(ofLot: index)
            for place in orders.indices {
                guard !attempt.isCancelled else { return lots }
                let analysed =
                    served?[place - start] ?? analyst.analyse(orders[place], from: &stock, clock: attempt)
                analyst.write(orders[place], analysed, into: &lot)
            }
            ledger.finished(lot)
            lots.append(lot)
        }
        return lots
    }
}
