/// What becomes of an attempt that was running when the daemon ended under it: it does not count, and the job waits
/// again, unless it looks like the cause.
package enum InterruptionRule {
    /// An attempt that the journal says is running, found at a start.
    package struct Interrupted: Sendable {
        package var job: QueuedJob
        package var attempt: Int
        package var startedAt: Timestamp
        /// Whether it had begun in its worker, not only been journalled as started.
        package var hadBegun: Bool

        /// Joins the facts.
        package init(job: QueuedJob, attempt: Int, startedAt: Timestamp, hadBegun: Bool) {
            self.job = job
            self.attempt = attempt
            self.startedAt = startedAt
            self.hadBegun = hadBegun
        }
    }

    /// The writes that put the job back, or park it as poison.
    ///
    /// - Parameters:
    ///   - interrupted: the job and its attempt.
    ///   - othersEnded: whether any job ended between the last two starts. If so the interruptions were not this
    ///     job's doing, and the count begins anew.
    ///   - moment: the moment of the start; the attempt ended at an unknown time before it.
    ///   - settings: how often is too often.
    /// - Returns: in the order in which they are to be written.
    package static func writes(
        for interrupted: Interrupted, othersEnded: Bool, at moment: Timestamp, settings: DispatchSettings
    ) -> [JournalWrite] {
        let job = interrupted.job
        let before = othersEnded ? 0 : job.interruptions
        let interruptions = interrupted.hadBegun ? before + 1 : before
        let reason = FailureReason(
            .transient, code: "interrupted", message: "The daemon ended while this attempt was running.")
        var history = job.history
        history.append(
            AttemptRecord(
                number: interrupted.attempt, startedAt: interrupted.startedAt, endedAt: moment,
                outcome: .interrupted, reason: reason))
        guard interruptions < settings.poisonInterruptions else {
            return [.end(job.number, poisoned(history: history, count: interruptions, at: moment))]
        }
        let deferral = Deferral(
            until: moment, history: history, attemptsUsed: job.attemptsUsed, interruptions: interruptions,
            workerDeaths: job.workerDeaths)
        return [.deferred(job.number, deferral), .due(job.number)]
    }

    private static func poisoned(history: [AttemptRecord], count: Int, at moment: Timestamp) -> Ending {
        let reason = FailureReason(
            .policy, code: "poison_job",
            message: "The daemon ended \(count) times in a row while this job was running, and no other job ended.",
            hint: "Look at the daemon's log and the job's parameters before submitting it again.")
        return Ending(
            answer: Answer(status: .failed, reason: reason), history: history, startedAt: history.first?.startedAt,
            finishedAt: moment, resting: .failed)
    }
}
