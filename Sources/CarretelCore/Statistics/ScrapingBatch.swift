/// How a job of several service orders stands: its row of `scraping_batch_stats`, one a job, replaced as it goes on
/// (docs/scraping-report.md).
package struct ScrapingBatch: Sendable, Hashable {
    /// The seed's own words.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case started = "INICIADO"
        case completed = "CONCLUIDO"
        case completedWithErrors = "CONCLUIDO_COM_ERROS"
        /// The job ended without a result: nothing counts as done.
        case failed = "ERRO"
    }

    package var batchName: String
    package var totalOS: Int
    package var successCount: Int
    /// Not found counts as an error here, as it always did.
    package var errorCount: Int
    package var status: Status
    /// When it stood like this, by the worker's clock.
    package var updatedAt: Timestamp

    /// Joins the members.
    package init(
        batchName: String, totalOS: Int, successCount: Int, errorCount: Int, status: Status, updatedAt: Timestamp
    ) {
        self.batchName = batchName
        self.totalOS = totalOS
        self.successCount = successCount
        self.errorCount = errorCount
        self.status = status
        self.updatedAt = updatedAt
    }
}
