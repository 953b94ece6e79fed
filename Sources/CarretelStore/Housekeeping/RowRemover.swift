import CarretelCore
import GRDB

/// Removes rows of one table, and what hangs on them.
final class RowRemover {
    private let delete: PreparedStatement
    private let ledger: PreparedStatement
    private let sharing: PreparedStatement
    private let answers: PreparedStatement
    private var jobs = 0
    private var largestID: JobID?

    /// Removes in `database`.
    init(_ table: JournalTable, in database: Database) throws {
        let row =
            switch table {
            case .history: "jobs WHERE number = ?"
            case .scrapingUsage: "scraping_usage_stats WHERE id = ?"
            case .scrapingBatches: "scraping_batch_stats WHERE id = ?"
            }
        delete = try PreparedStatement("DELETE FROM \(row)", in: database)
        ledger = try PreparedStatement(
            "UPDATE ledger SET purged = purged + ?, purged_id = max(coalesce(purged_id, x''), ?)", in: database)
        sharing = try PreparedStatement("DELETE FROM sharing WHERE number = ?", in: database)
        answers = try PreparedStatement("DELETE FROM answers WHERE number = ?", in: database)
    }

    /// Removes a row that is not needed.
    func remove(_ row: PurgeCandidate) throws(StoreFailure) {
        delete.put(row.number)
        try delete.run()
        guard let job = row.job else { return }
        jobs += 1
        largestID = max(largestID ?? job.id, job.id)
        guard row.mayBeHeld else { return }
        // What was held no longer and is not forgotten yet.
        for statement in [sharing, answers] {
            statement.put(row.number)
            try statement.run()
        }
    }

    /// Counts the removed jobs: the last thing before the commit.
    func count() throws(StoreFailure) {
        guard let largestID else { return }
        ledger.put(jobs)
        ledger.put(largestID)
        try ledger.run()
    }
}
