import CarretelCore

/// Writes down what becomes of each service order: the line of the data file, then the checkpoint with the rows of
/// statistics, so that whatever is counted is also kept.
struct ScrapeLedger {
    /// A service order with its place in the job.
    struct Entry {
        var place: Int
        var result: OrderResult
    }

    private(set) var book: ScrapedOrders
    var checkpoint: ScrapeCheckpoint
    /// What this attempt was told of service orders that are still open, by place.
    private(set) var reasons: [Int: FailureReason] = [:]
    /// Why there are errors among the answers: one that may pass, where there is one.
    private(set) var decisive: FailureReason?
    private let file: any DataFileWriter
    private let attempt: any AttemptContext

    /// Goes on where an earlier attempt stopped, or begins.
    ///
    /// - Parameters:
    ///   - parameters: the job's.
    ///   - attempt: the attempt.
    /// - Throws: transient `storage_failed`.
    init(_ parameters: ScrapeParameters, _ attempt: any AttemptContext) throws(FailureReason) {
        self.attempt = attempt
        book = ScrapedOrders(parameters.numbers)
        let before = ScrapeCheckpoint(attempt.checkpoint)
        if let before, let mark = before.file, let resumed = try attempt.resumeDataFile(mark) {
            checkpoint = before
            file = resumed
            let places = Dictionary(zip(book.orders, book.orders.indices)) { first, _ in first }
            try attempt.readLines(upTo: mark) { line in
                guard let result = ScrapedOrders.result(line) else { return }
                book.restore(result, places: places)
                decide(result.reason)
            }
        } else {
            if before?.file != nil {
                attempt.warn(
                    Warning(
                        code: "answers_lost",
                        message: "What an earlier attempt had been told is gone; all is asked for again."))
            }
            let name = before?.batchName ?? parameters.batchName ?? BatchName.standard(at: attempt.now.wall)
            checkpoint = ScrapeCheckpoint(batchName: name)
            checkpoint.isPaid = before?.isPaid ?? true
            file = try attempt.makeDataFile(named: ScrapedOrders.fileName)
        }
        try save(batchRows(.started))
    }

    /// Writes answers that are final.
    mutating func close(_ entries: [Entry]) throws(FailureReason) {
        guard !entries.isEmpty else { return }
        let now = attempt.now.wall
        var rows: [StatisticsRow] = []
        for entry in entries {
            rows.append(entry.result.usage(at: now))
            rows += try write(entry).map { $0.usage(at: now) }
        }
        try save(rows + batchRows(.started))
    }

    /// Notes a try that came to nothing and may come to something another time.
    mutating func keepOpen(_ entry: Entry) throws(FailureReason) {
        checkpoint.open[entry.place] = ScrapeCheckpoint.Open(
            tries: entry.result.tries, round: checkpoint.round, code: entry.result.outcome)
        reasons[entry.place] = entry.result.reason
        try save([entry.result.usage(at: attempt.now.wall)] + batchRows(.started))
    }

    /// Gives up all that is open: no try, so no row of one.
    ///
    /// - Parameters:
    ///   - reason: what is said of those that nothing better is known of.
    ///   - status: of the job's row, by how the answers stand then.
    /// - Throws: transient `storage_failed`.
    mutating func closeRest(
        _ reason: FailureReason, _ status: (ScrapedOrders) -> ScrapingBatch.Status
    ) throws(FailureReason) {
        let now = attempt.now.wall
        for place in book.open {
            let known = reasons[place] ?? checkpoint.open[place].map { Self.reason(ofCode: $0.code) } ?? reason
            let result = OrderResult(
                os: book.orders[place], status: .error, reason: known, engine: nil, origin: .portal, time: .zero,
                tries: checkpoint.open[place]?.tries ?? 0, readAt: now)
            _ = try write(Entry(place: place, result: result))
        }
        try save(batchRows(status(book)))
    }

    /// Makes all durable that was said, and says so.
    ///
    /// - Parameter rows: of what is durable now.
    /// - Throws: transient `storage_failed`.
    mutating func save(_ rows: [StatisticsRow] = []) throws(FailureReason) {
        checkpoint.file = try file.mark()
        attempt.saveCheckpoint(checkpoint.bytes, rows: rows)
    }

    /// The job's row of statistics; a single service order is no batch and has none.
    private func batchRows(_ status: ScrapingBatch.Status) -> [StatisticsRow] {
        guard book.total > 1 else { return [] }
        let hasFailed = status == .failed
        let batch = ScrapingBatch(
            batchName: checkpoint.batchName, totalOS: book.total,
            successCount: hasFailed ? 0 : book.tally.succeeded,
            errorCount: hasFailed ? book.total : book.tally.errorsAndNotFound, status: status,
            updatedAt: attempt.now.wall)
        return [.scrapingBatch(batch)]
    }

    /// Closes the data file.
    func finish() throws(FailureReason) -> DataFile { try file.finish() }

    /// Writes an answer, and again for each further time that its number stands in the job.
    ///
    /// - Returns: the repetitions.
    private mutating func write(_ entry: Entry) throws(FailureReason) -> [OrderResult] {
        let repeated = Array(repeating: entry.result.repeated, count: book.repetitions[entry.place])
        try file.append(entry.result.line + repeated.flatMap(\.line), records: 1 + repeated.count)
        book.close(entry.place, entry.result)
        checkpoint.open[entry.place] = nil
        reasons[entry.place] = nil
        decide(entry.result.reason)
        return repeated
    }

    private mutating func decide(_ reason: FailureReason?) {
        guard let reason else { return }
        if decisive == nil || (decisive?.failureClass != .transient && reason.failureClass == .transient) {
            decisive = reason
        }
    }

    /// What is known of a try of an earlier attempt.
    private static func reason(ofCode code: String) -> FailureReason {
        FailureReason(.transient, code: code, message: "An earlier attempt had no answer; it was not asked for again.")
    }
}
