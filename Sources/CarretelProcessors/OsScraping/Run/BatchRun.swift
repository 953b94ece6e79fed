import CarretelCore

/// Why a batch is not done to its end.
enum BatchStop: Sendable, Hashable {
    /// The attempt is to end.
    case cancelled
    /// The portal answers nobody now; it may later.
    case down(PortalFailure)
    /// It will not answer this job.
    case refused(FailureReason)

    /// Which of two counts, whichever came first: a refusal before all, so that no account is locked by another attempt;
    /// of two breaks the longer.
    static func stronger(_ one: BatchStop?, _ other: BatchStop?) -> BatchStop? {
        guard let one, let other else { return one ?? other }
        return other.strength > one.strength ? other : one
    }

    private var strength: (Int, Duration) {
        switch self {
        case .down(let failure): (0, failure.retryAfter ?? .zero)
        case .cancelled: (1, .zero)
        case .refused: (2, .zero)
        }
    }
}

/// The service orders of one batch: group by group, a few of each at once.
struct BatchRun {
    let engine: any PortalEngine
    let memory: AnswerMemory
    let settings: ScrapeSettings
    let progress: ScrapeProgress
    let attempt: any AttemptContext

    /// What became of one.
    private struct Asked: Sendable {
        var place: Int
        var reading: OrderReading
        var time: Duration
    }

    /// Asks for service orders.
    ///
    /// - Parameters:
    ///   - places: which ones.
    ///   - ledger: where all is written down that comes.
    /// - Returns: nil when all have been asked for.
    /// - Throws: transient `storage_failed`.
    func run(_ places: [Int], _ ledger: inout ScrapeLedger) async throws(FailureReason) -> BatchStop? {
        var brake = ErrorBrake(limit: settings.errorBrake)
        var inHand = places.count
        var pause = Duration.zero
        var rest = places[...]
        while !rest.isEmpty {
            if pause > .zero { await attempt.wait(pause) }
            guard !attempt.isCancelled else { return .cancelled }
            // What a break that the portal asked for has left of a group goes in front of the next one.
            let stop = try await run(rest.prefix(settings.groupSize), &ledger, &brake, &inHand, &pause)
            if let stop { return stop }
            rest = rest.suffix(inHand)
            pause = max(pause, settings.groupPause)
        }
        return nil
    }

    private func run(
        _ group: ArraySlice<Int>, _ ledger: inout ScrapeLedger, _ brake: inout ErrorBrake, _ inHand: inout Int,
        _ pause: inout Duration
    ) async throws(FailureReason) -> BatchStop? {
        pause = .zero
        var stop: BatchStop?
        let orders = ledger.book.orders
        let result = await withTaskGroup(of: Asked.self) { tasks -> Result<Void, FailureReason> in
            var rest = group
            func ask() {
                guard pause == .zero, let place = rest.popFirst() else { return }
                tasks.addTask { await self.ask(place, orders[place]) }
            }
            for _ in 0..<settings.parallel { ask() }
            for await asked in tasks {
                // An answer stops nothing, so the portal need not wait until it is written down.
                if stop == nil, asked.reading.isAnswer { ask() }
                do throws(FailureReason) {
                    inHand -= 1
                    let next = try note(asked, &ledger, &brake, &pause, inHand: inHand)
                    stop = BatchStop.stronger(stop, next)
                } catch {
                    return .failure(error)
                }
                if stop == nil, !asked.reading.isAnswer { ask() }
            }
            return .success(())
        }
        try result.get()
        return stop
    }

    private func ask(_ place: Int, _ os: String) async -> Asked {
        let begin = attempt.now.monotonic
        let reading = await engine.read(os)
        let time = attempt.now.monotonic - begin
        // Here, where others are asked for meanwhile.
        if case .success(.found(let record)) = reading.result { memory.remember(record, of: os, by: reading.engine) }
        return Asked(place: place, reading: reading, time: time)
    }

    /// Writes down what came, and says whether to go on.
    private func note(
        _ asked: Asked, _ ledger: inout ScrapeLedger, _ brake: inout ErrorBrake, _ pause: inout Duration, inHand: Int
    ) throws(FailureReason) -> BatchStop? {
        var result = OrderResult(
            os: ledger.book.orders[asked.place], status: .error, engine: asked.reading.engine, origin: .portal,
            time: asked.time, tries: (ledger.checkpoint.open[asked.place]?.tries ?? 0) + 1, readAt: attempt.now.wall)
        var stop: BatchStop?
        switch asked.reading.result {
        case .success(let answer):
            brake.answered()
            result.take(answer)
            try ledger.close([ScrapeLedger.Entry(place: asked.place, result: result)])
        case .failure(let failure):
            guard failure.kind != .cancelled, failure.endsJob || !attempt.isCancelled else {
                // A try that its time limit cut off was one; one that somebody took back was none.
                guard attempt.isOutOfTime else { return .cancelled }
                result.reason = .outOfTime
                try ledger.keepOpen(ScrapeLedger.Entry(place: asked.place, result: result))
                return .cancelled
            }
            result.reason = failure.reason
            let entry = ScrapeLedger.Entry(place: asked.place, result: result)
            if failure.isTransient { try ledger.keepOpen(entry) } else { try ledger.close([entry]) }
            stop = follow(failure, &brake, &pause)
        }
        progress.tell(result, ledger, inHand: inHand)
        return stop
    }

    private func follow(
        _ failure: PortalFailure, _ brake: inout ErrorBrake, _ pause: inout Duration
    ) -> BatchStop? {
        guard !failure.endsJob else { return .refused(failure.reason) }
        // It says nothing of the portal.
        guard failure.kind != .noBrowser else { return nil }
        guard failure.isTransient else {
            brake.answered()
            return nil
        }
        brake.failed()
        if let wish = failure.retryAfter {
            guard wish <= ScrapeLimits.patience else { return .down(failure) }
            pause = max(pause, wish)
        }
        return brake.isOn ? .down(failure) : nil
    }
}

extension FailureReason {
    /// The attempt's time limit came first.
    static let outOfTime = FailureReason(
        .policy, code: "timed_out", message: "The attempt reached its time limit before the portal had answered.",
        hint: "Give the job a larger timeout_seconds, or fewer service orders.")
}

extension OrderResult {
    /// Takes over what the portal said.
    fileprivate mutating func take(_ answer: OrderAnswer) {
        switch answer {
        case .notFound: status = .notFound
        case .found(let record):
            status = .success
            data = record.json
        }
    }
}
