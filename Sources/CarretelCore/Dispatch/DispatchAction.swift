/// What the dispatch machine wants done. Actions are carried out in order; the journal's are its writes, in order too.
///
/// The first five are questions: the journal answers each with exactly one event, in the order in which they were
/// asked, from what it says at that place between the writes.
package enum DispatchAction: Sendable {
    // To the journal, which answers with an event.
    /// Say what is known of jobs with these sharing keys. Boxed, because every action is as large as the largest.
    indirect case lookUpSharing(ArrivalToken, Arrival)
    /// Fetch the first `limit` jobs of a queue, in its order. Those already in memory may be among them.
    case load(SpilledQueue, limit: Int)
    /// Fetch some of the jobs that follow this one, the oldest first.
    case loadFollowers(of: JobNumber, limit: Int)
    /// Let the oldest follower of this job wait for a run of its own (following → waiting) and the others follow it.
    /// A question and a write in one, so that no look-up comes between the two.
    case promoteFollower(of: JobNumber)
    /// Fetch one job and its state.
    case lookUp(JobNumber)
    /// Write; a receipt follows where ``JournalReceipt`` has one.
    case write(JournalWrite)

    // To the workers.
    case spawn(WorkerID, lane: Int)
    /// Hand over an attempt whose start is journalled.
    case assign(WorkerID, JobNumber, AttemptKey, AssignTerms)
    case cancel(WorkerID, AttemptKey, CancelReason)
    case recall(WorkerID, AttemptKey)
    case grant(WorkerID, AttemptKey, permit: String)
    case waitUntil(WorkerID, AttemptKey, permit: String, Timestamp)
    /// Ask an idle worker to end by closing its standard input.
    case retire(WorkerID)
    /// Signal the worker's process group: SIGTERM, or SIGKILL and the hunt for what it left behind.
    case kill(WorkerID, force: Bool)

    // To those who wait.
    /// Tell when a job of a lane that is held up by its limits on starts will start, as far as is known.
    case announce(JobNumber, StartForecast)

    /// Everything that was running has ended and is written; the daemon may go.
    case stopped
}

/// What a worker is told of an attempt beyond its job.
package struct AssignTerms: Sendable, Hashable {
    /// The limit of the attempt.
    package var timeout: Duration
    /// How many attempts the job has after this one.
    package var attemptsLeft: Int
    /// The position of its lane.
    package var lane: Int

    /// Joins the members.
    package init(timeout: Duration, attemptsLeft: Int, lane: Int) {
        self.timeout = timeout
        self.attemptsLeft = attemptsLeft
        self.lane = lane
    }
}

/// When a waiting job will start by its lane's limits on starts: not earlier, and later when others take precedence or
/// the lane's slots are in use.
package struct StartForecast: Sendable, Hashable {
    package var startsAt: Timestamp
    /// Its place among those that wait, from 1.
    package var place: Int
    /// The position of its lane.
    package var lane: Int

    /// Joins the members.
    package init(startsAt: Timestamp, place: Int, lane: Int) {
        self.startsAt = startsAt
        self.place = place
        self.lane = lane
    }
}

/// One change of what the journal says.
package enum JournalWrite: Sendable {
    /// Take a job in; counts as received. The receipt is ``JournalReceipt/accepted(_:)``, for the dispositions
    /// `running` also ``JournalReceipt/started(_:attempt:)`` and `ended` also ``JournalReceipt/ended(_:)``.
    indirect case accept(JobNumber, Arrival, Disposition)
    /// An attempt starts now: waiting → running.
    case start(JobNumber, attempt: Int, at: Timestamp)
    /// The attempt has begun in its worker: only begun attempts make a poison job. Left out for a job of a short lane
    /// that was never interrupted, whose first interruption is thereby forgiven.
    case began(JobNumber)
    /// Not now: → deferred, with the attempt that is over. ``due(_:)`` follows at once where `until` has passed, so the
    /// journal need not compare times.
    case deferred(JobNumber, Deferral)
    /// A deferred job is due: deferred → waiting.
    case due(JobNumber)
    /// The job ends: → ended.
    indirect case end(JobNumber, Ending)
    case checkpoint(JobNumber, [UInt8], rows: [StatisticsRow])
    /// A start in a lane with start limits, to survive a restart.
    case laneStart(lane: Int, at: Timestamp)
    /// The state of a permit key, to survive a restart: opaque to the journal.
    case permit(String, state: [UInt8])
}

/// What becomes of a job at its acceptance.
package enum Disposition: Sendable {
    case waiting
    case deferred(until: Timestamp)
    /// Its first attempt starts at once, in the same commit.
    case running(at: Timestamp)
    case following(leader: JobNumber, id: JobID)
    /// Rejected, or a duplicate whose answer is known.
    case ended(Ending)
}

/// What a job takes along when it is put off.
package struct Deferral: Sendable {
    package var until: Timestamp
    /// The attempts that are over, all of them.
    package var history: [AttemptRecord]
    package var attemptsUsed: Int
    package var interruptions: Int
    package var workerDeaths: Int
    /// Where the next attempt may go on; nil leaves what is stored.
    package var checkpoint: [UInt8]?

    /// Describes a deferral; see the members.
    package init(
        until: Timestamp, history: [AttemptRecord], attemptsUsed: Int, interruptions: Int, workerDeaths: Int,
        checkpoint: [UInt8]? = nil
    ) {
        self.until = until
        self.history = history
        self.attemptsUsed = attemptsUsed
        self.interruptions = interruptions
        self.workerDeaths = workerDeaths
        self.checkpoint = checkpoint
    }
}

/// How a job ends.
package struct Ending: Sendable {
    package var answer: Answer
    /// All attempts, the last one included.
    package var history: [AttemptRecord]
    /// When its first attempt began; nil when it never ran.
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp
    /// The job whose answer this is.
    package var duplicateOf: JobID?
    /// One JSON object to lay over the answer's `output` when the result is written: what the type declares to tell a
    /// duplicate from its leader. Nil for none.
    package var overlay: String?
    /// Where the job file goes.
    package var resting: RestingPlace

    /// Describes an end; see the members.
    package init(
        answer: Answer, history: [AttemptRecord], startedAt: Timestamp?, finishedAt: Timestamp,
        duplicateOf: JobID? = nil, overlay: String? = nil, resting: RestingPlace
    ) {
        self.answer = answer
        self.history = history
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.duplicateOf = duplicateOf
        self.overlay = overlay
        self.resting = resting
    }
}

/// Where a job file ends up (docs/file-formats.md).
package enum RestingPlace: String, Sendable {
    /// `archive/YYYY-MM-DD/`: it succeeded, partly too.
    case archive
    /// `failed/`: it failed, timed out, was cancelled or expired.
    case failed
    /// `rejected/`: it never became a job.
    case rejected
}
