package import CarretelCore
import Synchronization

extension ScriptedAttempt {
    /// Grants at once, or when the clock has been moved to the end of a closing, unless the attempt is cancelled.
    package func acquire(permit: String) async throws(FailureReason) {
        if let moment = closing(of: permit) { await wait(moment - now.wall) }
        try grant(permit)
    }

    /// Grants as ``acquire(permit:)``, or tells of a closing that is longer than the patience.
    package func acquire(permit: String, patience: Duration) async throws(FailureReason) -> PermitGrant {
        if let moment = closing(of: permit), moment - now.wall > patience { return .closed(until: moment) }
        try await acquire(permit: permit)
        return .granted
    }

    /// Keeps the outcome; one that closes the permit closes it here too.
    package func release(permit: String, outcome: PermitOutcome) {
        state.withLock { state in
            if case .closed(let moment) = outcome { state.closings[permit] = moment }
            guard let index = state.permits.lastIndex(where: { $0.permit == permit && $0.outcome == nil }) else {
                return
            }
            state.permits[index].outcome = outcome
        }
    }

    /// The end of a closing that is not over.
    private func closing(of permit: String) -> Timestamp? {
        state.withLock { $0.closings[permit] }.flatMap { $0 > now.wall ? $0 : nil }
    }

    private func grant(_ permit: String) throws(FailureReason) {
        guard !isCancelled else {
            throw .cancelled
        }
        state.withLock { $0.permits.append((permit, nil)) }
    }
}
