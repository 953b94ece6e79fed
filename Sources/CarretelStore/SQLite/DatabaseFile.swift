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

    /// Whether pages that hold nothing can be given back one by one, which is decided when a database is made.
    static func canShrink(_ database: Database) throws -> Bool {
        let incremental = 2
        return try Int.fetchOne(database, sql: "PRAGMA auto_vacuum") == incremental
    }

    /// Whether nobody has had the database at `path` open for writing: there is no log beside it.
    static func isAlone(_ path: String) -> Bool { !exists(path + "-wal") }

    /// The name to read a database without a log under (<https://www.sqlite.org/uri.html>). SQLite would make a log just
    /// to read it; told that nothing changes, it does not.
    static func immutableURI(of path: String) -> String {
        var uri = "file:"
        for character in path.unicodeScalars {
            switch character {
            case "%", "?", "#": uri += "%" + String(character.value, radix: 16, uppercase: true)
            default: uri.unicodeScalars.append(character)
            }
        }
        return uri + "?immutable=1"
    }
}
