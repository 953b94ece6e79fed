import CarretelCore
import GRDB

/// What the store knows about the tables of a profile beside their rows: where they come from, how far they are, and
/// what this job has done to them.
struct SyncLedger {
    /// What this job has done to a table, and where it is in it.
    struct Entry {
        var counts: BusinessCounts
        var cursor: BusinessCursor?
    }

    private let run: SyncRun
    private let findSource: PreparedStatement
    private let bindSource: PreparedStatement
    private let findMark: PreparedStatement
    private let moveMark: PreparedStatement
    private let findEntry: PreparedStatement
    private let putEntry: PreparedStatement
    private let forget: PreparedStatement

    init(_ run: SyncRun, in database: Database) throws {
        self.run = run
        findSource = try PreparedStatement("SELECT database FROM sync_sources WHERE profile = ?", in: database)
        bindSource = try PreparedStatement(
            """
            INSERT INTO sync_sources VALUES (?, ?)
            ON CONFLICT DO UPDATE SET database = excluded.database WHERE database = ''
            """, in: database)
        findMark = try PreparedStatement(
            "SELECT watermark, read_at FROM sync_marks WHERE profile = ? AND table_name = ?", in: database)
        moveMark = try PreparedStatement(
            """
            INSERT INTO sync_marks VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET watermark = excluded.watermark, read_at = excluded.read_at
            WHERE (excluded.watermark, excluded.read_at) > (watermark, read_at)
            """, in: database)
        findEntry = try PreparedStatement(
            """
            SELECT counts, window_from, window_to, last_id FROM sync_cursors
            WHERE profile = ? AND table_name = ? AND job_id = ?
            """, in: database)
        putEntry = try PreparedStatement("REPLACE INTO sync_cursors VALUES (?, ?, ?, ?, ?, ?, ?, ?)", in: database)
        forget = try PreparedStatement(
            "DELETE FROM sync_cursors WHERE touched_at < ? AND job_id <> ?", in: database)
    }

    /// The database that the profile's rows come from; nil while there are none.
    func database() throws(StoreFailure) -> String? {
        findSource.put(run.profile)
        return try findSource.first { row in row.text(0) } ?? nil
    }

    func mark(of table: BusinessTable) throws(StoreFailure) -> BusinessMark? {
        findMark.put(run.profile)
        findMark.put(table.name)
        return try findMark.first { row in row.mark }
    }

    func entry(of table: BusinessTable) throws(StoreFailure) -> Entry? {
        findEntry.put(run.profile)
        findEntry.put(table.name)
        findEntry.put(run.job)
        return try findEntry.first { row throws(StoreFailure) in
            Entry(counts: try BusinessCounts(stored: Array((row.text(0) ?? "").utf8)), cursor: row.cursor)
        }
    }

    /// Adds what a transaction did to what the job had done before.
    ///
    /// - Parameters:
    ///   - more: what the transaction did.
    ///   - table: to which table.
    ///   - cursor: the place that it came to; nil leaves the one before.
    /// - Throws: what SQLite refuses.
    func add(_ more: BusinessCounts, to table: BusinessTable, cursor: BusinessCursor?) throws(StoreFailure) {
        bindSource.put(run.profile)
        bindSource.put(run.source.database)
        try bindSource.run()
        var entry = try entry(of: table) ?? Entry(counts: BusinessCounts())
        entry.counts += more
        entry.cursor = cursor ?? entry.cursor
        try put(entry, of: table)
    }

    /// Moves the mark and forgets the cursor; what the job did stays known.
    func finish(_ table: BusinessTable, _ mark: BusinessMark) throws(StoreFailure) {
        try add(BusinessCounts(), to: table, cursor: nil)
        moveMark.put(run.profile)
        moveMark.put(table.name)
        moveMark.put(mark.watermark)
        moveMark.put(mark.readAt)
        try moveMark.run()
        guard var entry = try entry(of: table) else { return }
        entry.cursor = nil
        try put(entry, of: table)
    }

    /// Forgets what jobs did that no attempt of them can ask for any more.
    func forgetOldJobs() throws(StoreFailure) {
        forget.put(run.horizon)
        forget.put(run.job)
        try forget.run()
    }

    private func put(_ entry: Entry, of table: BusinessTable) throws(StoreFailure) {
        putEntry.put(run.profile)
        putEntry.put(table.name)
        putEntry.put(run.job)
        putEntry.put(run.now)
        putEntry.put(entry.cursor?.from)
        putEntry.put(entry.cursor?.to)
        putEntry.put(entry.cursor?.lastID)
        putEntry.put(utf8: entry.counts.stored)
        try putEntry.run()
    }
}

extension PreparedStatement {
    /// A mark in the first two columns.
    var mark: BusinessMark {
        BusinessMark(
            watermark: Timestamp(microseconds: integer(0)), readAt: Timestamp(microseconds: integer(1)))
    }

    /// A cursor in the columns 1 to 3.
    fileprivate var cursor: BusinessCursor? {
        guard let to = moment(2) else { return nil }
        return BusinessCursor(from: moment(1), to: to, lastID: integer(3))
    }
}
