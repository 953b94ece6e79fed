import CarretelCore
import Synchronization

/// What a worker remembers of the accounts that it has spoken to, from attempt to attempt: how they are spoken to, who we
/// are there, the fields of their models and whether they answer at all. One for each worker, in its processor.
final class OdooSessions: Sendable {
    private let sessions = Mutex<[String: OdooSession]>([:])

    init() {}

    /// The session of an account.
    func session(of account: OdooAccount) -> OdooSession {
        sessions.withLock { sessions in
            if let session = sessions[account.identity] { return session }
            let session = OdooSession()
            sessions[account.identity] = session
            return session
        }
    }
}
