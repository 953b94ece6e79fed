internal import CarretelStore
internal import CarretelSystem

/// The thread that copies the journal's log into the database, so that no commit has to: at low priority, since nothing
/// waits for it, and asleep while nothing is written.
final class LogThread: Sendable {
    private let queue = BatchQueue<Void>(capacity: .max)
    private let copier: LogCopier

    init(copier: LogCopier) {
        self.copier = copier
    }

    /// Asks for the log to be copied.
    func copy() {
        queue.push(())
    }

    func close() {
        queue.close()
    }

    /// The thread's body. Returns when the queue is closed.
    ///
    /// - Throws: what the file system refused, which is final like a failed commit.
    func run() throws {
        try PlainThread.stepBack()
        while queue.takeAll() != nil { try copier.copy() }
        try copier.close()
    }
}
