import CarretelCore
import Synchronization

/// What a worker remembers of the portals that it has read, from attempt to attempt. One for each worker, in its
/// processor.
final class PortalSessions: Sendable {
    private struct Entry {
        var session: PortalSession
        var password: Secret?
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    init() {}

    /// The session of a portal and user; a new one when the password is another, since what was refused was the old one.
    func session(of account: PortalAccount) -> PortalSession {
        let password = account.login?.password
        return state.withLock { state in
            if let entry = state.entries[account.identity], entry.password?.reveal() == password?.reveal() {
                return entry.session
            }
            state.count += 1
            let session = PortalSession(identity: "\(account.identity)-\(state.count)")
            state.entries[account.identity] = Entry(session: session, password: password)
            return session
        }
    }
}
