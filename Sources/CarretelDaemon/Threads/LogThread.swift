internal import CarretelCore
internal import CarretelStore
internal import CarretelSystem

/// The thread that copies the journal's log into the database, so that no commit has to: at low priority, since nothing
/// waits for it, and asleep while nothing is written.
final class LogThread: Sendable {
    /// How long after a try the next one is made to cut the file off.
    static let cutEvery = Duration.seconds(1)
    /// After so many tries it is left to the writer, which copies the whole log when it is long.
    static let cutTries = 60

    private enum Wish: Sendable {
        case copy, cut
    }

    private let queue = BatchQueue<Wish>(capacity: .max)
    private let copier: LogCopier

    init(copier: LogCopier) {
        self.copier = copier
    }

    /// Asks for the log to be copied.
    func copy() {
        queue.push(.copy)
    }

    /// Asks for the file to be cut off after pages were given back. That takes a moment at which nothing is written.
    func cut() {
        queue.push(.cut)
    }

    func close() {
        queue.close()
    }

    /// The thread's body. Returns when the queue is closed.
    ///
    /// - Throws: what the file system refused, which is final like a failed commit.
    func run() throws {
        try PlainThread.stepBack()
        var tries = 0
        var due: MonotonicInstant?
        while let wishes = queue.takeAll(until: due) {
            if wishes.contains(.cut) { tries = Self.cutTries }
            let isWhole = try copier.copyWhole()
            tries = isWhole ? 0 : max(tries - 1, 0)
            due = tries > 0 ? SystemClock.now().monotonic + Self.cutEvery : nil
        }
        try copier.close()
    }
}
