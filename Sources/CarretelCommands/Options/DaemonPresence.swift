internal import CarretelSpool
internal import CarretelSystem

/// Whether a daemon serves a spool, as far as this user may see.
enum DaemonPresence: Sendable {
    case alive, dead
    /// The lock is not for this user to look at, as for a mere writer of jobs.
    case unknown

    /// Looks at the daemon's lock; takes nothing.
    static func look(spool path: String) throws(SystemError) -> DaemonPresence {
        do throws(SystemError) {
            let work = try Directory.open(path: path).openDirectory("work")
            return try FileLock.isHeld(SpoolLayout.lockName, in: work) ? .alive : .dead
        } catch  where error.code == SystemError.Code.accessDenied {
            return .unknown
        }
    }
}
