// Copies the write-ahead log into the database beside the writer. In a commit that would take tens of milliseconds, and
// whatever is dispatched meanwhile would wait for it.

import GRDB

/// A connection of its own that copies the log of the journal; used by one thread at a time.
package final class LogCopier: Sendable {
    /// Nothing is read through the connection, so it needs no memory to speak of.
    private static let cacheKibibytes = 64

    private let database: DatabaseQueue

    /// Opens a connection to a journal that the writer has open.
    ///
    /// - Throws: `missing`, `corrupt`, `busy`, `io`, `synchronousNotFull`.
    package init(_ path: String) throws(StoreFailure) {
        guard DatabaseFile.exists(path) else { throw StoreFailure(.missing, "There is no journal at \(path).") }
        database = try translatingFailures {
            var configuration = Configuration()
            configuration.label = "journal's log"
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try database.execute(
                    sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -\(Self.cacheKibibytes)")
                DatabaseFile.keepWriteAheadLog(of: database)
                try DurableConnection.verifyDurable(database)
            }
            return queue
        }
    }

    /// Copies what has been committed so far and no reader is in the way of. It is synced when nothing was committed
    /// meanwhile, else by the next copy that ends so. The log begins anew with the first commit that finds all of it copied.
    ///
    /// - Returns: how many pages of the log are left; nil when another connection is at it.
    /// - Throws: `full`, `io`, `corrupt`.
    @discardableResult
    package func copy() throws(StoreFailure) -> Int? {
        try translatingFailures {
            try database.writeWithoutTransaction { database in
                guard let row = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(PASSIVE)") else { return nil }
                let (isBusy, pages, copied): (Int, Int, Int) = (row[0], row[1], row[2])
                return isBusy == 0 ? pages - copied : nil
            }
        }
    }

    /// Copies all of the log, with which SQLite cuts off what the file does not need any more.
    ///
    /// - Returns: false when something was written meanwhile, or a reader was in the way: the file is as long as before.
    /// - Throws: `full`, `io`, `corrupt`.
    package func copyWhole() throws(StoreFailure) -> Bool {
        let before = try version()
        let left = try copy()
        let after = try version()
        return left == 0 && after == before
    }

    /// Changes with every commit of another connection.
    private func version() throws(StoreFailure) -> Int {
        try translatingFailures {
            try database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
        }
    }

    /// Closes the connection.
    package func close() throws(StoreFailure) {
        try translatingFailures { try database.close() }
    }
}

/// When the log is worth copying: while the journal is tended, whose steps dirty many pages that nobody else touches. Jobs
/// write the same pages again and again, so that each further copy only costs them time. Then often: a copy is synced, and
/// whoever syncs anything meanwhile waits for all of it (4,000 pages take 20 to 60 ms on a disk that syncs one in 0.1 ms).
package struct LogCopyRule: Sendable {
    private let limit: Int
    private let step: Int
    private var asked = 0
    private var isTended = false

    /// Makes a rule.
    ///
    /// - Parameter limit: the length with which the writer copies what is left. A sixtieth of it is copied at a time,
    ///   after a first copy of all that jobs have left.
    package init(limit: Int) {
        self.limit = limit
        step = max(limit / 60, 1)
    }

    /// Notes that a step of maintenance has written to the log.
    package mutating func noteChore() { isTended = true }

    /// Notes the length of the log after a commit.
    ///
    /// - Returns: whether it is to be copied now. Beyond the limit it is not, so that the writer finds nobody at it.
    package mutating func isDue(pages: Int) -> Bool {
        // Every commit lengthens the log, so one that leaves it no longer has begun a new one.
        if pages <= asked { asked = 0 }
        guard isTended, pages < limit, pages - asked >= step else { return false }
        asked = pages
        isTended = false
        return true
    }
}
