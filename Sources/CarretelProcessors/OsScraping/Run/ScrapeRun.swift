import CarretelCore

/// One attempt at a job: the next batch of its list, and the job's end after the last one.
///
/// The list is gone through in rounds. In the first every service order has its turn; those without an answer have
/// another in the next round, which is another attempt's.
struct ScrapeRun {
    private let settings: ScrapeSettings
    private let forecast: ScrapeForecast
    private let progress: ScrapeProgress
    private let memory: AnswerMemory
    private let batch: BatchRun
    private let output: ScrapeOutput
    private let attempt: any AttemptContext
    private var ledger: ScrapeLedger

    /// Prepares an attempt.
    ///
    /// - Parameters:
    ///   - parameters: the job's.
    ///   - settings: the type's.
    ///   - account: the portal and its user.
    ///   - engine: the way to service orders.
    ///   - attempt: the attempt.
    /// - Throws: transient `storage_failed`.
    init(
        _ parameters: ScrapeParameters, _ settings: ScrapeSettings, _ account: PortalAccount,
        engine: any PortalEngine, _ attempt: any AttemptContext
    ) throws(FailureReason) {
        self.settings = settings
        self.attempt = attempt
        forecast = ScrapeForecast(settings, startLimits: attempt.startLimits)
        progress = ScrapeProgress(forecast: forecast, attempt: attempt)
        memory = AnswerMemory(account: account, maxAge: parameters.maxAge, attempt: attempt)
        batch = BatchRun(engine: engine, memory: memory, settings: settings, progress: progress, attempt: attempt)
        output = ScrapeOutput(numbers: parameters.numbers, layout: account.layout.name, attempt: attempt)
        ledger = try ScrapeLedger(parameters, attempt)
    }

    /// Does one batch, and ends the job where it was the last one.
    ///
    /// - Throws: transient `storage_failed`.
    mutating func run() async throws(FailureReason) -> ProcessorOutcome {
        var places = due(upTo: ledger.checkpoint.end)
        if places.isEmpty {
            places = try nextBatch()
            guard let last = places.last else { return try endRound() }
            guard mayBegin() else { return try putOff() }
            ledger.checkpoint.begin(last + 1, at: attempt.now.wall)
            try ledger.save()
        }
        progress.tellBegin(ledger, inHand: places.count)
        switch try await batch.run(places, &ledger) {
        case .cancelled:
            // There is no other attempt that could go on with what it has.
            guard attempt.isOutOfTime, attempt.attemptsLeft == 0 else { return .cancelled }
            return try end(.outOfTime, isRefused: false)
        case .refused(let reason): return try end(reason, isRefused: true)
        case .down(let failure): return try stop(failure)
        case nil: break
        }
        ledger.checkpoint.position = ledger.checkpoint.end
        guard try takeDue().isEmpty else { return try putOff() }
        return try endRound()
    }

    // Batches.

    /// The batch after those of earlier attempts, in another round where they came to the end of theirs; empty when
    /// every service order has its answer.
    private mutating func nextBatch() throws(FailureReason) -> [Int] {
        ledger.checkpoint.position = max(ledger.checkpoint.position, ledger.checkpoint.end)
        let places = try takeDue()
        guard places.isEmpty, !ledger.book.open.isEmpty else { return places }
        ledger.checkpoint.beginRound()
        return try takeDue()
    }

    /// Whether a batch may begin now. A lane's limits on starts count the job's first attempt and those after
    /// ``ProcessorOutcome/later(notBefore:checkpoint:reason:)``. An attempt that goes on after a failure or an
    /// interruption is not counted, so it has no right to a batch; only to what is left of one, tried once more.
    private func mayBegin() -> Bool {
        if ledger.checkpoint.isPaid { return true }
        return ledger.checkpoint.batch == 0 && due(upTo: ledger.book.orders.count).count <= settings.batchSize
    }

    /// So many as a batch holds. What earlier jobs were told is answered on the way and takes no place in it.
    private mutating func takeDue() throws(FailureReason) -> [Int] {
        var places: [Int] = []
        var known: [ScrapeLedger.Entry] = []
        for place in due(upTo: ledger.book.orders.count) where places.count < settings.batchSize {
            if let result = memory.recall(ledger.book.orders[place]) {
                known.append(ScrapeLedger.Entry(place: place, result: result))
            } else {
                places.append(place)
            }
        }
        try ledger.close(known)
        if let last = known.last { progress.tell(last.result, ledger, inHand: places.count) }
        return places
    }

