import CarretelCore

/// Why a page was not got in the end.
enum OmieStop: Error {
    /// This list cannot be loaded; others may.
    case failed(FailureReason)
    /// No list of this account can.
    case denied(FailureReason)
    /// Not now: the job is put off until that moment.
    case blocked(until: Timestamp, FailureReason)
    case cancelled
    /// What was got cannot be kept: the attempt is over.
    case storage(FailureReason)
}
