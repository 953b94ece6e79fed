import CarretelCore
import Synchronization

/// Counts what the workers have done and tells it: one event for every finished lot, `progresso` that of the job.
final class LotLedger: Sendable {
    private struct State {
        var tally = Tally()
        /// The lot that each worker has in hand; nil before its first.
        var lots: [Int?]
    }

    private let attempt: any AttemptContext
    private let total: Int
    private let lotCount: Int
    private let startedAt: MonotonicInstant
    private let state: Mutex<State>

    init(_ attempt: any AttemptContext, plan: LotPlan) {
        self.attempt = attempt
        self.total = plan.orders.count
        self.lotCount = plan.lotCount
        self.startedAt = attempt.now.monotonic
        let state = State(lots: Array(repeating: nil, count: plan.busyWorkers))
        self.state = Mutex(state)
        attempt.report(progress(state, message: "Analysing \(plan.orders.count) orders in \(plan.lotCount) lots."))
    }

    /// Notes what a worker has in hand.
    func began(lot: Int, worker: Int) {
        state.withLock { $0.lots[worker] = lot }
    }

    /// Records a lot and reports it.
    func finished(_ lot: FinishedLot) {
        let beginning = eventBeginning(lot)
        state.withLock { state in
            state.tally += lot.tally
            var progress = progress(state, message: inHand(state.lots))
            progress.current = lot.lastOrder
            progress.event = beginning + Array("\(state.tally.processed * 100 / total)}".utf8)
            // Under the lock, so that no event overtakes one with less progress.
            attempt.report(progress)
        }
    }

    /// `Worker 0: lot 12, worker 1: lot 13, of 212.`
    private func inHand(_ lots: [Int?]) -> String {
        let parts = lots.enumerated().compactMap { worker, lot in lot.map { "worker \(worker): lot \($0)" } }
        let text = parts.joined(separator: ", ")
        return text.prefix(1).uppercased() + text.dropFirst() + ", of \(lotCount)."
    }

    /// The event up to the value of `progresso`, its last member; made outside the lock.
    private func eventBeginning(_ lot: FinishedLot) -> [UInt8] {
        var event = Array("{\"worker_id\":\(lot.worker),\"lote_index\":\(lot.index),\"resultados\":".utf8)
        if lot.lines.count <= RuptureLimits.maxEventBytes {
            event.append(UInt8(ascii: "["))
            event.append(contentsOf: lot.arrayElements)
            event.append(UInt8(ascii: "]"))
        } else {
            event.append(contentsOf: "null".utf8)
            attempt.warn(
                Warning(
                    code: "event_cut",
                    message: "The results of lot \(lot.index) are larger than \(RuptureLimits.maxEventBytes) bytes; "
                        + "they are in resultados.jsonl but not in the lot's event."))
        }
        event.append(contentsOf: ",\"progresso\":".utf8)
        return event
    }

    private func progress(_ state: State, message: String) -> Progress {
        let tally = state.tally
        return Progress(
            percent: total == 0 ? 100 : Double(tally.processed * 100 / total), message: message,
            processed: tally.processed, total: total, succeeded: tally.succeeded, failed: tally.failed,
            workers: state.lots.count, etaSeconds: secondsLeft(processed: tally.processed))
    }

    /// At the pace so far, rounded up; nil before anything is done.
    private func secondsLeft(processed: Int) -> Int? {
        guard processed > 0 else { return nil }
        let elapsed = (attempt.now.monotonic - startedAt).wholeMilliseconds
        return (Int(elapsed) * (total - processed) / processed + 999) / 1_000
    }
}
