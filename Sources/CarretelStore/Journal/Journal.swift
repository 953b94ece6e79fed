// The journal: which jobs there are, in what state, and with what result. It alone says so; files follow it.
//
// Invariants. Every transaction takes each job from one legal state to the next and moves the counters with it, so that
// received = rows by state + purged holds at every commit. A commit is on disk when ``Journal/commit(_:staging:)``
// returns (WAL with synchronous FULL, verified at opening). A commit that fails is final: nothing of it is in the file,
// and this object refuses everything from then on, because memory may be ahead of the file.

package import CarretelCore
import GRDB

/// The writing end of `journal.sqlite`, used by one thread of the daemon at a time.
// `database` is a serial queue: everything mutable here is touched only in blocks that it runs.
package final class Journal: @unchecked Sendable {
    private let database: DatabaseQueue
    package let parts: JournalParts
    private var session: JournalSession?
    private var failure: StoreFailure?
    private let log: LogWatch

    /// Opens the journal at `path` and makes it ready to write.
    ///
    /// - Parameters:
    ///   - path: the database file; its log and index stand beside it.
    ///   - creating: whether a journal is made when there is none.
    ///   - parts: what the journal is handed.
    /// - Returns: the journal, durable by its own reading.
    /// - Throws: `missing`, `corrupt`, `foreign`, `newerSchema`, `notWAL`, `synchronousNotFull`, `busy`, `full`, `io`.
    ///   The file is left as it was.
    package static func open(
        _ path: String, creating: Bool, parts: JournalParts
    ) throws(StoreFailure) -> Journal {
        let database = try JournalConnection.open(path, creating: creating, settings: parts.settings)
        let session = try translatingFailures {
            try database.writeWithoutTransaction { database in
                try database.inTransactionReturning { try JournalSession(database, parts: parts) }
            }
        }
        let log = LogWatch(limit: parts.settings.checkpointPages)
        database.writeWithoutTransaction { log.watch($0) }
        return Journal(database, session: session, log: log, parts: parts)
    }

    private init(_ database: DatabaseQueue, session: JournalSession, log: LogWatch, parts: JournalParts) {
        self.database = database
        self.session = session
        self.log = log
        self.parts = parts
    }

    /// How many pages the write-ahead log had after the last commit; for ``LogCopyRule``.
    package var logPages: Int { log.pages }

    /// Whether rows were ever removed, so that files of jobs may lie around which the journal does not know any more.
    package func hasForgotten() throws(StoreFailure) -> Bool {
        try write { (session) throws(StoreFailure) in
            try session.prepare("SELECT purged > 0 FROM ledger").first { row in row.flag(0) } ?? false
        }
    }

    /// Writes the whole file anew, so that it can be shrunk page by page from then on (``JournalChore/shrink``). Takes
    /// a second or two per 100 MB, and as much room again.
    ///
    /// - Returns: false for a file that can be shrunk already.
    /// - Throws: `full`, `io`; the file is then as it was.
    package func makeShrinkable() throws(StoreFailure) -> Bool {
        try translatingFailures {
            try database.writeWithoutTransaction { database in
                guard try !DatabaseFile.canShrink(database) else { return false }
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM")
                _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                return true
            }
        }
    }

    /// Carries out `requests` in order in one transaction: a look-up sees the writes before it.
    ///
    /// - Parameters:
    ///   - requests: whatever is ready; the larger, the cheaper each.
    ///   - staging: called once with all ends before the transaction is committed, so that their results can be written and
    ///     synced while the commit is; what it was given may be put in its place only after the commit.
    /// - Returns: the replies in the order of the requests; everything they speak of is on disk.
    /// - Throws: any code. The failure is final: nothing of the batch is in the file and later calls throw it again.
    package func commit(
        _ requests: [JournalRequest], staging: ([EndedJob]) -> Void
    ) throws(StoreFailure) -> [JournalReply] {
        try write { (session) throws(StoreFailure) in
            var batch = JournalBatch()
            var ended: [EndedJob] = []
            for request in requests { try session.carryOut(request, in: &batch) { ended.append($0) } }
            try session.finish(&batch)
            staging(ended)
            return batch
        } after: { batch in
            for id in batch.copiesToRemove { parts.largeBodies.remove(id) }
            return batch.replies
        }
    }

    /// Closes the file; whatever was committed stays. Later calls throw.
    package func close() throws(StoreFailure) {
        try translatingFailures {
            try database.writeWithoutTransaction { database in
                session = nil
                failure = failure ?? StoreFailure(.refused, "The journal is closed.")
                // What readers will find without replaying the log; a reader in the way is no failure.
                _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(PASSIVE)")
            }
            try database.close()
        }
    }

    /// Runs `body` in one transaction, then `after` outside it.
    func write<Gathered, Value>(
        _ body: (JournalSession) throws(StoreFailure) -> Gathered, after: (Gathered) -> Value
    ) throws(StoreFailure) -> Value {
        try translatingFailures {
            try database.writeWithoutTransaction { database in
                if let failure { throw failure }
                guard let session else { throw StoreFailure(.refused, "The journal is closed.") }
                do {
                    return after(try transact(body, session, in: database))
                } catch {
                    let failure = StoreFailure(translating: error)
                    self.session = nil
                    self.failure = failure
                    throw failure
                }
            }
        }
    }

    /// Runs `body` in one transaction. Where a chore meets damage in old rows, nothing else need fail of it. SQLite commits
    /// no transaction that met damage, so everything is done again with the chore refused, by a session that knows only
    /// what the file holds.
    private func transact<Gathered>(
        _ body: (JournalSession) throws(StoreFailure) -> Gathered, _ session: JournalSession, in database: Database
    ) throws -> Gathered {
        do {
            return try database.inTransactionReturning { try body(session) }
        } catch {
            guard let damage = session.damage else { throw error }
            let fresh = try database.inTransactionReturning { try JournalSession(database, parts: parts) }
            self.session = fresh
            fresh.refusal = damage
            defer { fresh.refusal = nil }
            return try database.inTransactionReturning { try body(fresh) }
        }
    }

    /// Runs `body` in one transaction.
    func write<Value>(_ body: (JournalSession) throws(StoreFailure) -> Value) throws(StoreFailure) -> Value {
        try write(body) { $0 }
    }
}

extension Database {
    /// Runs `body` in one transaction that takes the write lock at its beginning; a throw rolls it back.
    func inTransactionReturning<Value>(_ body: () throws -> Value) throws -> Value {
        var value: Value?
        try inTransaction(.immediate) {
            value = try body()
            return .commit
        }
        guard let value else { throw StoreFailure(.io, "A transaction ended without its work.") }
        return value
    }
}
