internal import CarretelSystem
internal import Synchronization

/// Lets the progress and events files of a name change hands whole.
///
/// Two threads of the daemon look whose these files are and act on what they find: the publisher, which moves an ended
/// job's away for a newcomer of its name, and the reporter, which writes the newcomer's first ones. Each keeps the other
/// out from its look to its last change; otherwise the publisher might take what the reporter has just written for the
/// older job's and move it away. Once the newcomer's document is there both find it to be its own, so what follows needs
/// no lock. Held for small writes and renames, never while anything is synced.
package final class ProgressHandover: Sendable {
    private let oneAtATime = Mutex(())

    /// Runs `body` while nobody else changes whose files they are.
    func alone(_ body: () throws(SystemError) -> Void) throws(SystemError) {
        try oneAtATime.withLock { (_) throws(SystemError) in try body() }
    }
}
