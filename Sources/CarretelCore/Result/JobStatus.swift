/// How a job ended: the `status` of its result.
package enum JobStatus: String, Sendable, CaseIterable {
    case succeeded
    /// Some of it worked and the result says what did not. An end, never retried.
    case partial
    case failed
    /// The last attempt reached its time limit.
    case timedOut = "timed_out"
    case cancelled
    /// Its `expires_at` passed while it waited.
    case expired
    /// Never became a job: unreadable, invalid or in conflict.
    case rejected
}
