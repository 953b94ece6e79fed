extension FailureReason {
    /// What an attempt throws that gives up because it was asked to end.
    package static let cancelled = FailureReason(
        .policy, code: cancelledCode, message: "The attempt was asked to end.")
}
