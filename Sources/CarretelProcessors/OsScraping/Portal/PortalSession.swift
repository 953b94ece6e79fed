import CarretelCore
import Synchronization

/// Who we are at one portal: cookies over HTTP, and what logging in has come to.
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
        /// Whether something was answered since the login over HTTP.
        var hasAnswer = false
        var tally = LoginTally()
    }

    private let identity: String
    private let state = Mutex(State())
    private let logins = Gate(width: 1)

    init(identity: String) { self.identity = identity }

    /// How many wait for somebody else's login.
    var waiting: Int { logins.waiting }

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
        try await logInAlone(attempt, by: .http) {
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
    ///
    /// - Returns: why nothing more is asked, when logging in has been of no use too often.
    func end(_ ticket: Ticket, at now: MonotonicInstant) -> PortalFailure? {
        state.withLock { state in
            guard state.generation == ticket.generation, state.usedAt != nil else { return nil }
            state.usedAt = nil
            return state.hasAnswer ? nil : state.tally.futile(at: now)
        }
    }

    // By any way.

    /// The portal has said something of a service order, so that whoever asked is logged in.
    func noteAnswer(_ ticket: Ticket? = nil) {
        state.withLock { state in
            if ticket?.generation == state.generation { state.hasAnswer = true }
            state.tally.answered()
        }
    }

    /// A login seemed to go well, and nobody was logged in afterwards.
    ///
    /// - Returns: what to say of it.
    func noteFutileLogin(at now: MonotonicInstant) -> PortalFailure {
        state.withLock { $0.tally.futile(at: now) } ?? .loggedOut
    }

    /// User and password were sent, and nothing was said to them.
    func noteUnanswered(_ attempt: AttemptKey) { state.withLock { $0.tally.unanswered(attempt) } }

    /// Logs in while nobody else does. Who waited for a login that failed gets its failure, and after a refusal nobody
    /// asks for a while, so that no account is locked.
    ///
    /// - Parameters:
    ///   - attempt: the attempt that asks.
    ///   - way: how; a failure of one way says nothing of the other, a refusal does.
    ///   - body: logs in; nil is well.
    /// - Throws: what kept the login from it.
    func logInAlone(
        _ attempt: any AttemptContext, by way: EngineName, _ body: () async -> PortalFailure?
    ) async throws(PortalFailure) {
        let failuresBefore = state.withLock { $0.tally.failures(way) }
        let failure = await logins.pass { () -> PortalFailure? in
            let known = state.withLock {
                $0.tally.known(attempt.key, way, since: failuresBefore, at: attempt.now.monotonic)
            }
            if let known { return known }
            let failure = await body()
            if let failure { state.withLock { $0.tally.failed(failure, way, at: attempt.now.monotonic) } }
            return failure
        }
        if let failure { throw failure }
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
            state.hasAnswer = false
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
