import CarretelCore
import Synchronization

/// Counts what the workers have done and tells it: one event for every finished lot, `progresso` that of the job.
final class LotLedger: Sendable {
    private let attempt: any AttemptContext
    private let total: Int
    private let workers: Int
    private let startedAt: MonotonicInstant
    private let tally = Mutex(Tally())

    init(_ attempt: any AttemptContext, plan: LotPlan) {
        self.attempt = attempt
        self.total = plan.orders.count
        self.workers = plan.busyWorkers
        self.startedAt = attempt.now.monotonic
        attempt.report(progress(Tally(), message: "Analysing \(plan.orders.count) orders in \(plan.lotCount) lots."))
    }

    /// Records a lot and reports it.
    func finished(_ lot: FinishedLot) {
        let beginning = eventBeginning(lot)
        tally.withLock { tally in
            tally += lot.tally
            var progress = progress(tally, message: "Lot \(lot.index) done by worker \(lot.worker).")
            progress.current = lot.lastOrder
            progress.event = beginning + Array("\(tally.processed * 100 / total)}".utf8)
            // Under the lock, so that no event overtakes one with less progress.
            attempt.report(progress)
        }
    }

    /// The event up to the value of `progresso`, its last member; made outside the lock.
    private func eventBeginning(_ lot: FinishedLot) -> [UInt8] {
        var event = Array("{\"worker_id\":\(lot.worker),\"lote_index\":\(lot.index),\"resultados\":".utf8)
        if lot.lines.count <= RuptureLimits.maxEventBytes {
            event.append(UInt8(ascii: "["))
            event.append(contentsOf: lot.lines.asArrayElements)
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

    private func progress(_ tally: Tally, message: String) -> Progress {
        Progress(
            percent: total == 0 ? 100 : Double(tally.processed * 100 / total), message: message,
            processed: tally.processed, total: total, succeeded: tally.succeeded, failed: tally.failed,
            workers: workers, etaSeconds: secondsLeft(processed: tally.processed))
    }

    /// At the pace so far, rounded up; nil before anything is done.
    private func secondsLeft(processed: Int) -> Int? {
        guard processed > 0 else { return nil }
        let elapsed = (attempt.now.monotonic - startedAt).wholeMilliseconds
        return (Int(elapsed) * (total - processed) / processed + 999) / 1_000
    }
}
