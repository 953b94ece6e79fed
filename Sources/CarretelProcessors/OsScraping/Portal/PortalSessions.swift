import CarretelCore
import Synchronization

/// What a worker remembers of the portals that it has read, from attempt to attempt. One for each worker, in its
/// processor.
final class PortalSessions: Sendable {
    private let sessions = Mutex<[String: PortalSession]>([:])

    init() {}

    /// The session of a portal and user.
    func session(of account: PortalAccount) -> PortalSession {
        sessions.withLock { sessions in
            if let session = sessions[account.identity] { return session }
            let session = PortalSession(identity: account.identity)
            sessions[account.identity] = session
            return session
        }
    }
}
