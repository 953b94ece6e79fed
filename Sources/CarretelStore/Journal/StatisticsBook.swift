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
    /// Jobs with a batch that have not ended. Kept in memory, so that the end of any other job costs one look into a set
    /// that is mostly empty.
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
            updated_at = ?9
            """, in: database)
        failBatch = try PreparedStatement(
            """
            UPDATE scraping_batch_stats SET status = 'ERRO', success_count = 0, error_count = total_os, \
            updated_at = max(updated_at, ?1) WHERE task_id = ?2 AND status <> 'ERRO' AND (?3 OR status = 'INICIADO')
            """, in: database)
        openBatches = try Self.unendedBatches(database)
    }

    /// The jobs with a batch that have not ended. Without any batch ever, which most journals are, no job is looked at.
    private static func unendedBatches(_ database: Database) throws -> Set<JobID> {
        let any = try PreparedStatement("SELECT 1 FROM scraping_batch_stats LIMIT 1", in: database)
        guard try any.first({ _ in true }) != nil else { return [] }
        // What has never run can have no batch, which spares jobs that wait for the first time the second look.
        let begun = try PreparedStatement(
            """
            SELECT id FROM jobs WHERE state = 0 AND attempts_started > 0 \
            UNION ALL SELECT id FROM jobs WHERE state = 1 AND attempts_started > 0 \
            UNION ALL SELECT id FROM jobs WHERE state = 2
            """, in: database)
        let batch = try PreparedStatement("SELECT 1 FROM scraping_batch_stats WHERE task_id = ?", in: database)
        var found: Set<JobID> = []
        for case let id? in try begun.all({ row in row.id(0) }) {
            batch.put(id.text)
            if try batch.first({ _ in true }) != nil { found.insert(id) }
        }
        return found
    }

    /// Writes the rows of a job that has not ended.
    func write(_ rows: [StatisticsRow], of number: JobNumber) throws(StoreFailure) {
        job.put(number)
        let known = try job.first { row in StatisticsOwner(row) }
        guard let known, let owner = known else {
            throw StoreFailure(.corrupt, "The journal's row \(number.rawValue) cannot be read.")
        }
        for row in rows {
            switch row {
            case .scrapingUsage(let usage): try write(usage, of: owner)
            case .scrapingBatch(let batch): try write(batch, of: owner)
            }
        }
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

    private func write(_ batch: ScrapingBatch, of owner: StatisticsOwner) throws(StoreFailure) {
        replaceBatch.put(owner.id.text)
        replaceBatch.put(owner.user)
        replaceBatch.put(batch.batchName)
        replaceBatch.put(batch.totalOS)
        replaceBatch.put(batch.successCount)
        replaceBatch.put(batch.errorCount)
        replaceBatch.put(batch.status.rawValue)
        replaceBatch.put(owner.startedAt)
        replaceBatch.put(batch.updatedAt)
        try replaceBatch.run()
        openBatches.insert(owner.id)
    }

    /// Notes that a job has ended. Its batch came to nothing when the job did, whatever was said of it before, or when
    /// it was still open.
    ///
    /// - Parameters:
    ///   - id: the job.
    ///   - status: how it ended.
    ///   - moment: when.
    /// - Throws: `corrupt`, `busy`, `io`.
    func close(_ id: JobID, _ status: JobStatus, at moment: Timestamp) throws(StoreFailure) {
        guard !openBatches.isEmpty, openBatches.remove(id) != nil else { return }
        failBatch.put(moment)
        failBatch.put(id.text)
        failBatch.put(status != .succeeded && status != .partial)
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
