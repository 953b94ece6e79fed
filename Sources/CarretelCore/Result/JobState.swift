/// Where a job is, as the journal says. The journal alone says it (docs/architecture.md).
///
///     accepted ──► waiting ──► running ──► ended
///         │           ▲  │        │
///         │           │  └► ended │ (expired, cancelled)
///         ├──► deferred ◄─────────┘ (not_before; back-off, later, interrupted)
///         ├──► following ──► ended   (with its leader's outcome)
///         └──► ended                 (rejected, or a duplicate of a job that succeeded)
package enum JobState: Int, Sendable, CaseIterable {
    /// Ready to start as soon as its lane has room.
    case waiting = 0
    /// To be started at a known moment.
    case deferred = 1
    /// An attempt was journalled as started.
    case running = 2
    /// Waits for the end of the job that it duplicates.
    case following = 3
    /// Has a result. Nothing follows.
    case ended = 4
}
