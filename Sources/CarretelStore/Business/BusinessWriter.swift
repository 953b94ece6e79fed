// The writing side of the business store. Invariants: every call but `takeChanges` is one transaction, durable when it
// returns (WAL with synchronous FULL, verified at opening); a record is a row or ignored, never both; each difference
// that a reader of a table can see has its line in `sync_changes`, written in the same transaction.

import CarretelCore
import GRDB

/// One job's hold on the business store.
// `database` is a serial queue: everything mutable here is touched only in blocks that it runs.
final class BusinessWriter: BusinessSync, @unchecked Sendable {
    private let database: DatabaseQueue
    private let run: SyncRun
    private var tables: [BusinessTable: TableWriter] = [:]
    private var ledger: SyncLedger?
    private var outbox: ChangeOutbox?

    init(_ database: DatabaseQueue, _ run: SyncRun) {
        self.database = database
        self.run = run
    }

    /// Refuses a profile of another database and clears away what nobody can ask for any more.
    func begin() throws(FailureReason) {
        let known = try transaction { parts throws(StoreFailure) in
            try parts.ledger.forgetOldJobs()
            return try parts.ledger.database()
        }
        // A server that chooses its database does not name it; a name that is known later stands for the same.
        if let known, !known.isEmpty, !run.source.database.isEmpty, known != run.source.database {
            throw FailureReason(
                .permanent, code: "store_source_changed",
                message: "The rows of the profile \(run.profile) come from the database \(known), "
                    + "and this job reads \(run.source.database).",
                hint: "Give the other database a profile of its own, or restore the profile's `database`.")
        }
        // In small steps, so that a reader's view or a full disk never meets one huge transaction.
        while try transaction({ parts throws(StoreFailure) in try parts.outbox.forgetSomeOld() }) {}
    }

    func mark(of table: BusinessTable) throws(FailureReason) -> BusinessMark? {
        try transaction { parts throws(StoreFailure) in try parts.ledger.mark(of: table) }
    }

    func unfinishedWindow(of table: BusinessTable) throws(FailureReason) -> BusinessCursor? {
        try transaction { parts throws(StoreFailure) in try parts.ledger.entry(of: table)?.cursor }
    }

    func counts(of table: BusinessTable) throws(FailureReason) -> BusinessCounts {
        try transaction { parts throws(StoreFailure) in try parts.ledger.entry(of: table)?.counts ?? BusinessCounts() }
    }

    func apply(_ page: BusinessPage) throws(FailureReason) -> BusinessCounts {
        try transaction { parts throws(StoreFailure) in
            let counts = try parts.table(page.table).apply(page, parts.outbox)
            try parts.ledger.add(counts, to: page.table, cursor: page.cursor)
            return counts
        }
    }

    func finish(_ table: BusinessTable, mark: BusinessMark) throws(FailureReason) {
        try transaction { parts throws(StoreFailure) in try parts.ledger.finish(table, mark) }
    }

    func identifiers(of table: BusinessTable) throws(FailureReason) -> BusinessIdentifiers {
        try transaction { parts throws(StoreFailure) in try parts.table(table).identifiers() }
    }

    func remove(_ ids: [Int64], from table: BusinessTable) throws(FailureReason) -> Int {
        try transaction { parts throws(StoreFailure) in
            let removed = try parts.table(table).remove(ids, parts.outbox)
            try parts.ledger.add(BusinessCounts(removed: removed), to: table, cursor: nil)
            return removed
        }
    }

    /// Hands the lines out between transactions, some at a time: `body` may take as long as it likes, and may use the
    /// store itself.
    func takeChanges(
        of table: BusinessTable, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason) {
        try transaction { parts throws(StoreFailure) in try parts.outbox.claim(of: table) }
        var last: Int64 = 0
        while true {
            let next = try transaction { parts throws(StoreFailure) -> (number: Int64, lines: [[UInt8]])? in
                guard let kept = try parts.outbox.lines(of: table, after: last) else { return nil }
                return (kept.number, try parts.table(table).lines(of: kept.lines))
            }
            guard let next else { return }
            last = next.number
            for line in next.lines { try body(line) }
        }
    }

    func keepChanges() throws(FailureReason) {
        try transaction { parts throws(StoreFailure) in try parts.outbox.keepTaken() }
    }

    // MARK: Transactions

    /// What a transaction works with: statements compiled once for the connection.
    private struct Parts {
        let writer: BusinessWriter
        let database: Database
        let ledger: SyncLedger
        let outbox: ChangeOutbox

        func table(_ table: BusinessTable) throws(StoreFailure) -> TableWriter {
            if let known = writer.tables[table] { return known }
            // Which columns name a row to readers is the writer's to say.
            guard BusinessTable.all.contains(where: { $0.name == table.name && $0.columns == table.columns }) else {
                throw StoreFailure(.refused, "There is no table \(table.name) of that shape.")
            }
            let made = try translatingFailures { try TableWriter(table, writer.run, in: database) }
            writer.tables[table] = made
            return made
        }
    }

    private func transaction<Value>(_ body: (Parts) throws(StoreFailure) -> Value) throws(FailureReason) -> Value {
        try reportingFailures { () throws(StoreFailure) in
            try translatingFailures {
                try database.writeWithoutTransaction { database in
                    let parts = try parts(database)
                    return try database.inTransactionReturning { try body(parts) }
                }
            }
        }
    }

    private func parts(_ database: Database) throws -> Parts {
        let ledger = try ledger ?? SyncLedger(run, in: database)
        let outbox = try outbox ?? ChangeOutbox(run, in: database)
        self.ledger = ledger
        self.outbox = outbox
        return Parts(writer: self, database: database, ledger: ledger, outbox: outbox)
    }
}
