// The reading end of the journal, for other processes than the daemon: `status`, `history`, `show`, `fsck`. It works
// beside a running daemon and after a dead one, takes no lock that the daemon waits for, writes nothing, and makes no
// file where the daemon left its own (`-wal` and `-shm` stay when the daemon closes).

import CarretelCore
import GRDB

/// Reads the journal without ever writing to it. Each call sees one consistent moment.
package final class HistoryReader: Sendable {
    private let database: DatabaseQueue
    /// How long an index that another process is recovering is waited for.
    private static let busyTimeoutSeconds = 5.0

    /// Opens the journal at `path` for reading.
    ///
    /// - Throws: `missing`, `corrupt`, `foreign`, `newerSchema`, `busy`, `io`.
    package static func open(_ path: String) throws(StoreFailure) -> HistoryReader {
        guard DatabaseFile.exists(path) else {
            throw StoreFailure(.missing, "There is no journal at \(path).")
        }
        return try translatingFailures {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(busyTimeoutSeconds)
            configuration.label = "history"
            let queue = try DatabaseQueue(
                path: DatabaseFile.isAlone(path) ? DatabaseFile.immutableURI(of: path) : path,
                configuration: configuration)
            try queue.read { database in try verify(database, path: path) }
            return HistoryReader(queue)
        }
    }

    private init(_ database: DatabaseQueue) {
        self.database = database
    }

    private static func verify(_ database: Database, path: String) throws {
        try JournalConnection.kind.refuseForeign(database, path: path)
        try JournalConnection.kind.refuseOtherVersions(database, path: path)
    }

    /// Runs `body` in one read transaction.
    func read<Value>(_ body: (HistoryQuery) throws -> Value) throws(StoreFailure) -> Value {
        try translatingFailures { try database.read { try body(HistoryQuery(database: $0)) } }
    }

    /// The damage that SQLite finds in the file, at most `limit` descriptions; empty when it is sound. Reads the whole
    /// file.
    package func damage(limit: Int = 20) throws(StoreFailure) -> [String] {
        try read { query in
            let words = try query.rows("PRAGMA integrity_check(\(limit))") { row in row.text(0) ?? "" }
            return words == ["ok"] ? [] : words
        }
    }
}

/// A read transaction.
struct HistoryQuery {
    let database: Database

    /// Reads every row of a statement.
    func rows<Value>(
        _ sql: String, bind: (PreparedStatement) -> Void = { _ in },
        _ read: (PreparedStatement) throws(StoreFailure) -> Value
    ) throws -> [Value] {
        let statement = try PreparedStatement(sql, in: database)
        bind(statement)
        return try statement.all(read)
    }

    /// Reads the one number that a statement gives.
    func integer(_ sql: String, bind: (PreparedStatement) -> Void = { _ in }) throws -> Int64? {
        try rows(sql, bind: bind) { row in row.integerOrNil(0) }.first ?? nil
    }
}
