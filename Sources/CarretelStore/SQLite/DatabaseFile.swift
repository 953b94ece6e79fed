// What SQLite says and does about its files that has no SQL form: whether one exists, and keeping the write-ahead log
// when the last connection closes.

import GRDB
import GRDBSQLite

/// Questions to SQLite about a database's files.
enum DatabaseFile {
    /// Whether there is a file of that name with anything in it; an empty one counts as absent, as it does for SQLite.
    ///
    /// Related system calls: stat(2).
    static func exists(_ path: String) -> Bool {
        guard let system = unsafe sqlite3_vfs_find(nil), let access = unsafe system.pointee.xAccess else {
            return false
        }
        var answer: CInt = 0
        return unsafe access(system, path, SQLITE_ACCESS_EXISTS, &answer) == SQLITE_OK && answer != 0
    }

    /// Makes the connection leave the `-wal` and `-shm` files in place when it closes, so that a reader of a stopped
    /// daemon's journal finds them and makes no files of its own.
    static func keepWriteAheadLog(of database: Database) {
        var on: CInt = 1
        _ = unsafe sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_PERSIST_WAL, &on)
    }
}
