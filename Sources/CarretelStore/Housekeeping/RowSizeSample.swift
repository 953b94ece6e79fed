import CarretelCore
import GRDB

/// How large a row of a table is on average, by some that lie spread over it: nothing else tells it without a look at
/// every page.
struct RowSizeSample {
    /// Rows are read at so many places.
    static let places = 16
    /// So many rows at each.
    static let rowsAPlace = 4

    /// Short columns, the heads of rows and entries of indexes.
    private let fixedBytes: Int
    private let ends: PreparedStatement
    private let sizes: PreparedStatement

    /// Reads in `database`.
    init(_ table: JournalTable, in database: Database) throws(StoreFailure) {
        let (name, number, length, counts) =
            switch table {
            // The name stands in an index too. What waits for its end is no history, whatever it holds.
            case .history:
                (
                    "jobs", "number",
                    "2 * length(name) + " + Self.sum(["requested_by", "key", "reason", "history", "checkpoint"]),
                    "state = 4"
                )
            case .scrapingUsage:
                (
                    "scraping_usage_stats", "id",
                    Self.sum(["user_id", "os_number", "user_id", "os_number", "task_id", "outcome", "engine"]), "1"
                )
            case .scrapingBatches:
                ("scraping_batch_stats", "id", Self.sum(["task_id", "task_id", "user_id", "batch_name"]), "1")
            }
        // Measured for jobs; for the others reckoned from their columns.
        fixedBytes = table == .history ? 180 : 64
        (ends, sizes) = try translatingFailures {
            (
                try PreparedStatement(
                    "SELECT (SELECT min(\(number)) FROM \(name)), (SELECT max(\(number)) FROM \(name))", in: database),
                try PreparedStatement(
                    "SELECT \(counts), \(length) FROM \(name) WHERE \(number) >= ? ORDER BY \(number) LIMIT ?",
                    in: database)
            )
        }
    }

    private static func sum(_ columns: [String]) -> String {
        columns.map { "coalesce(length(\($0)), 0)" }.joined(separator: " + ")
    }

    /// The average in bytes; nil where no row of the sample counts.
    func average() throws(StoreFailure) -> Int? {
        let found = try ends.first { row in (row.integerOrNil(0), row.integerOrNil(1)) }
        guard case (let first?, let last?)? = found else { return nil }
        var (count, bytes) = (0, 0)
        for place in 0..<Int64(Self.places) {
            sizes.put(first + (last - first) / Int64(Self.places) * place)
            sizes.put(Self.rowsAPlace)
            for case (true, let size) in try sizes.all({ row in (row.flag(0), row.count(1)) }) {
                count += 1
                bytes += size + fixedBytes
            }
        }
        return count == 0 ? nil : bytes / count
    }
}
