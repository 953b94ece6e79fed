import CarretelCore
import Synchronization

/// Who we are at one portal: cookies over HTTP, whether we were refused, and whether its pages need scripts.
final class PortalSession: Sendable {
    /// What requests of one login share: another login has other cookies.
    struct Ticket: Sendable, Hashable {
        /// For ``HTTPRequest/session``.
        var jar: String
        fileprivate var generation: Int
    }

    private struct State {
        var generation = 0
        /// When the session was used last; nil when nobody is logged in.
        var usedAt: MonotonicInstant?
        var failures = 0
        var lastFailure: PortalFailure?
        /// The attempt whose login was refused: it does not ask again.
        var refusedAttempt: AttemptKey?
        var needsScript = false
    }

    private let identity: String
    private let state = Mutex(State())
    private let logins = Gate(width: 1)

    init(identity: String) { self.identity = identity }

    /// Whether the portal's pages were found to be built by scripts.
    var needsScript: Bool { state.withLock { $0.needsScript } }

    /// From now on nobody has to find that out again.
    func noteScripts() { state.withLock { $0.needsScript = true } }

    // Over HTTP.

    /// Gives what requests share, after a login where nobody is logged in: one login at a time, for which all wait.
    ///
    /// - Parameters:
    ///   - attempt: whose client forgets the cookies of an earlier login.
    ///   - idle: a session that was not used for so long is not used again.
    ///   - logIn: logs in with new cookies; nil is well.
    /// - Returns: the ticket of whoever is logged in.
    /// - Throws: what kept the login from it.
    func enter(
        _ attempt: any AttemptContext, idle: Duration, logIn: (Ticket) async -> PortalFailure?
    ) async throws(PortalFailure) -> Ticket {
        if let ticket = use(at: attempt.now.monotonic, idle: idle) { return ticket }
        var ticket: Ticket?
        try await logInAlone(attempt.key) {
            // Whoever was before us may have logged in.
            ticket = use(at: attempt.now.monotonic, idle: idle)
            guard ticket == nil else { return nil }
            let (old, new) = renew()
            attempt.http.forget(session: old.jar)
            let failure = await logIn(new)
            guard failure == nil else { return failure }
            open(new, at: attempt.now.monotonic)
            ticket = new
            return nil
        }
        return ticket ?? self.ticket
    }

    /// The portal has logged out whoever had this ticket.
    func end(_ ticket: Ticket) {
        state.withLock { state in
            if state.generation == ticket.generation { state.usedAt = nil }
        }
    }

    // By any way.

    /// Logs in while nobody else does. Who waited for a login that failed gets its failure, and after a refusal the
    /// attempt asks no more, so that no account is locked.
    ///
    /// - Parameters:
    ///   - attempt: the attempt that asks.
    ///   - body: logs in; nil is well.
    /// - Throws: what kept the login from it.
    func logInAlone(
        _ attempt: AttemptKey, _ body: () async -> PortalFailure?
    ) async throws(PortalFailure) {
        let failuresBefore = state.withLock { $0.failures }
        let failure = await logins.pass { () -> PortalFailure? in
            if let known = knownFailure(attempt, since: failuresBefore) { return known }
            let failure = await body()
            if let failure { note(failure, attempt) }
            return failure
        }
        if let failure { throw failure }
    }

    private func knownFailure(_ attempt: AttemptKey, since failures: Int) -> PortalFailure? {
        state.withLock { state in
            state.refusedAttempt == attempt || state.failures != failures ? state.lastFailure : nil
        }
    }

    private func note(_ failure: PortalFailure, _ attempt: AttemptKey) {
        state.withLock { state in
            state.failures += 1
            state.lastFailure = failure
            if failure.kind == .loginFailed { state.refusedAttempt = attempt }
        }
    }

    private var ticket: Ticket { state.withLock { ticket($0.generation) } }

    private func ticket(_ generation: Int) -> Ticket {
        Ticket(jar: "portal-\(identity)-\(generation)", generation: generation)
    }

    private func use(at now: MonotonicInstant, idle: Duration) -> Ticket? {
        state.withLock { state in
            guard let usedAt = state.usedAt, now - usedAt <= idle else { return nil }
            state.usedAt = now
            return ticket(state.generation)
        }
    }

    private func renew() -> (old: Ticket, new: Ticket) {
        state.withLock { state in
            state.usedAt = nil
            state.generation += 1
            return (ticket(state.generation - 1), ticket(state.generation))
        }
    }

    private func open(_ ticket: Ticket, at now: MonotonicInstant) {
        state.withLock { state in
            if state.generation == ticket.generation { state.usedAt = now }
        }
    }
}
