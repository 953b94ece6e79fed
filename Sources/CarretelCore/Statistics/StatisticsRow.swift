/// A row for the history's statistics. It travels with a checkpoint and is written in the same transaction, so that it
/// counts exactly once whatever becomes of the attempt.
package enum StatisticsRow: Sendable, Hashable {
    case scrapingUsage(ScrapingUsage)
    case scrapingBatch(ScrapingBatch)
}
