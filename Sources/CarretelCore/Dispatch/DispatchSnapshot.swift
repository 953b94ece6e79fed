/// What the dispatch machine says of itself for `status`: counts and what runs, made in time proportional to lanes and
/// workers, not to jobs.
package struct DispatchSnapshot: Sendable {
    /// One lane.
    package struct Lane: Sendable {
        package var name: String
        package var slots: Int
        /// Attempts journalled as started and not ended.
        package var running: Int
        /// Those of ``running`` that have begun in a worker; in a short lane the others are started ahead.
        package var begun: Int
        /// Jobs that wait, those left in the journal included.
        package var waiting: Int
        /// Those of ``waiting`` that only the journal holds.
        package var spilled: Int
        /// When the lane's start limits let the next one go; nil when they do not hold anything up.
        package var startLimitOpensAt: Timestamp?
        package var workersStarting: Int
        package var workersIdle: Int
        package var workersBusy: Int
        /// Workers that end: retired, replaced or killed.
        package var workersEnding: Int
        /// How many workers in a row did not come up; the lane stands still while it grows.
        package var workerStartFailures: Int
        /// What the last of these said.
        package var lastWorkerStartFailure: String?
    }

    /// One attempt that runs.
    package struct Attempt: Sendable {
        package var job: JobNumber
        package var key: AttemptKey
        /// The position of its type in ``JobCatalogue/types``.
        package var type: Int
        package var lane: Int
        package var worker: WorkerID
        package var beganAt: Timestamp
        /// Until its time limit; negative when that has passed and it is being ended.
        package var timeLeft: Duration
        /// Set when it was asked to end.
        package var cancelling: CancelReason?
    }

    /// A permit key that lets nobody in until a moment, because of its error brake.
    package struct ClosedPermit: Sendable {
        package var key: String
        package var until: Timestamp
    }

    package var lanes: [Lane]
    /// The attempts that have begun, by job number.
    package var attempts: [Attempt]
    package var deferred: Int
    /// The earliest due time of a deferred job, when one is in memory.
    package var nextDue: Timestamp?
    /// Jobs that wait or are deferred and have an `expires_at`.
    package var expiring: Int
    /// Arrivals whose look-up is not answered.
    package var arrivalsInHand: Int
    /// Writes whose receipt has not come.
    package var receiptsAwaited: Int
    package var closedPermits: [ClosedPermit]
    package var isStopping: Bool

    /// Whether nothing waits, runs or is on its way; deferred jobs and followers of none of these may remain.
    package var isQuiet: Bool {
        arrivalsInHand == 0 && receiptsAwaited == 0 && lanes.allSatisfy { $0.running == 0 && $0.waiting == 0 }
    }
}
