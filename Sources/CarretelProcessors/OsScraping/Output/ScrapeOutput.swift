import CarretelCore

/// The output of a job, by the names of the system that it replaces.
struct ScrapeOutput {
    /// As they stand in the job.
    let numbers: [String]
    let layout: String
    let attempt: any AttemptContext

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - ledger: with every service order closed.
    ///   - file: the data file, which has them all.
    /// - Returns: one JSON object.
    /// - Throws: transient `storage_failed`; policy `cancelled`.
    func document(_ ledger: ScrapeLedger, _ file: DataFile) throws(FailureReason) -> [UInt8] {
        let tally = ledger.book.tally
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("status", "completed" as String?)
        writer.member("batch_name", ledger.checkpoint.batchName)
        writer.member("total_os", ledger.book.total)
        writer.member("success_count", tally.succeeded)
        writer.member("error_count", tally.errorsAndNotFound)
        writer.member("not_found_count", tally.notFound)
        writer.member("layout", layout)
        writer.member("batches", ledger.checkpoint.batches)
        writer.name("seconds_each")
        if let each = tally.timeEach { writer.decimal(each.wholeMilliseconds, places: 3) } else { writer.null() }
        writer.name("engines")
        writer.beginObject()
        for engine in EngineName.allCases {
            writer.name(engine.rawValue)
            writer.integer(tally.engines[engine] ?? 0)
        }
        writer.endObject()
        writer.name("origins")
        writer.beginObject()
        for origin in ScrapingUsage.Origin.allCases {
            writer.name(origin.rawValue)
            writer.integer(tally.origins[origin] ?? 0)
        }
        writer.endObject()
        writer.member("results_file", file.name)
        writer.name("results")
        writer.beginArray()
        for line in try inlineLines(file) { writer.raw(line) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The lines of the first numbers of the job, in its order.
    private func inlineLines(_ file: DataFile) throws(FailureReason) -> [[UInt8]] {
        let shown = numbers.prefix(ScrapeLimits.maxInlineResults)
        if shown.count < numbers.count {
            attempt.warn(
                Warning(
                    code: "results_limited",
                    message:
                        "The output has the first \(shown.count) of \(numbers.count) results; \(file.name) has all."))
        }
        let wanted = Set(shown)
        var lines: [String: [[UInt8]]] = [:]
        try attempt.readLines(of: file) { (line) throws(FailureReason) in
            guard !attempt.isCancelled || attempt.isOutOfTime else { throw .cancelled }
            guard let os = ScrapedOrders.number(line), wanted.contains(os) else { return }
            lines[os, default: []].append(line)
        }
        // What was asked for comes before its repetitions, in the file as in the job.
        return shown.compactMap { os in lines[os]?.isEmpty == false ? lines[os]?.removeFirst() : nil }
    }
}