    /// The places that have not had their turn in this round.
    private func due(upTo end: Int) -> [Int] {
        let checkpoint = ledger.checkpoint
        guard checkpoint.position < end else { return [] }
        return (checkpoint.position..<min(end, ledger.book.orders.count)).filter { place in
            ledger.book.answers[place] == nil && checkpoint.open[place]?.round != checkpoint.round
        }
    }

    /// The next batch is for another attempt, after the pause.
    ///
    /// - Parameter failure: why the portal answers nobody now; nil when it does.
    /// - Returns: later.
    /// - Throws: transient `storage_failed`.
    private mutating func putOff(_ failure: PortalFailure? = nil) throws(FailureReason) -> ProcessorOutcome {
        try ledger.save()
        let now = attempt.now.wall
        let left = due(upTo: ledger.book.orders.count).count
        // Only what goes with the outcome is paid: an attempt that dies here is not followed by one that is counted.
        var checkpoint = ledger.checkpoint
        checkpoint.isPaid = true
        let count = checkpoint.batch + forecast.batches(of: left)
        let notBefore = now + max(settings.batchPause, failure?.retryAfter ?? .zero)
        let moment = max(notBefore, forecast.nextStart(after: checkpoint.starts, now: now))
        let tally = ledger.book.tally
        let words = failure.map { " The portal answered no more: \($0.reason.message)" } ?? ""
        return .later(
            notBefore: notBefore, checkpoint: checkpoint.bytes,
            reason: FailureReason(
                .transient, code: "next_batch",
                message: "Batch \(checkpoint.batch + 1) of \(count) begins at \(moment.rfc3339Milliseconds) at the "
                    + "earliest; \(tally.processed) of \(ledger.book.total) service orders have their answer.\(words)"))
    }

    // Ends.

    /// Every service order has had its turn. Those without an answer have another in the next attempt.
    private mutating func endRound() throws(FailureReason) -> ProcessorOutcome {
        guard let first = ledger.book.open.first else { return try end(nil, isRefused: false) }
        let reason = noAnswer(first)
        guard attempt.attemptsLeft > 0 else { return try end(reason, isRefused: false) }
        return .failed(reason)
    }

    private func noAnswer(_ first: Int) -> FailureReason {
        let count = ledger.book.open.count
        let known = ledger.reasons[first]
        let words = known.map { ": \($0.message)" } ?? "."
        return FailureReason(
            .transient, code: known?.code ?? ledger.checkpoint.open[first]?.code ?? "portal_failed",
            message: "\(count) of \(ledger.book.orders.count) service orders had no answer\(words)", hint: known?.hint)
    }

    /// The portal answers nobody. At the end of a batch that costs no attempt, for the next one has a pause before it
    /// anyway.
    private mutating func stop(_ failure: PortalFailure) throws(FailureReason) -> ProcessorOutcome {
        if due(upTo: ledger.checkpoint.end).isEmpty {
            ledger.checkpoint.position = ledger.checkpoint.end
            guard try takeDue().isEmpty else { return try putOff(failure) }
        }
        var reason = failure.reason
        reason.message = "The portal answers no more: \(reason.message)"
        guard attempt.attemptsLeft > 0 else { return try end(reason, isRefused: false) }
        try ledger.save()
        return .failed(reason, retryAfter: failure.retryAfter)
    }

    /// The job ends, with what it has.
    ///
    /// - Parameters:
    ///   - reason: why service orders that are still open stay without an answer; nil when none is.
    ///   - isRefused: whether it decides about the whole job.
    /// - Returns: succeeded, partial or failed.
    /// - Throws: transient `storage_failed`.
    private mutating func end(
        _ reason: FailureReason?, isRefused: Bool
    ) throws(FailureReason) -> ProcessorOutcome {
        let rest = reason ?? FailureReason(.transient, code: "portal_failed", message: "It was not asked for.")
        try ledger.closeRest(rest) { book in
            if book.tally.errors == book.total { return .failed }
            return book.tally.errorsAndNotFound == 0 ? .completed : .completedWithErrors
        }
        progress.tellEnd(ledger)
        let tally = ledger.book.tally
        guard tally.errors > 0 else {
            let file = try ledger.finish()
            return .succeeded(output: try output.document(ledger, file), files: [file])
        }
        let decisive = (isRefused ? reason : ledger.decisive) ?? rest
        guard tally.errors < ledger.book.total else { return .failed(decisive) }
        let file = try ledger.finish()
        return .partial(
            output: try output.document(ledger, file), files: [file],
            reason: FailureReason(
                decisive.failureClass, code: decisive.code,
                message: "\(tally.errors) of \(ledger.book.total) service orders could not be read: "
                    + decisive.message, hint: decisive.hint))
    }
}
