/// The business store as processors see it: `state/business.sqlite`, which the lane of the synchronisation alone writes
/// and every worker may read.
package protocol BusinessStore: Sendable {
    /// Opens the store for one job that writes, making or migrating it when needed.
    ///
    /// - Parameters:
    ///   - source: whose records they are. Rows of different profiles stand beside each other and never mix.
    ///   - job: who writes: part of every row, and what a later attempt of the same job finds its beginning by.
    ///   - now: the wall clock, for `first_seen` and `updated_at`.
    /// - Returns: the writing side, open until it is let go of.
    /// - Throws: permanent `store_source_changed` when the profile was filled from another database before; permanent
    ///   `store_damaged` or `store_newer`; transient `storage_failed`.
    func beginSync(
        from source: BusinessSource, job: JobID, at now: Timestamp
    ) throws(FailureReason) -> any BusinessSync

    /// Opens the store for reading: all reads see the same moment.
    ///
    /// - Throws: permanent `store_empty` when there is none yet; otherwise as ``beginSync(from:job:at:)``.
    func beginReading(profile: String) throws(FailureReason) -> any BusinessReading
}

/// Where the rows of a profile come from.
package struct BusinessSource: Sendable, Hashable {
    /// The profile's name.
    package var profile: String
    /// What must stay the same for rows to belong together: the upstream's database name.
    package var database: String

    /// Joins both.
    package init(profile: String, database: String) {
        self.profile = profile
        self.database = database
    }
}

/// The writing side of the business store, for one job. Every call is one transaction, durable when it returns.
package protocol BusinessSync: Sendable {
    /// How far a table is; nil for one that this profile has never filled.
    func mark(of table: BusinessTable) throws(FailureReason) -> BusinessMark?

    /// What an earlier attempt of the same job left unfinished in a table; nil for nothing.
    func unfinishedWindow(of table: BusinessTable) throws(FailureReason) -> BusinessCursor?

    /// What this job, its earlier attempts included, has done to a table.
    func counts(of table: BusinessTable) throws(FailureReason) -> BusinessCounts

    /// Takes a page of records over: inserts, updates where a column differs, and notes each change for
    /// ``takeChanges(of:_:)``, together with the place in the window.
    ///
    /// A row whose columns are the same counts as unchanged and keeps its `updated_at`, though its raw record is
    /// replaced. A record that is ignored now and was a row before is removed. One that is twice in the page counts once.
    ///
    /// - Returns: what this page did.
    func apply(_ page: BusinessPage) throws(FailureReason) -> BusinessCounts

    /// Ends a table's window: moves its mark and forgets the cursor. A mark never goes back.
    func finish(_ table: BusinessTable, mark: BusinessMark) throws(FailureReason)

    /// The ids of all rows of a table, and of the records known to be ignored, each in ascending order.
    func identifiers(of table: BusinessTable) throws(FailureReason) -> BusinessIdentifiers

    /// Removes rows that the upstream no longer has and forgets ignored records.
    ///
    /// - Returns: how many were rows.
    func remove(_ ids: [Int64], from table: BusinessTable) throws(FailureReason) -> Int

    /// Hands out what changed in a table since it was last handed out, oldest first, one JSON object
    /// `{"op": "insert|update|delete", "key": {…}, "before": {…}|null, "after": {…}|null}` each, without line end.
    ///
    /// Another attempt of this job gets the same again. Another job gets it too, unless this one has said by
    /// ``keepChanges()`` that it has all of them. A new row is shown as it is now; one that is gone again is left out.
    func takeChanges(
        of table: BusinessTable, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason)

    /// Makes what was handed out this job's for good: the last step before an outcome that has it. A job that never comes
    /// to it leaves its changes to the next one.
    func keepChanges() throws(FailureReason)
}

/// The reading side of the business store, of one profile at one moment.
package protocol BusinessReading: Sendable {
    /// How far a table is; nil for one that was never filled.
    func mark(of table: BusinessTable) throws(FailureReason) -> BusinessMark?

    /// Hands out the rows of a table in the order of their ids.
    ///
    /// - Parameters:
    ///   - table: which one.
    ///   - columns: those wanted, in that order.
    ///   - body: takes the values of a row.
    /// - Throws: what `body` throws; transient `storage_failed`.
    func forEachRow(
        of table: BusinessTable, columns: [String], _ body: ([BusinessValue]) throws(FailureReason) -> Void
    ) throws(FailureReason)
}

/// Up to when a table holds everything that the upstream had.
package struct BusinessMark: Sendable, Hashable {
    /// The end of the last window that was read whole, in the upstream's time: the watermark.
    package var watermark: Timestamp
    /// When that was, by our clock.
    package var readAt: Timestamp

    /// Joins both.
    package init(watermark: Timestamp, readAt: Timestamp) {
        self.watermark = watermark
        self.readAt = readAt
    }
}

/// The place of a job in a window of a table.
package struct BusinessCursor: Sendable, Hashable {
    /// Where the window begins; nil for everything up to ``to``.
    package var from: Timestamp?
    /// Where it ends, exclusive.
    package var to: Timestamp
    /// The id of the last record that was taken over; 0 for none.
    package var lastID: Int64

    /// Joins the members.
    package init(from: Timestamp?, to: Timestamp, lastID: Int64) {
        self.from = from
        self.to = to
        self.lastID = lastID
    }
}

/// Records of one table that are taken over together.
package struct BusinessPage: Sendable {
    package var table: BusinessTable
    package var rows: [BusinessRow]
    package var ignored: [IgnoredRecord]
    /// The place after this page; nil for records that are read outside a window.
    package var cursor: BusinessCursor?

    /// Joins the members.
    package init(
        table: BusinessTable, rows: [BusinessRow], ignored: [IgnoredRecord] = [], cursor: BusinessCursor? = nil
    ) {
        self.table = table
        self.rows = rows
        self.ignored = ignored
        self.cursor = cursor
    }
}

/// What became of records.
package struct BusinessCounts: Sendable, Hashable {
    package var inserted: Int
    package var updated: Int
    package var unchanged: Int
    package var removed: Int
    /// By reason.
    package var ignored: [String: Int]

    /// Joins the members; nothing happened when none is given.
    package init(
        inserted: Int = 0, updated: Int = 0, unchanged: Int = 0, removed: Int = 0, ignored: [String: Int] = [:]
    ) {
        self.inserted = inserted
        self.updated = updated
        self.unchanged = unchanged
        self.removed = removed
        self.ignored = ignored
    }

    /// Adds what became of other records.
    package static func += (total: inout BusinessCounts, more: BusinessCounts) {
        total.inserted += more.inserted
        total.updated += more.updated
        total.unchanged += more.unchanged
        total.removed += more.removed
        total.ignored.merge(more.ignored, uniquingKeysWith: +)
    }
}

/// Which records of a table are known.
package struct BusinessIdentifiers: Sendable, Hashable {
    /// Those that are rows, ascending.
    package var rows: [Int64]
    /// Those that are ignored, ascending.
    package var ignored: [Int64]

    /// Joins both.
    package init(rows: [Int64], ignored: [Int64]) {
        self.rows = rows
        self.ignored = ignored
    }
}
