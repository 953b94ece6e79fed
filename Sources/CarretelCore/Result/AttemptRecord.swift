/// One attempt in a result's `attempts`.
package struct AttemptRecord: Sendable, Hashable {
    /// How an attempt ended.
    package enum Outcome: String, Sendable {
        case succeeded, partial, failed, cancelled, later, interrupted
        case timedOut = "timed_out"
        /// Its worker process died under it.
        case workerDied = "worker_died"
    }

    /// From 1; an interrupted or `later` attempt keeps its number in the list though it does not count as used.
    package var number: Int
    package var startedAt: Timestamp
    package var endedAt: Timestamp?
    package var outcome: Outcome?
    /// Why, when it did not succeed.
    package var reason: FailureReason?

    /// Describes an attempt; `endedAt` and `outcome` are nil while it runs.
    package init(
        number: Int, startedAt: Timestamp, endedAt: Timestamp? = nil, outcome: Outcome? = nil,
        reason: FailureReason? = nil
    ) {
        self.number = number
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.reason = reason
    }
}
