import CarretelCore
import CarretelSystem

/// Runs attempts to their end, everything that they started included.
struct AttemptBody: Sendable {
    let registry: ProcessorRegistry
    let reaper: ChildReaper

    /// Runs one attempt.
    ///
    /// - Returns: its outcome, when nothing of it is left running.
    func run(_ attempt: WorkerAttempt) async -> ProcessorOutcome {
        let outcome = await outcome(of: attempt)
        attempt.sendLastProgress()
        await attempt.ownBrowsers.end()
        let sweep = await reaper.sweepAfterAttempt()
        guard sweep.survivors.isEmpty else {
            return .failed(
                FailureReason(
                    .transient, code: "processes_left",
                    message: "Processes that the attempt had started could not be ended: \(sweep.survivors)."))
        }
        return outcome
    }

    private func outcome(of attempt: WorkerAttempt) async -> ProcessorOutcome {
        do throws(FailureReason) {
            return try await registry.processor(of: attempt.assignment.type)(attempt)
        } catch {
            // A processor that gives up because it was asked to has ended as asked.
            if error.failureClass == .policy, error.code == "cancelled", attempt.isCancelled { return .cancelled }
            return .failed(error)
        }
    }
}
