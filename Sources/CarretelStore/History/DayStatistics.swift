// Ends and durations of the recent past, from the hourly sums: a few hundred rows however many jobs there were.

package import CarretelCore

/// How one type did in a stretch of time.
package struct TypeStatistics: Sendable, Hashable {
    /// Empty for rejected files that named no known type.
    package var type: String
    package var ends: [JobStatus: Int]
    /// Median and 95th percentile of the durations of jobs that ran, in milliseconds, within 6.25 %; nil without any.
    package var medianMilliseconds: Int64?
    package var p95Milliseconds: Int64?
    /// Ended jobs that warned, by code, and those that got another's outcome, as `duplicate`.
    package var warnings: [String: Int] = [:]

    /// All ends.
    package var total: Int { ends.values.reduce(0, +) }

    /// Succeeded ones as a share of those that were jobs at all; nil when there are none.
    package var successRate: Double? {
        let jobs = total - (ends[.rejected] ?? 0)
        return jobs > 0 ? Double(ends[.succeeded] ?? 0) / Double(jobs) : nil
    }
}

extension HistoryReader {
    /// How each type did in the last `hours` hours up to `now`, the running hour included, by name.
    package func statistics(lastHours hours: Int = 24, now: Timestamp) throws(StoreFailure) -> [TypeStatistics] {
        try read { query in
            let sums = try query.rows(
                """
                SELECT types.name, kind, bucket, sum(count) FROM hourly JOIN types ON types.number = hourly.type
                WHERE hour > ? AND hour <= ? GROUP BY types.name, kind, bucket ORDER BY types.name, kind, bucket
                """,
                bind: { statement in
                    let hour = BatchTally.hour(of: now)
                    statement.put(hour - Int64(hours))
                    statement.put(hour)
                },
                { row in
                    HourlySum(type: row.text(0) ?? "", kind: row.count(1), bucket: row.count(2), count: row.count(3))
                })
            let codes = Dictionary(
                uniqueKeysWithValues: try query.rows("SELECT number, name FROM codes") { row in
                    (row.count(0), row.text(1) ?? "")
                })
            return Dictionary(grouping: sums, by: \.type).map { type, sums in TypeStatistics(type, sums, codes) }
                .sorted { $0.type < $1.type }
        }
    }
}

private struct HourlySum {
    var type: String
    var kind: Int
    var bucket: Int
    var count: Int
}

extension TypeStatistics {
    /// Adds up `sums`, which come by ascending bucket; `codes` names those of warnings.
    fileprivate init(_ type: String, _ sums: [HourlySum], _ codes: [Int: String]) {
        var ends: [JobStatus: Int] = [:]
        var durations: [(bucket: Int, count: Int)] = []
        var warnings: [String: Int] = [:]
        for sum in sums {
            switch HourlyKind(rawValue: sum.kind) {
            case .durations: durations.append((sum.bucket, sum.count))
            case .warnings: warnings[codes[sum.bucket] ?? "other", default: 0] += sum.count
            case .ends: if let status = JobStatus(code: sum.bucket) { ends[status, default: 0] += sum.count }
            case nil: break
            }
        }
        self.init(
            type: type, ends: ends, medianMilliseconds: DurationBuckets.percentile(0.5, of: durations),
            p95Milliseconds: DurationBuckets.percentile(0.95, of: durations), warnings: warnings)
    }
}
