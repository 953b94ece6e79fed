import CarretelCore
import GRDB

/// The lines of changes until a job has taken them, and for some days after, in case an attempt of it asks again.
struct ChangeOutbox {
    /// How many rows one step of the clearing away removes: some megabytes.
    private static let rowsPerStep = 8

    private let run: SyncRun
    private let append: PreparedStatement
    private let claim: PreparedStatement
    private let keep: PreparedStatement
    private let next: PreparedStatement
    private let forget: PreparedStatement

    init(_ run: SyncRun, in database: Database) throws {
        self.run = run
        append = try PreparedStatement(
            "INSERT INTO sync_changes (profile, table_name, lines) VALUES (?, ?, ?)", in: database)
        claim = try PreparedStatement(
            """
            UPDATE sync_changes SET handed_to = ?
            WHERE profile = ? AND table_name = ? AND handed_at IS NULL AND handed_to IS NOT ?
            """, in: database)
        keep = try PreparedStatement(
            "UPDATE sync_changes SET handed_at = ? WHERE profile = ? AND handed_to = ? AND handed_at IS NULL",
            in: database)
        next = try PreparedStatement(
            """
            SELECT number, lines FROM sync_changes
            WHERE profile = ? AND table_name = ? AND handed_to = ? AND number > ? ORDER BY number LIMIT 1
            """, in: database)
        forget = try PreparedStatement(
            """
            DELETE FROM sync_changes WHERE number IN (
              SELECT number FROM sync_changes WHERE handed_at < ? AND handed_to <> ? LIMIT ?)
            """, in: database)
    }

    /// Lines to be kept for a table, with as many in a row as the settings allow.
    func lines(of table: BusinessTable, _ shape: ChangeLineShape) -> ChangeLines {
        ChangeLines(shape, together: run.settings.linesTogether) { lines throws(StoreFailure) in
            append.put(run.profile)
            append.put(table.name)
            append.put(utf8: lines)
            try append.run()
        }
    }

    /// Makes every line of a table that no job has kept this job's, those too that another had begun to take.
    func claim(of table: BusinessTable) throws(StoreFailure) {
        claim.put(run.job)
        claim.put(run.profile)
        claim.put(table.name)
        claim.put(run.job)
        try claim.run()
    }

    /// Makes what this job has taken its own for good.
    func keepTaken() throws(StoreFailure) {
        keep.put(run.now)
        keep.put(run.profile)
        keep.put(run.job)
        try keep.run()
    }

    /// The lines of this job that follow, with line breaks between them; nil when there are no more.
    func lines(of table: BusinessTable, after number: Int64) throws(StoreFailure) -> (number: Int64, lines: [UInt8])? {
        next.put(run.profile)
        next.put(table.name)
        next.put(run.job)
        next.put(number)
        return try next.first { row in (row.integer(0), row.blob(1) ?? []) }
    }

    /// Removes some of the lines that other jobs took too long ago to ask for them again.
    ///
    /// - Returns: whether there may be more.
    func forgetSomeOld() throws(StoreFailure) -> Bool {
        forget.put(run.horizon)
        forget.put(run.job)
        forget.put(Self.rowsPerStep)
        return try forget.changes() == Self.rowsPerStep
    }
}
