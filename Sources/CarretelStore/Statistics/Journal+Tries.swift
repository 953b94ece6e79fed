package import CarretelCore

extension Journal {
    /// The tries of portals since a moment, a minute each, by time: what alerts start from.
    package func tries(since moment: Timestamp) throws(StoreFailure) -> [TryMinute] {
        try write { (session) throws(StoreFailure) in
            // A column beside max() is that of the row which has it (https://www.sqlite.org/lang_select.html#bareagg).
            let statement = try session.prepare(
                """
                SELECT created_at / 60000000, count(*), sum(success = 0), max(processing_time), os_number
                FROM scraping_usage_stats WHERE created_at >= ? AND origin = 'portal' GROUP BY 1 ORDER BY 1
                """)
            statement.put(moment)
            return try statement.all { row in
                TryMinute(
                    minute: row.integer(0), tries: row.count(1), failures: row.count(2),
                    slowest: .microseconds(Int64((row.real(3) * 1_000_000).rounded())),
                    slowestSubject: row.text(4) ?? "")
            }
        }
    }
}
