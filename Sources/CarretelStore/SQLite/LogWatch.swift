// Says how long the write-ahead log is, and copies it into the database when it gets too long. SQLite does the latter by
// itself too, but does not say the former.

import GRDB
import GRDBSQLite
import Synchronization

/// Watches the log of one writing connection, whose life it must outlast.
final class LogWatch: Sendable {
    private let latest = Atomic<Int>(0)
    private let limit: Int

    /// Makes a watch.
    ///
    /// - Parameter limit: with so many pages the writer itself copies what has not been copied.
    init(limit: Int) {
        self.limit = limit
    }

    /// How many pages the log had after the last commit.
    var pages: Int { latest.load(ordering: .relaxed) }

    /// Begins to watch, in place of SQLite's own automatic copying.
    ///
    /// Related SQLite functions: `sqlite3_wal_hook`, `sqlite3_wal_checkpoint_v2`.
    func watch(_ database: Database) {
        _ = unsafe sqlite3_wal_hook(database.sqliteConnection, noteLog, Unmanaged.passUnretained(self).toOpaque())
    }

    fileprivate func note(pages: Int, of connection: OpaquePointer?, _ name: UnsafePointer<CChar>?) {
        latest.store(pages, ordering: .relaxed)
        guard pages >= limit else { return }
        // Where another connection is copying, this one's turn is after the next commit; a failure shows there too.
        _ = unsafe sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
}

private func noteLog(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ pages: CInt
) -> CInt {
    if let context = unsafe context {
        unsafe Unmanaged<LogWatch>.fromOpaque(context).takeUnretainedValue().note(
            pages: Int(pages), of: connection, name)
    }
    return SQLITE_OK
}
