/// What can happen to the dispatch machine. The machine never waits, never asks the time and never fails: everything
/// comes in as one of these, each with a reading of the clocks, and what is to be done goes out as ``DispatchAction``.
package enum DispatchEvent: Sendable {
    /// Intake claimed a file. Boxed, because every event is as large as the largest.
    indirect case arrived(Arrival)
    /// The journal's answer to ``DispatchAction/lookUpSharing(_:_:)``.
    case sharingFound(ArrivalToken, SharingFacts)
    /// A write asked for earlier is on disk. Receipts come in the order of the writes.
    case journalled(JournalReceipt)
    /// The journal's answer to ``DispatchAction/load(_:limit:)``.
    case loaded(SpilledQueue, [QueuedJob])
    /// The journal's answer to ``DispatchAction/loadFollowers(of:limit:)``; empty when none is left.
    case followersLoaded(leader: JobNumber, [QueuedJob])
    /// The journal's answer to ``DispatchAction/promoteFollower(of:)``; nil when there was no follower. The promoted
    /// job has its `not_before` in `dueAt`.
    case promoted(leader: JobNumber, QueuedJob?)
    /// The journal's answer to ``DispatchAction/lookUp(_:)``; nil when there is no such job.
    case lookedUp(JobNumber, QueuedJob?, state: JobState)
    /// A worker process is up and said so.
    case workerReady(WorkerID)
    /// A worker process is gone, all it left behind included.
    case workerExited(WorkerID, WorkerDeath)
    /// What a worker said.
    case began(WorkerID, AttemptKey)
    case recalled(WorkerID, AttemptKey)
    case ended(WorkerID, AttemptKey, ProcessorOutcome, warnings: [Warning])
    case checkpointed(WorkerID, AttemptKey, [UInt8], rows: [StatisticsRow])
    case permitAsked(WorkerID, AttemptKey, permit: String)
    case permitReleased(WorkerID, AttemptKey, permit: String, PermitOutcome)
    /// The resident memory of a worker between two jobs, in bytes.
    case workerMeasured(WorkerID, residentBytes: Int)
    /// Somebody wants a job ended. The facts come from the journal, because the job may not be in memory; they may be
    /// out of date, so the machine looks again where it does not know better.
    case cancelRequested(QueuedJob, state: JobState)
    /// The lanes as configured now, in the order of the catalogue: slots, warm and idle workers, memory.
    case reconfigured([LaneDescriptor])
    /// Claiming has stopped; running attempts have `grace` to end.
    case stop(grace: Duration)
    /// Asked to stop once more: no more grace.
    case hasten
    /// The moment of ``DispatchMachine/nextWake`` has come, or may have.
    case tick
}

/// Stands for an arrival between its look-up and its acceptance.
package struct ArrivalToken: Sendable, Hashable {
    package var rawValue: Int

    /// Wraps a counter of the machine.
    package init(rawValue: Int) { self.rawValue = rawValue }
}

/// Names a worker process for as long as the daemon lives; never used again, unlike a pid.
package struct WorkerID: Sendable, Hashable, Comparable {
    package var rawValue: Int

    /// Wraps a counter of the machine.
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static func < (left: WorkerID, right: WorkerID) -> Bool { left.rawValue < right.rawValue }
}

/// How a worker process ended.
package enum WorkerDeath: Sendable, Hashable {
    case exited(code: Int32)
    case signalled(signal: Int32)
    /// The kernel killed it for memory (seen in its cgroup's counters or the kernel's words).
    case outOfMemory
    /// It never came up.
    case notStarted(String)
}

/// What the journal knows of jobs that an arrival may share the run of.
package enum SharingFacts: Sendable {
    /// None.
    case alone
    /// A job that is not ended and not itself following; `parametersDiffer` when it was found by its idempotency key
    /// and its parameters have other values (coalesced jobs may differ in what their rule does not name).
    case unended(leader: JobNumber, id: JobID, parametersDiffer: Bool)
    /// A job that ended and whose answer still holds.
    case ended(leader: JobNumber, id: JobID, parametersDiffer: Bool, Answer)
}

/// A write that is on disk.
package enum JournalReceipt: Sendable {
    case accepted(JobNumber)
    case started(JobNumber, attempt: Int)
    case ended(JobNumber)
}

/// A queue whose head is in memory and whose rest is in the journal.
package enum SpilledQueue: Sendable, Hashable {
    /// Jobs that wait in a lane, by priority and age.
    case waiting(lane: Int)
    /// Jobs that are deferred, by due time.
    case deferred
    /// Jobs that wait or are deferred and have an `expires_at`, by that.
    case expiring
}

/// A job as the machine keeps it while it is not ended: small, because a million may wait.
package struct QueuedJob: Sendable, Hashable {
    package var number: JobNumber
    package var id: JobID
    /// The position of its type in ``JobCatalogue/types``.
    package var type: Int
    /// The position of its lane in ``JobCatalogue/lanes``.
    package var lane: Int
    package var priority: Int
    package var timeout: Duration
    package var maxAttempts: Int
    /// Attempts that count against ``maxAttempts``.
    package var attemptsUsed: Int
    /// All attempts journalled as started, which numbers the next one.
    package var attemptsStarted: Int
    /// Attempts in a row that were interrupted after they had begun.
    package var interruptions: Int
    /// Workers that died under it.
    package var workerDeaths: Int
    /// When it is to be started, for a deferred job.
    package var dueAt: Timestamp?
    package var expiresAt: Timestamp?
    /// Whether it was accepted with a sharing key, so that other jobs may follow it.
    package var isShareable: Bool
    /// The attempts that are over, for the result.
    package var history: [AttemptRecord]

    /// Describes a job; see the members.
    package init(
        number: JobNumber, id: JobID, type: Int, lane: Int, priority: Int, timeout: Duration, maxAttempts: Int,
        attemptsUsed: Int = 0, attemptsStarted: Int = 0, interruptions: Int = 0, workerDeaths: Int = 0,
        dueAt: Timestamp? = nil, expiresAt: Timestamp? = nil, isShareable: Bool = false,
        history: [AttemptRecord] = []
    ) {
        self.number = number
        self.id = id
        self.type = type
        self.lane = lane
        self.priority = priority
        self.timeout = timeout
        self.maxAttempts = maxAttempts
        self.attemptsUsed = attemptsUsed
        self.attemptsStarted = attemptsStarted
        self.interruptions = interruptions
        self.workerDeaths = workerDeaths
        self.dueAt = dueAt
        self.expiresAt = expiresAt
        self.isShareable = isShareable
        self.history = history
    }
}

extension QueuedJob {
    /// Whether its next attempt is a new piece of work, which a lane's limits on starts count: its first, and one that a
    /// processor put off as the next piece. An attempt that goes on after a failure or an interruption is none.
    var startsNewPiece: Bool { history.last.map { $0.outcome == .later } ?? true }
}
