import CarretelCore

/// Keeps from hammering a server that is down: after several failures in a row nothing is asked for a while, then one
/// call tries whether it is back.
///
///     closed ──5 failures in a row──► open ──30 s──► trying ──answer──► closed
///                                      ▲                │
///                                      └────failure─────┘
///
/// A failure counts for 120 s after the last one. Only failures of the server and of the way there count; that a server
/// says no is an answer.
struct OdooBreaker: Sendable, Hashable {
    static let failuresToOpen = 5
    static let openDuration = Duration.seconds(30)
    static let quietDuration = Duration.seconds(120)

    /// Whether a call may be made.
    enum Verdict: Sendable, Hashable {
        case go
        /// Not before that much time has passed.
        case refused(for: Duration)
    }

    private enum State: Sendable, Hashable {
        case closed
        case open(until: MonotonicInstant)
        case trying(since: MonotonicInstant)
    }

    private var state = State.closed
    private var failures = 0
    private var lastFailure: MonotonicInstant?

    /// Asks before a call. One that goes is to be told of by ``succeeded()``, ``failed(at:)`` or ``abandoned(at:)``.
    mutating func admit(at now: MonotonicInstant) -> Verdict {
        if let lastFailure, now - lastFailure >= Self.quietDuration { self = OdooBreaker() }
        switch state {
        case .closed: return .go
        case .open(let until):
            guard now >= until else { return .refused(for: until - now) }
            state = .trying(since: now)
            return .go
        case .trying: return .refused(for: Self.openDuration)
        }
    }

    /// There was an answer.
    mutating func succeeded() { self = OdooBreaker() }

    /// There was none.
    mutating func failed(at now: MonotonicInstant) {
        if let lastFailure, now - lastFailure >= Self.quietDuration { failures = 0 }
        failures += 1
        lastFailure = now
        if case .trying = state { failures = max(failures, Self.failuresToOpen) }
        if failures >= Self.failuresToOpen { state = .open(until: now + Self.openDuration) }
    }

    /// The call ended without telling anything about the server: another one may try.
    mutating func abandoned(at now: MonotonicInstant) {
        if case .trying = state { state = .open(until: now) }
    }
}
