import CarretelCore
import CarretelSystem

extension WorkerAttempt {
    func wait(_ duration: Duration) async {
        // A task of its own, because the task that runs the attempts one after the other is never cancelled. A sleep
        // that cancellation ends throws, and that is all there is to know about it.
        let sleep = Task { try? await Task.sleep(for: duration) }
        let listener = cancellation.listen { sleep.cancel() }
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        cancellation.forget(listener)
    }

    func acquire(permit: String) async throws(FailureReason) {
        // Without an end to the patience there is no other answer.
        _ = try await grant(of: permit) { _ in true }
    }

    func acquire(permit: String, patience: Duration) async throws(FailureReason) -> PermitGrant {
        try await grant(of: permit) { moment in moment - now.wall <= patience }
    }

    /// Asks until the permit is granted, or closed until a moment that is not worth the wait.
    private func grant(
        of permit: String, isWorthWaiting: (Timestamp) -> Bool
    ) async throws(FailureReason) -> PermitGrant {
        while true {
            try refuseIfCancelled()
            switch await permits.answer(for: permit, asking: { [key, send] in send(.permit(key, permit: permit)) }) {
            case .granted: return .granted
            case .cancelled: try refuseIfCancelled()
            case .waitUntil(let moment):
                guard isWorthWaiting(moment) else { return .closed(until: moment) }
                await wait(until: moment)
            }
        }
    }

    /// Waits at most a minute at a time and looks at the clock again, since it may be set meanwhile.
    private func wait(until moment: Timestamp) async {
        while !isCancelled {
            let left = moment - now.wall
            guard left > .zero else { return }
            await wait(min(left, .seconds(60)))
        }
    }

    func release(permit: String, outcome: PermitOutcome) {
        send(.release(key, permit: permit, outcome: outcome))
    }

    /// Ends what an attempt that is to end has begun.
    func refuseIfCancelled() throws(FailureReason) {
        guard isCancelled else { return }
        throw .cancelled
    }
}
