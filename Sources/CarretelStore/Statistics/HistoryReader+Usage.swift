// The statistics of portals out of the history: beside a running daemon or after a dead one.

package import CarretelCore

extension HistoryReader {
    /// What portals were used for. Takes about a second and a half a million tries of the window, however many there
    /// are outside of it.
    ///
    /// - Parameters:
    ///   - since: the first moment of the window.
    ///   - until: the moment after its last.
    ///   - zone: whose clocks say what day and hour it was.
    /// - Returns: the report, all of one moment of the history.
    package func usage(since: Timestamp, until: Timestamp, zone: ZoneRules) throws(StoreFailure) -> UsageReport {
        try read { query in
            var gathering = UsageGathering(since: since, until: until, zone: zone)
            try query.eachUsage(since: since, until: until) { gathering.add($0, user: $1) }
            var report = gathering.finished()
            try query.addOrders(to: &report)
            report.batches = try query.lastBatches()
            return report
        }
    }
}

extension HistoryQuery {
    /// Every try of the window in the order of time, from the index alone.
    fileprivate func eachUsage(
        since: Timestamp, until: Timestamp, _ use: (UsageRow, String) -> Void
    ) throws {
        let statement = try PreparedStatement(
            """
            SELECT created_at, CASE origin WHEN 'portal' THEN 0 WHEN 'cache' THEN 1 ELSE 2 END, success,
            processing_time, user_id FROM scraping_usage_stats INDEXED BY scraping_usage_by_time
            WHERE created_at >= ? AND created_at < ? ORDER BY created_at
            """, in: database)
        statement.put(since)
        statement.put(until)
        _ = try statement.each(orStopWith: Never.self) { row in
            let usage = UsageRow(
                createdAt: Timestamp(microseconds: row.integer(0)),
                origin: row.count(1) == 0 ? .portal : row.count(1) == 1 ? .cache : .duplicate,
                isSuccess: row.flag(2), seconds: row.real(3))
            use(usage, row.text(4) ?? "")
        }
    }

    /// The service orders that were asked for most, and those that the portal was asked for more than once.
    fileprivate func addOrders(to report: inout UsageReport) throws {
        let statement = try PreparedStatement(
            """
            SELECT os_number, count(*), sum(success), sum(origin = 'portal'), sum(origin = 'cache'), max(created_at)
            FROM scraping_usage_stats INDEXED BY scraping_usage_by_time
            WHERE created_at >= ? AND created_at < ? GROUP BY os_number
            """, in: database)
        statement.put(report.since)
        statement.put(report.until)
        var orders = FirstOrders(limit: UsageReport.Limits.orders, by: \.requests)
        var repeated = FirstOrders(limit: UsageReport.Limits.repeated, by: \.tries)
        _ = try statement.each(orStopWith: Never.self) { row in
            let (requests, tries) = (row.count(1), row.count(3))
            guard orders.takes(requests) || (tries > 1 && repeated.takes(tries)) else { return }
            let order = UsageReport.Order(
                number: row.text(0) ?? "", requests: requests, successes: row.count(2), tries: tries,
                cached: row.count(4), lastUse: Timestamp(microseconds: row.integer(5)))
            orders.offer(order)
            if tries > 1 { repeated.offer(order) }
        }
        report.orders = orders.orders
        report.repeated = repeated.orders
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
                    errorCount: row.count(5), status: status),
                createdAt: Timestamp(microseconds: row.integer(7)), updatedAt: Timestamp(microseconds: row.integer(8)))
        }
    }
}

/// The first few of many service orders: those with the highest count, of equal ones the first by number. They are
/// offered in the order of their numbers.
private struct FirstOrders {
    let limit: Int
    let by: KeyPath<UsageReport.Order, Int>
    private(set) var orders: [UsageReport.Order] = []

    init(limit: Int, by: KeyPath<UsageReport.Order, Int>) {
        self.limit = limit
        self.by = by
    }

    /// Whether one with such a count belongs to them.
    func takes(_ count: Int) -> Bool {
        orders.count < limit || count > (orders.last?[keyPath: by] ?? 0)
    }

    mutating func offer(_ order: UsageReport.Order) {
        let count = order[keyPath: by]
        guard takes(count) else { return }
        let place = orders.firstIndex { $0[keyPath: by] < count } ?? orders.endIndex
        orders.insert(order, at: place)
        if orders.count > limit { orders.removeLast() }
    }
}
