// The statistics of portals out of the history: beside a running daemon or after a dead one.

package import CarretelCore

extension HistoryReader {
    /// What portals were used for. Reads the tries of the window once, from their index, and none outside of it; again
    /// only when they are about more than a million different service orders (docs/scraping-report.md).
    ///
    /// - Parameters:
    ///   - since: the first moment of the window.
    ///   - until: the moment after its last.
    ///   - zone: whose clocks say what day and hour it was.
    /// - Returns: the report, all of one moment of the history.
    /// - Throws: `corrupt`, `busy`, `io`.
    package func usage(since: Timestamp, until: Timestamp, zone: ZoneRules) throws(StoreFailure) -> UsageReport {
        try usage(since: since, until: until, zone: zone, numbersInMemory: OrderGathering.maxNumbers)
    }

    /// The same; at most `numbersInMemory` service orders are counted at a time.
    func usage(
        since: Timestamp, until: Timestamp, zone: ZoneRules, numbersInMemory: Int
    ) throws(StoreFailure) -> UsageReport {
        try read { query in
            var gathering = UsageGathering(since: since, until: until, zone: zone)
            var orders = OrderGathering(maxNumbers: numbersInMemory)
            try query.eachUsage(since: since, until: until) { row, user, number in
                gathering.add(row, user: user)
                orders.add(row, number: number)
            }
            while orders.goOn() {
                try query.eachUsage(since: since, until: until) { row, _, number in orders.add(row, number: number) }
            }
            var report = gathering.finished()
            (report.orders, report.repeated) = (orders.most, orders.repeated)
            report.batches = try query.lastBatches()
            return report
        }
    }
}

extension HistoryQuery {
    /// Every try of the window in the order of time, from the index alone, with its user and its service order.
    fileprivate func eachUsage(
        since: Timestamp, until: Timestamp, _ use: (UsageRow, String, String) -> Void
    ) throws {
        let statement = try PreparedStatement(
            """
            SELECT created_at, CASE origin WHEN 'portal' THEN 0 WHEN 'cache' THEN 1 ELSE 2 END, success,
            processing_time, user_id, os_number FROM scraping_usage_stats INDEXED BY scraping_usage_by_time
            WHERE created_at >= ? AND created_at < ? ORDER BY created_at
            """, in: database)
        statement.put(since)
        statement.put(until)
        _ = try statement.each(orStopWith: Never.self) { row in
            let usage = UsageRow(
                createdAt: Timestamp(microseconds: row.integer(0)),
                origin: row.count(1) == 0 ? .portal : row.count(1) == 1 ? .cache : .duplicate,
                isSuccess: row.flag(2), seconds: row.real(3))
            use(usage, row.text(4) ?? "", row.text(5) ?? "")
        }
    }

    /// The batches that were begun last, whenever that was.
    fileprivate func lastBatches() throws -> [UsageReport.Batch] {
        try rows(
            """
            SELECT task_id, user_id, batch_name, total_os, success_count, error_count, status, created_at, updated_at
            FROM scraping_batch_stats ORDER BY created_at DESC, id DESC LIMIT \(UsageReport.Limits.batches)
            """
        ) { (row) throws(StoreFailure) in
            guard let status = ScrapingBatch.Status(rawValue: row.text(6) ?? "") else {
                throw StoreFailure(.corrupt, "A row of scraping_batch_stats cannot be read.")
            }
            return UsageReport.Batch(
                job: row.text(0) ?? "", user: row.text(1) ?? "",
                batch: ScrapingBatch(
                    batchName: row.text(2) ?? "", totalOS: row.count(3), successCount: row.count(4),
                    errorCount: row.count(5), status: status, updatedAt: Timestamp(microseconds: row.integer(8))),
                createdAt: Timestamp(microseconds: row.integer(7)))
        }
    }
}
