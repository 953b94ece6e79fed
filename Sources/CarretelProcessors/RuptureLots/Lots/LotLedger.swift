import CarretelCore
import Synchronization

/// Counts what the workers have done and tells it: one event for every finished lot, `progresso` that of the job.
final class LotLedger: Sendable {
    private struct State {
        var tally = Tally()
        /// The lot that each worker has in hand; nil before its first.
        var lots: [Int?]
        /// Of results that events have carried.
        var eventBytes = 0
        var isCut = false
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

    /// `Lots 12 and 13 of 212.`: the lot of each worker in its order, short enough for a line of a terminal.
    private func inHand(_ lots: [Int?]) -> String {
        let numbers = lots.map { $0.map(String.init) ?? "–" }
        return "\(numbers.count == 1 ? "Lot" : "Lots") \(numbers.joined(separator: " and ")) of \(lotCount)."
    }

    /// The event up to the value of `progresso`, its last member; made outside the lock.
    private func eventBeginning(_ lot: FinishedLot) -> [UInt8] {
        var event = Array("{\"worker_id\":\(lot.worker),\"lote_index\":\(lot.index),\"resultados\":".utf8)
        if mayCarry(lot) {
            event.append(UInt8(ascii: "["))
            event.append(contentsOf: lot.lines.arrayElements)
            event.append(UInt8(ascii: "]"))
        } else {
            event.append(contentsOf: "null".utf8)
        }
        event.append(contentsOf: ",\"progresso\":".utf8)
        return event
    }

    /// Whether a lot's results fit in its event and in what events may carry in all; a cut is told once for each.
    private func mayCarry(_ lot: FinishedLot) -> Bool {
        guard lot.lines.bytes.count <= RuptureLimits.maxEventBytes else {
            warnOfCut("The results of lot \(lot.index) are larger than \(RuptureLimits.maxEventBytes) bytes")
            return false
        }
        let (fits, isFirstCut) = state.withLock { state in
            guard state.eventBytes + lot.lines.bytes.count <= RuptureLimits.maxEventsBytes else {
                defer { state.isCut = true }
                return (false, !state.isCut)
            }
            state.eventBytes += lot.lines.bytes.count
            return (true, false)
        }
        if isFirstCut {
            warnOfCut(
                "The events have carried results of \(RuptureLimits.maxEventsBytes) bytes; those of further lots")
        }
        return fits
    }

    private func warnOfCut(_ what: String) {
        attempt.warn(
            Warning(code: "event_cut", message: "\(what): they are in \(RuptureResults.fileName) but not in events."))
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
