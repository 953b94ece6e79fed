/// An attempt from the moment its start is written until its end is.
struct RunningAttempt: Sendable {
    /// How near it is to its worker. What its worker makes of it is in ``WorkerState/Handed``.
    enum Stage: Sendable, Hashable {
        /// Its start is not on disk yet.
        case journalling
        /// Its start is on disk and no worker has it: in its lane's ``LaneState/ready``.
        case ready
        /// A worker has it.
        case handed(WorkerID)
    }

    /// The job, this attempt counted in its `attemptsStarted`.
    var job: QueuedJob
    var stage = Stage.journalling
    /// When its start was written.
    let startedAt: Timestamp
    /// When it began in its worker.
    var beganAt: Timestamp?
    /// Workers that died with it in front before they said that it began. The word may have been lost with the worker,
    /// so only the first counts as bad luck.
    var lostWorkers = 0
    /// When its time limit is reached.
    var deadline: MonotonicInstant?
    /// Set once it was asked to end. A person's wish outweighs the other reasons, because it rules out another attempt.
    var cancel: CancelReason?
    /// The permit keys it asked for and may hold or wait for.
    var permits: [String] = []

    init(job: QueuedJob, startedAt: Timestamp) {
        self.job = job
        self.startedAt = startedAt
    }

    var key: AttemptKey { AttemptKey(job: job.id, attempt: job.attemptsStarted) }
}
