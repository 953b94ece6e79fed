// What can go wrong with a database file, as one value: `code` decides what the caller does, `message` tells a person
// what was attempted and how to mend it, `cause` keeps SQLite's own words for the log.

import GRDB
import GRDBSQLite

/// Why the journal or its history could not be opened, read or written.
package struct StoreFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: String, Sendable, CaseIterable {
        /// Somebody else held a lock for longer than the time allowed.
        case busy
        /// The file is damaged or is no SQLite database. It is left as it is.
        case corrupt
        /// There is no such file, or it cannot be opened.
        case missing
        /// A database of some other program.
        case foreign
        /// Write-ahead logging could not be switched on: not a local disk, or no right to make files beside it.
        case notWAL = "not_wal"
        /// `synchronous` reads back as something other than FULL.
        case synchronousNotFull = "synchronous_not_full"
        /// Written by a later version of this program.
        case newerSchema = "newer_schema"
        /// The disk is full.
        case full
        /// A write that the journal's rules forbid: an end of an ended job, a number used twice.
        case refused
        /// Reading, writing or syncing failed.
        case io
    }

    package var code: Code
    /// One or two sentences for a person.
    package var message: String
    /// SQLite's own words, or those of whatever failed underneath.
    package var cause: String?

    /// Describes a failure.
    package init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        "\(code.rawValue): \(message)" + (cause.map { " (\($0))" } ?? "")
    }

    /// Translates what GRDB, a hook or this module threw.
    init(translating error: any Error) {
        if let failure = error as? StoreFailure {
            self = failure
        } else if let error = error as? DatabaseError {
            self.init(
                resultCode: error.extendedResultCode.rawValue,
                words: error.message ?? "", doing: error.sql.map { "running \($0)" } ?? "using the database")
        } else {
            self.init(.io, "The database could not be used.", cause: String(describing: error))
        }
    }

    /// Translates a result code of SQLite (<https://www.sqlite.org/rescode.html>).
    init(resultCode: CInt, words: String, doing: String) {
        let code = Code(resultCode: resultCode)
        self.init(code, "\(code.sentence) while \(doing).", cause: "SQLite \(resultCode): \(words)")
    }
}

extension StoreFailure.Code {
    fileprivate init(resultCode: CInt) {
        // The low byte is the primary code.
        switch resultCode & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
        case SQLITE_CANTOPEN: self = .missing
        case SQLITE_FULL: self = .full
        case SQLITE_CONSTRAINT, SQLITE_MISUSE, SQLITE_MISMATCH, SQLITE_RANGE: self = .refused
        default: self = .io
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .busy: "The database was locked by another process for too long"
        case .corrupt: "The database is damaged"
        case .missing: "The database could not be opened"
        case .full: "The disk is full"
        case .refused: "The database refused a write"
        default: "Reading or writing the database failed"
        }
    }
}

/// Runs `body` and turns whatever it throws into a ``StoreFailure``.
func translatingFailures<Value>(_ body: () throws -> Value) throws(StoreFailure) -> Value {
    do {
        return try body()
    } catch {
        throw StoreFailure(translating: error)
    }
}
