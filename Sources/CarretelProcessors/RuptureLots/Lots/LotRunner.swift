import CarretelCore

/// Analyses lots on parallel tasks, in rounds: when each worker has done its share of a round, the round's results are
/// written in input order, so that what waits for its turn is bounded however large the job.
struct LotRunner {
    let plan: LotPlan
    let analyst: OrderAnalyst
    let attempt: any AttemptContext

    /// Runs every lot.
    ///
    /// - Throws: policy `cancelled` between two orders; transient `storage_failed`.
    func run(into results: inout RuptureResults) async throws(FailureReason) {
        let ledger = LotLedger(attempt, plan: plan)
        var first = 0
        while first < plan.lotCount {
            let round = first..<min(first + plan.lotsPerRound, plan.lotCount)
            let lots = await run(round, ledger)
            guard !attempt.isCancelled else { throw .cancelled }
            for lot in lots { try results.append(lot) }
            first = round.upperBound
        }
    }

    /// The lots of one round in input order; some are missing when the attempt was cancelled.
    private func run(_ round: Range<Int>, _ ledger: LotLedger) async -> [FinishedLot] {
        await withTaskGroup(of: [FinishedLot].self) { group in
            for worker in 0..<min(plan.workers, round.count) {
                group.addTask { work(worker, round, ledger) }
            }
            var lots: [FinishedLot] = []
            for await share in group { lots += share }
            return lots.sorted { $0.index < $1.index }
        }
    }

    /// One worker's lots of a round, one after the other.
    private func work(_ worker: Int, _ round: Range<Int>, _ ledger: LotLedger) -> [FinishedLot] {
        var lots: [FinishedLot] = []
        for index in stride(from: round.lowerBound + worker, to: round.upperBound, by: plan.workers) {
            var lot = FinishedLot(index: index, worker: worker)
            let moment = attempt.now.wall
            for order in plan.orders(ofLot: index) {
                guard !attempt.isCancelled else { return lots }
                analyst.analyse(order, into: &lot, at: moment)
            }
            ledger.finished(lot)
            lots.append(lot)
        }
        return lots
    }
}
