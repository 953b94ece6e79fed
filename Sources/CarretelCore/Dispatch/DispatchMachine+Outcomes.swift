// From the end of an attempt to what becomes of its job.

extension DispatchMachine {
    /// Ends an attempt that had begun, and follows the ruling on it.
    mutating func finish(_ number: JobNumber, _ how: OutcomeTable.End, warnings: [Warning]) {
        guard let attempt = forget(number) else { return }
        var job = attempt.job
        if let deadline = attempt.deadline {
            lanes[job.lane].notePace(clock.monotonic - deadline + job.timeout)
        }
        let table = OutcomeTable(
            settings: settings, backOff: catalogue.types[job.type].backOff, othersEnded: hasEndedAny, now: clock.wall)
        let ruling = table.rule(on: how, cancel: attempt.cancel, job: &job, using: &generator)
        record(attempt, ruling.outcome, ruling.attemptReason, in: &job)
        switch ruling.next {
        case .end(let status):
            let answer = Answer(
                status: status, reason: ruling.reason, output: ruling.output, files: ruling.files, warnings: warnings)
            end(job, answer)
        case .again(let moment):
            putOff(job, until: moment, checkpoint: ruling.checkpoint)
        }
    }

    /// Takes an attempt out of the running ones, with the permits it holds.
    private mutating func forget(_ number: JobNumber) -> RunningAttempt? {
        guard let attempt = attempts.removeValue(forKey: number) else { return nil }
        lanes[attempt.job.lane].running -= 1
        markDirty(attempt.job.lane)
        if !attempt.permits.isEmpty { leavePermits(attempt) }
        return attempt
    }

    private func record(
        _ attempt: RunningAttempt, _ outcome: AttemptRecord.Outcome, _ reason: FailureReason?, in job: inout QueuedJob
    ) {
        // The first and the latest are kept, because they tell most.
        if job.history.count >= max(settings.historyLimit, 2) { job.history.remove(at: 1) }
        job.history.append(
            AttemptRecord(
                number: attempt.key.attempt, startedAt: attempt.beganAt ?? attempt.startedAt, endedAt: clock.wall,
                outcome: outcome, reason: reason))
    }

    private mutating func putOff(_ job: QueuedJob, until moment: Timestamp, checkpoint: [UInt8]?) {
        var job = job
        let deferral = Deferral(
            until: moment, history: job.history, attemptsUsed: job.attemptsUsed, interruptions: job.interruptions,
            workerDeaths: job.workerDeaths, checkpoint: checkpoint)
        write(.deferred(job.number, deferral), changing: job.number)
        if moment <= clock.wall {
            write(.due(job.number), changing: job.number)
            enterWaiting(job)
        } else {
            job.dueAt = moment
            enterDeferred(job)
        }
        enterExpiring(job)
    }

    // MARK: - Attempts that had not begun

    /// Ends a job whose attempt had not begun; it leaves no record, for nothing was tried.
    mutating func endUnbegun(_ number: JobNumber, as status: JobStatus, _ reason: FailureReason) {
        guard let attempt = forget(number) else { return }
        end(attempt.job, unrunAs: status, reason)
    }

    /// Puts a job back whose attempt had not begun when the daemon stopped.
    mutating func putOffUnbegun(_ number: JobNumber) {
        guard let attempt = forget(number) else { return }
        var job = attempt.job
        record(attempt, .interrupted, .interrupted, in: &job)
        putOff(job, until: clock.wall, checkpoint: nil)
    }

    // MARK: - Ends

    /// Ends a job with no attempt behind the end.
    mutating func end(_ job: QueuedJob, unrunAs status: JobStatus, _ reason: FailureReason) {
        end(job, Answer(status: status, reason: reason))
    }

    private mutating func end(_ job: QueuedJob, _ answer: Answer) {
        var answer = answer
        if job.history.count >= max(settings.historyLimit, 2), job.history.count < job.attemptsStarted {
            answer.warnings.append(.attemptsCut(shown: job.history.count, of: job.attemptsStarted))
        }
        let ending = Ending(
            answer: answer, history: job.history, startedAt: job.history.first?.startedAt, finishedAt: clock.wall,
            resting: RestingPlace(of: answer.status))
        let sharesAnswer = answer.status != .cancelled && answer.status != .expired
        // In this order, so that no look-up finds the followers without a leader.
        if job.isShareable, !sharesAnswer { promoteFollower(of: job.number) }
        writeEnd(of: job.number, ending)
        if job.isShareable, sharesAnswer {
            endedLeaders[job.number] = RestoredDispatch.EndedLeader(number: job.number, id: job.id, answer: answer)
            askForFollowers(of: job.number)
        }
    }

    mutating func writeEnd(of number: JobNumber, _ ending: Ending) {
        write(.end(number, ending), changing: number, receipts: 1)
        hasEndedAny = true
    }
}

extension Warning {
    static func attemptsCut(shown: Int, of all: Int) -> Warning {
        Warning(
            code: "attempts_cut", message: "Of \(all) attempts the first and the latest are listed, \(shown) in all.")
    }
}
