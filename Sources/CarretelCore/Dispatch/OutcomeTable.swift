/// What follows from the end of an attempt: a table over how it ended and why it was asked to, the only place that
/// knows it.
///
///     ended as              not asked        limit reached      on request    daemon stops
///     ───────────────────   ──────────────   ────────────────   ───────────   ────────────────
///     succeeded, partial    as it says       as it says         as it says    as it says
///     failed, permanent     ended            ended              cancelled     ended
///     failed, policy        ended            timed out ¹        cancelled     ended ²
///     failed, transient     again ³          timed out ¹        cancelled     again ³
///     later                 put off ⁴        timed out ¹        cancelled     put off ⁴
///     cancelled             again ³ ⁵        timed out ¹        cancelled     interrupted ⁶
///     its worker died       again ³ ⁷        timed out ¹        cancelled     interrupted ⁶
///
/// So work that was finished late, but whole and within the grace, counts as what it says.
///  1. Uses an attempt; again after the back-off while attempts are left, else the job ends as timed out.
///  2. But interrupted when the reason's code is `cancelled`: the processor was told while it waited for a permit.
///  3. Uses an attempt; again after the back-off, or the delay that the upstream named, while attempts are left.
///  4. Uses no attempt.
///  5. Nobody asked for it, so it is a failure of the worker's.
///  6. Uses no attempt; waits again at once. Parked as poison after ``DispatchSettings/poisonInterruptions`` in a row.
///  7. Parked as poison at the ``DispatchSettings/poisonWorkerDeaths``-th time.
struct OutcomeTable {
    /// How an attempt ended.
    enum End {
        case said(ProcessorOutcome)
        case died(WorkerDeath)
    }

    /// What follows.
    struct Ruling {
        enum Next {
            case end(JobStatus)
            case again(at: Timestamp)
        }

        var next: Next
        /// For the attempt's record.
        var outcome: AttemptRecord.Outcome
        /// For the attempt's record.
        var attemptReason: FailureReason?
        /// For the job's result, when it ends.
        var reason: FailureReason?
        var output: [UInt8] = []
        var files: [DataFile] = []
        var checkpoint: [UInt8]?
    }

    let settings: DispatchSettings
    let backOff: BackOff
    /// Whether a job ended since the daemon's start, so that interruptions are not this one's doing.
    let othersEnded: Bool
    let now: Timestamp

    /// Rules on an end, and counts in `job` what it used.
    func rule(
        on end: End, cancel: CancelReason?, job: inout QueuedJob, using generator: inout some RandomNumberGenerator
    ) -> Ruling {
        if case .said(let outcome) = end, let ruling = standing(outcome, cancel: cancel) {
            job.interruptions = 0
            return ruling
        }
        var ruling: Ruling
        switch cancel {
        case .requested:
            ruling = Ruling(next: .end(.cancelled), outcome: .cancelled)
            ruling.attemptReason = .cancelledOnRequest
            ruling.reason = .cancelledOnRequest
        case .deadline:
            ruling = timedOut(&job, using: &generator)
        case .stopping where Self.isInterruption(end):
            return interrupted(&job)
        case .stopping, nil:
            ruling = unasked(end, &job, using: &generator)
        }
        if case .said(.later(_, let checkpoint, _)) = end { ruling.checkpoint = checkpoint }
        job.interruptions = 0
        return ruling
    }

    /// Outcomes that count as what they say, whatever was asked.
    private func standing(_ outcome: ProcessorOutcome, cancel: CancelReason?) -> Ruling? {
        switch outcome {
        case .succeeded(let output, let files):
            return Ruling(next: .end(.succeeded), outcome: .succeeded, output: output, files: files)
        case .partial(let output, let files, let reason):
            return Ruling(
                next: .end(.partial), outcome: .partial, attemptReason: reason, reason: reason, output: output,
                files: files)
        case .failed(let reason, _) where reason.failureClass == .permanent && cancel != .requested:
            return Ruling(next: .end(.failed), outcome: .failed, attemptReason: reason, reason: reason)
        default:
            return nil
        }
    }

    private static func isInterruption(_ end: End) -> Bool {
        switch end {
        case .died, .said(.cancelled): true
        case .said(.failed(let reason, _)): reason.code == FailureReason.cancelledCode
        case .said: false
        }
    }

    private func unasked(
        _ end: End, _ job: inout QueuedJob, using generator: inout some RandomNumberGenerator
    ) -> Ruling {
        switch end {
        case .said(.later(let notBefore, _, let reason)):
            // A moment that has passed would run it round and round without a pause.
            let moment = max(notBefore, now + settings.laterMinimum)
            return Ruling(next: .again(at: moment), outcome: .later, attemptReason: reason)
        case .said(.failed(let reason, let retryAfter)):
            return failed(reason, as: .failed, retryAfter: retryAfter, &job, using: &generator)
        case .died(let death):
            job.workerDeaths += 1
            let reason = FailureReason.workerDied(death)
            guard job.workerDeaths < settings.poisonWorkerDeaths else {
                job.attemptsUsed += 1
                let poison = FailureReason.poisonedByDeaths(job.workerDeaths, last: reason)
                return Ruling(next: .end(.failed), outcome: .workerDied, attemptReason: reason, reason: poison)
            }
            return failed(reason, as: .workerDied, retryAfter: nil, &job, using: &generator)
        case .said:
            return failed(.cancelledUnasked, as: .failed, retryAfter: nil, &job, using: &generator)
        }
    }

    private func failed(
        _ reason: FailureReason, as outcome: AttemptRecord.Outcome, retryAfter: Duration?, _ job: inout QueuedJob,
        using generator: inout some RandomNumberGenerator
    ) -> Ruling {
        job.attemptsUsed += 1
        guard reason.failureClass == .transient, job.attemptsUsed < job.maxAttempts else {
            return Ruling(next: .end(.failed), outcome: outcome, attemptReason: reason, reason: reason)
        }
        let delay =
            retryAfter.map { max($0, .zero) } ?? backOff.delay(afterAttempt: job.attemptsUsed, using: &generator)
        return Ruling(next: .again(at: now + delay), outcome: outcome, attemptReason: reason)
    }

    private func timedOut(_ job: inout QueuedJob, using generator: inout some RandomNumberGenerator) -> Ruling {
        job.attemptsUsed += 1
        let reason = FailureReason.timedOut(after: job.timeout)
        guard job.attemptsUsed < job.maxAttempts else {
            return Ruling(next: .end(.timedOut), outcome: .timedOut, attemptReason: reason, reason: reason)
        }
        let delay = backOff.delay(afterAttempt: job.attemptsUsed, using: &generator)
        return Ruling(next: .again(at: now + delay), outcome: .timedOut, attemptReason: reason)
    }

    private func interrupted(_ job: inout QueuedJob) -> Ruling {
        job.interruptions = othersEnded ? 1 : job.interruptions + 1
        guard job.interruptions < settings.poisonInterruptions else {
            return Ruling(
                next: .end(.failed), outcome: .interrupted, attemptReason: .interrupted,
                reason: .poisonedByInterruptions(job.interruptions))
        }
        return Ruling(next: .again(at: now), outcome: .interrupted, attemptReason: .interrupted)
    }
}
