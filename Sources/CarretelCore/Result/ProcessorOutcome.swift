/// What a processor hands back when its attempt is over. There is no other way for an attempt to end than one of these
/// or a thrown ``FailureReason``.
package enum ProcessorOutcome: Sendable, Hashable {
    /// All of it worked. `output` is one JSON object, `files` name regular files in the staging folder.
    case succeeded(output: [UInt8], files: [DataFile])
    /// Some of it worked; `reason` says what did not. An end, never retried.
    case partial(output: [UInt8], files: [DataFile], reason: FailureReason)
    /// Nothing to show. The reason's class decides whether it is tried again; `retryAfter` is a delay that the
    /// upstream named, which takes the place of the back-off.
    case failed(FailureReason, retryAfter: Duration? = nil)
    /// Not now: start again at `notBefore` with `checkpoint`. Uses no attempt, frees the lane.
    case later(notBefore: Timestamp, checkpoint: [UInt8], reason: FailureReason)
    /// Ended because it was asked to; the daemon knows why it asked.
    case cancelled
}
