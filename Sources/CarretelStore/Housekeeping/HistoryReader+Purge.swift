package import CarretelCore

extension HistoryReader {
    /// How many rows a preview looks at in one transaction: a longer one would keep the log from beginning anew.
    static let previewRows = 10_000

    /// How many rows a purge would remove now.
    ///
    /// - Parameters:
    ///   - purge: the limits; its cursor says where to begin.
    ///   - now: what is held until then is held no longer.
    ///   - isCancelled: ends the look early; asked every ``previewRows`` rows.
    /// - Returns: how many rows would go; nil when the look was ended early.
    /// - Throws: `corrupt`, `busy`, `io`.
    package func preview(
        _ purge: JournalPurge, now: Timestamp, isCancelled: () -> Bool = { false }
    ) throws(StoreFailure) -> Int? {
        var removed = 0
        var walk: PurgeWalk?
        while walk.map({ !$0.isDone }) ?? true {
            guard !isCancelled() else { return nil }
            let (next, rows) = try read { query in try self.look(purge, walk, at: now, query) }
            walk = next
            removed += rows
        }
        return removed
    }

    private func look(
        _ purge: JournalPurge, _ walk: PurgeWalk?, at now: Timestamp, _ query: HistoryQuery
    ) throws -> (PurgeWalk, removed: Int) {
        let source = try PurgeSource(purge.table, at: now, in: query.database)
        var walk = try walk ?? PurgeWalk(purge, over: source)
        var removed = 0
        var looked = 0
        try walk.go(
            over: source,
            isSpent: {
                looked += 1
                return looked > Self.previewRows
            }, remove: { _ in removed += 1 })
        return (walk, removed)
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
