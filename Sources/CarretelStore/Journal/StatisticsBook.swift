// Rows of the statistics: they come with a checkpoint and are written in its transaction, so that each counts exactly
// once, whatever becomes of the attempt.

import CarretelCore
import GRDB

/// Writes statistics for the session that it belongs to.
final class StatisticsBook {
    private let job: PreparedStatement
    private let insertUsage: PreparedStatement
    private let replaceBatch: PreparedStatement
    private let failBatch: PreparedStatement
    /// Jobs whose batch is not ended. Kept in memory, so that the end of any other job costs one look into an empty set.
    private var openBatches: Set<JobID>

    init(_ database: Database) throws {
        job = try PreparedStatement(
            "SELECT id, requested_by, owner, attempt_at, received_at FROM jobs WHERE number = ?", in: database)
        insertUsage = try PreparedStatement(
            """
            INSERT INTO scraping_usage_stats \
            (user_id, os_number, success, processing_time, created_at, task_id, outcome, origin, engine) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, in: database)
        replaceBatch = try PreparedStatement(
            """
            INSERT INTO scraping_batch_stats \
            (task_id, user_id, batch_name, total_os, success_count, error_count, status, created_at, updated_at) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (task_id) DO UPDATE SET \
            batch_name = ?3, total_os = ?4, success_count = ?5, error_count = ?6, status = ?7, \
            updated_at = max(updated_at, ?9)
            """, in: database)
        failBatch = try PreparedStatement(
            """
            UPDATE scraping_batch_stats SET status = 'ERRO', success_count = 0, error_count = total_os, \
            updated_at = max(updated_at, ?) WHERE task_id = ? AND status = 'INICIADO'
            """, in: database)
        let open = try PreparedStatement(
            "SELECT task_id FROM scraping_batch_stats WHERE status = 'INICIADO'", in: database)
        openBatches = Set(try open.all { row in row.text(0) }.compactMap { $0.flatMap { JobID(text: $0) } })
    }

    /// Writes the rows of a job that has not ended.
    func write(_ rows: [StatisticsRow], of number: JobNumber) throws(StoreFailure) {
        job.put(number)
        let known = try job.first { row in StatisticsOwner(row) }
        guard let known, let owner = known else {
            throw StoreFailure(.corrupt, "The journal's row \(number.rawValue) cannot be read.")
        }
        var latest = owner.startedAt
        for case .scrapingUsage(let usage) in rows {
            try write(usage, of: owner)
            latest = max(latest, usage.createdAt)
        }
        for case .scrapingBatch(let batch) in rows { try write(batch, of: owner, at: latest) }
    }

    private func write(_ usage: ScrapingUsage, of owner: StatisticsOwner) throws(StoreFailure) {
        insertUsage.put(owner.user)
        insertUsage.put(usage.osNumber)
        insertUsage.put(usage.isSuccess)
        insertUsage.put(max(0, Double(usage.processingTime.wholeMicroseconds) / 1_000_000))
        insertUsage.put(usage.createdAt)
        insertUsage.put(owner.id.text)
        insertUsage.put(usage.outcome)
        insertUsage.put(usage.origin.rawValue)
        insertUsage.put(usage.engine)
        try insertUsage.run()
    }

    private func write(_ batch: ScrapingBatch, of owner: StatisticsOwner, at moment: Timestamp) throws(StoreFailure) {
        replaceBatch.put(owner.id.text)
        replaceBatch.put(owner.user)
        replaceBatch.put(batch.batchName)
        replaceBatch.put(batch.totalOS)
        replaceBatch.put(batch.successCount)
        replaceBatch.put(batch.errorCount)
        replaceBatch.put(batch.status.rawValue)
        replaceBatch.put(owner.startedAt)
        replaceBatch.put(moment)
        try replaceBatch.run()
        if batch.status == .started { openBatches.insert(owner.id) } else { openBatches.remove(owner.id) }
    }

    /// Notes that a job has ended: a batch that is still open then came to nothing.
    func close(_ id: JobID, at moment: Timestamp) throws(StoreFailure) {
        guard !openBatches.isEmpty, openBatches.remove(id) != nil else { return }
        failBatch.put(moment)
        failBatch.put(id.text)
        try failBatch.run()
    }
}

/// Whose rows they are.
private struct StatisticsOwner {
    var id: JobID
    /// Who asked for the job, else whose file it was.
    var user: String
    /// When the running attempt began.
    var startedAt: Timestamp

    init?(_ row: PreparedStatement) {
        guard let id = row.id(0) else { return nil }
        self.id = id
        user = row.text(1) ?? String(row.integer(2))
        startedAt = row.moment(3) ?? Timestamp(microseconds: row.integer(4))
    }
}
