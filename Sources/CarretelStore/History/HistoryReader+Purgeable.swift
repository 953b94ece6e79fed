// How many rows limits would remove, without removing any: what a dry run of maintenance shows.

package import CarretelCore

extension HistoryReader {
    /// How many rows one read transaction looks at, so that the journal's log can be written back in between.
    private static let purgeableChunk: Int64 = 50_000

    /// Counts the rows that limits on age and number would remove at most; some of them may still be needed. What a limit on
    /// bytes would remove cannot be told without removing it, and is left out.
    package func countPurgeable(_ purge: JournalPurge) throws(StoreFailure) -> Int {
        let (table, number, moment, filter) =
            switch purge.table {
            case .history: ("jobs", "number", "finished_at", "state = 4")
            case .scrapingUsage: ("scraping_usage_stats", "id", "created_at", "1")
            case .scrapingBatches: ("scraping_batch_stats", "id", "created_at", "1")
            }
        let before = purge.before?.microseconds ?? .min
        var (old, all) = (0, 0)
        var last: Int64 = 0
        let end = try read { query in try query.integer("SELECT max(\(number)) FROM \(table)") ?? 0 }
        while last < end {
            let next = last + Self.purgeableChunk
            let found = try read { query in
                try query.rows(
                    """
                    SELECT count(*), coalesce(sum(\(moment) < ?1), 0) FROM \(table)
                    WHERE \(number) > ?2 AND \(number) <= ?3 AND \(filter)
                    """,
                    bind: { statement in
                        statement.put(before)
                        statement.put(last)
                        statement.put(next)
                    }
                ) { row in (row.count(0), row.count(1)) }
            }
            all += found.first?.0 ?? 0
            old += found.first?.1 ?? 0
            last = next
        }
        return max(old, purge.keep.map { all - $0 } ?? 0)
    }
}
