package import CarretelCore

extension HistoryReader {
    /// How many rows are looked at in one transaction: a longer one would keep the log from beginning anew.
    static let previewRows = 10_000

    /// Which rows a purge would remove now.
    ///
    /// - Parameters:
    ///   - purge: the limits; its cursor says where to begin.
    ///   - now: what is held until then is held no longer.
    ///   - isCancelled: ends the look early; asked every ``previewRows`` rows.
    /// - Returns: how many rows would go, and why; nil when the look was ended early.
    /// - Throws: `corrupt`, `busy`, `io`.
    package func preview(
        _ purge: JournalPurge, now: Timestamp, isCancelled: () -> Bool = { false }
    ) throws(StoreFailure) -> ChoreReport? {
        var found = ChoreReport(isDone: true)
        var walk: PurgeWalk?
        while walk.map({ !$0.isDone }) ?? true {
            guard !isCancelled() else { return nil }
            walk = try read { query in try self.look(purge, walk, at: now, query, &found) }
        }
        return found
    }

    private func look(
        _ purge: JournalPurge, _ walk: PurgeWalk?, at now: Timestamp, _ query: HistoryQuery,
        _ found: inout ChoreReport
    ) throws -> PurgeWalk {
        let source = try PurgeSource(purge.table, at: now, in: query.database)
        var walk = try walk ?? PurgeWalk(purge, over: source)
        var looked = 0
        try walk.go(
            over: source,
            isSpent: {
                looked += 1
                return looked > Self.previewRows
            }, remove: { _, cause in found.addRow(cause) })
        return walk
    }

    /// What a table holds.
    ///
    /// - Parameters:
    ///   - table: which.
    ///   - counts: whether to count rows that no counter knows, which takes a look at each, ``previewRows`` at a time.
    ///   - isCancelled: ends the look early.
    /// - Returns: nil when the look was ended early.
    /// - Throws: `corrupt`, `busy`, `io`.
    package func survey(
        _ table: JournalTable, counts: Bool, isCancelled: () -> Bool = { false }
    ) throws(StoreFailure) -> TableSurvey? {
        let name: String
        var survey = TableSurvey()
        survey.rowBytes = try read { query in try RowSizeSample(table, in: query.database).average() }
        switch table {
        case .history:
            survey.rows = try read { query in try query.integer(PurgeSource.endedRows).map { Int($0) } }
            return survey
        case .scrapingUsage: name = "scraping_usage_stats"
        case .scrapingBatches: name = "scraping_batch_stats"
        }
        guard counts else { return survey }
        var (count, cursor) = (0, Int64.min)
        while true {
            guard !isCancelled() else { return nil }
            let (rows, last) = try read { query in try Self.count(name, after: cursor, query) }
            count += rows
            guard let last else { break }
            cursor = last
        }
        survey.rows = count
        return survey
    }

    /// Counts some rows; `last` is the id of the last of them, nil when there were none.
    private static func count(
        _ table: String, after id: Int64, _ query: HistoryQuery
    ) throws -> (rows: Int, last: Int64?) {
        let statement = try PreparedStatement(
            "SELECT count(*), max(id) FROM (SELECT id FROM \(table) WHERE id > ? ORDER BY id LIMIT \(previewRows))",
            in: query.database)
        statement.put(id)
        return try statement.first { row in (row.count(0), row.integerOrNil(1)) } ?? (0, nil)
    }

    /// How many bytes of the file hold nothing and can be given back; 0 in a file that cannot give any back.
    package func spareBytes() throws(StoreFailure) -> Int {
        try read { query in
            guard try DatabaseFile.canShrink(query.database) else { return 0 }
            let bytes = try query.integer(
                "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size")
            return Int(bytes ?? 0)
        }
    }

    /// Whether a job of that id may have had a row that was removed.
    package func mayBePurged(_ id: JobID) throws(StoreFailure) -> Bool {
        try read { query in
            try query.rows("SELECT purged_id FROM ledger") { row in row.id(0) }.contains { largest in
                largest.map { id <= $0 } ?? false
            }
        }
    }
}
