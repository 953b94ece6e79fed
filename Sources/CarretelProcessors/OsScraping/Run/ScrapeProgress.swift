import CarretelCore

/// Tells how far a job is.
struct ScrapeProgress {
    let forecast: ScrapeForecast
    let attempt: any AttemptContext

    /// A service order was answered, or tried.
    ///
    /// - Parameters:
    ///   - result: what became of it.
    ///   - ledger: with it written down.
    ///   - inHand: how many are left of the batch that runs.
    func tell(_ result: OrderResult, _ ledger: ScrapeLedger, inHand: Int) {
        var progress = progress(ledger, inHand: inHand)
        progress.current = result.os
        progress.event = event(result, ledger)
        attempt.report(progress)
    }

    /// An attempt begins to ask; the job's first one says how long all will take.
    func tellBegin(_ ledger: ScrapeLedger, inHand: Int) {
        var progress = progress(ledger, inHand: inHand)
        if ledger.checkpoint.batches == 1, let words = forecast.sentence(of: ledger.book.open.count) {
            progress.message = words
        }
        attempt.report(progress)
    }

    /// The job is at its end.
    func tellEnd(_ ledger: ScrapeLedger) { attempt.report(progress(ledger, inHand: 0)) }

    private func progress(_ ledger: ScrapeLedger, inHand: Int) -> Progress {
        let tally = ledger.book.tally
        let total = ledger.book.total
        return Progress(
            percent: Double(tally.processed * 100 / max(1, total)), message: message(ledger),
            processed: tally.processed, total: total, succeeded: tally.succeeded, failed: tally.errorsAndNotFound,
            etaSeconds: secondsLeft(ledger, inHand: inHand))
    }

    /// `10 found, 1 not found, 1 error; 1.2 s each.`
    private func message(_ ledger: ScrapeLedger) -> String {
        let tally = ledger.book.tally
        var text = "\(tally.succeeded) found, \(tally.notFound) not found, "
        text += tally.errors == 1 ? "1 error" : "\(tally.errors) errors"
        let open = ledger.checkpoint.open.count
        if open > 0 { text += ", \(open) to be tried again" }
        if let each = tally.timeEach { text += "; \(HumanText.duration(each)) each" }
        return text + "."
    }

    private func secondsLeft(_ ledger: ScrapeLedger, inHand: Int) -> Int {
        let each = ledger.book.tally.timeEach ?? ScrapeForecast.assumedSecondsEach
        let untried = ledger.book.open.count { ledger.checkpoint.open[$0]?.round != ledger.checkpoint.round }
        let left = forecast.remaining(
            inHand: inHand, beyond: max(0, untried - inHand), each: each, starts: ledger.checkpoint.starts,
            now: attempt.now.wall)
        return Int((left.wholeMilliseconds + 999) / 1_000)
    }

    private func event(_ result: OrderResult, _ ledger: ScrapeLedger) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("os", result.os)
        writer.member("status", result.status.rawValue)
        writer.member("code", result.reason?.code)
        writer.member("engine", result.engine?.rawValue)
        writer.member("origin", result.origin.rawValue)
        writer.name("seconds")
        writer.decimal(result.time.wholeMilliseconds, places: 3)
        writer.member("tries", result.tries)
        writer.member("progresso", ledger.book.tally.processed * 100 / max(1, ledger.book.total))
        writer.endObject()
        return writer.bytes
    }
}
