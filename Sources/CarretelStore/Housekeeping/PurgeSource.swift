// A table of the journal seen from its oldest row on: what a purge and its preview read. Rows are looked at in the order
// of their numbers, which is that of their receipt, so that no index is needed and old rows are found at once.

import CarretelCore
import GRDB

/// A row that a purge looks at.
struct PurgeCandidate {
    var number: Int64
    /// When its work was finished, or, where it is not, came in.
    var moment: Timestamp
    /// Whether it is needed, whatever the limits say.
    var isNeeded: Bool
    /// Whether others may hold on to it, which is to be looked up.
    var mayBeHeld = false
    /// Of a job: its status, type and id.
    var job: (status: Int, type: Int64, id: JobID)?
}

/// The rows of one table, for one connection and transaction.
struct PurgeSource {
    /// How many rows are read at a time.
    private static let rowsAtOnce = 32

    private let table: JournalTable
    private let now: Timestamp
    private let durable: Int64
    private let candidates: PreparedStatement
    private let holds: PreparedStatement
    private let probe: PreparedStatement
    /// Counts the rows of jobs that have ended; nil for tables that nothing counts.
    private let counter: PreparedStatement?

    /// Reads in `database`.
    ///
    /// - Parameters:
    ///   - table: which rows.
    ///   - now: what is held until then is held no longer.
    ///   - database: the journal.
    /// - Throws: what SQLite says.
    init(_ table: JournalTable, at now: Timestamp, in database: Database) throws {
        self.table = table
        self.now = now
        durable = try Int64.fetchOne(database, sql: "SELECT durable FROM ledger") ?? 0
        candidates = try PreparedStatement(
            "\(Self.columns(of: table)) WHERE \(Self.number(of: table)) > ? ORDER BY 1 LIMIT ?", in: database)
        probe = try PreparedStatement(
            "\(Self.columns(of: table)) WHERE \(Self.number(of: table)) > ? ORDER BY 1 LIMIT 1", in: database)
        holds = try PreparedStatement(
            """
            SELECT EXISTS (SELECT 1 FROM sharing WHERE number = ?1 AND (holds_until IS NULL OR holds_until > ?2))
            OR EXISTS (SELECT 1 FROM answers WHERE number = ?1 AND holds_until > ?2)
            OR EXISTS (SELECT 1 FROM jobs WHERE state = 3 AND leader = ?1)
            """, in: database)
        counter = try table == .history ? PreparedStatement(Self.endedRows, in: database) : nil
    }

    static func number(of table: JournalTable) -> String { table == .history ? "number" : "id" }

    private static func columns(of table: JournalTable) -> String {
        switch table {
        case .history:
            """
            SELECT number, coalesce(finished_at, received_at), state, end_sequence, shares, status, type, id FROM jobs
            """
        case .scrapingUsage: "SELECT id, created_at FROM scraping_usage_stats"
        // A batch that is at work is written again at its end.
        case .scrapingBatches: "SELECT id, created_at, status = 'INICIADO' FROM scraping_batch_stats"
        }
    }

    /// How many jobs have ended, by the counters.
    static let endedRows = "SELECT coalesce(sum(count), 0) FROM counts WHERE state = 4"

    /// How many rows there are, those that must stay among them; nil where it is not known.
    ///
    /// Those of the history are known at every step, by counters that move with them, so that what ends while a walk
    /// lasts counts too. Statistics are counted by whoever asks, once before a walk: their ids have gaps where rows had
    /// to stay, and a look at all of them takes longer than a step may.
    func rowCount(for purge: JournalPurge) throws(StoreFailure) -> Int? {
        guard let counter else { return purge.rows }
        return try counter.first { row in row.count(0) } ?? 0
    }

    /// The first row after `number`; nil when there is none.
    func row(after number: Int64) throws(StoreFailure) -> PurgeCandidate? {
        probe.put(number)
        return try probe.first { (row) throws(StoreFailure) in try candidate(row) }
    }

    /// Some rows after `number`, by number; none when there are no more.
    func rows(after number: Int64) throws(StoreFailure) -> [PurgeCandidate] {
        candidates.put(number)
        candidates.put(Self.rowsAtOnce)
        return try candidates.all { (row) throws(StoreFailure) in try candidate(row) }
    }

    private func candidate(_ row: PreparedStatement) throws(StoreFailure) -> PurgeCandidate {
        let moment = Timestamp(microseconds: row.integer(1))
        switch table {
        case .scrapingUsage: return PurgeCandidate(number: row.integer(0), moment: moment, isNeeded: false)
        case .scrapingBatches: return PurgeCandidate(number: row.integer(0), moment: moment, isNeeded: row.flag(2))
        case .history:
            guard let id = row.id(7) else {
                throw StoreFailure(.corrupt, "The journal's row \(row.integer(0)) has no readable id.")
            }
            // Results past the mark lie in the outbox: they may have to be written again.
            let isDurable = row.count(2) == JobState.ended.rawValue && row.integer(3) <= durable
            return PurgeCandidate(
                number: row.integer(0), moment: moment, isNeeded: !isDurable, mayBeHeld: row.flag(4),
                job: (row.count(5), row.integer(6), id))
        }
    }

    /// Whether a row stays whatever the limits say.
    func isNeeded(_ row: PurgeCandidate) throws(StoreFailure) -> Bool {
        guard !row.isNeeded, row.mayBeHeld else { return row.isNeeded }
        holds.put(row.number)
        holds.put(now)
        return try holds.first { $0.flag(0) } ?? false
    }
}
