package import CarretelCore

/// The journal's thread as the dispatcher sees it: requests go in, replies come back through the dispatcher's inbox.
package protocol JournalPort: Sendable {
    /// Queues requests; never blocks. They are answered in order, each batch after its commit.
    func submit(_ requests: [JournalRequest])
}

/// The worker processes as the dispatcher sees them. Called on the dispatch thread only; nothing here blocks.
package protocol WorkerFleet: AnyObject {
    /// Starts a worker; `workerReady` or `workerExited` follows.
    func spawn(_ worker: WorkerID, lane: LaneDescriptor)
    /// Queues a frame for the worker's standard input. A worker that is gone swallows it: its exit tells the rest.
    func send(_ frame: DaemonFrame, to worker: WorkerID)
    /// Closes the worker's standard input once everything queued is written, which ends an idle worker.
    func closeInput(of worker: WorkerID)
    /// Signals the worker's process group: SIGTERM, or SIGKILL when `force` is set.
    func kill(_ worker: WorkerID, force: Bool)
    /// Writes what was queued, one write a worker where its pipe takes it.
    func flush()
}

/// Who hears how running jobs are getting on: the writer of progress files. Called on the dispatch thread; never blocks.
package protocol ProgressPort: Sendable {
    /// A job has something to show: its first progress frame came, or it has run for a while.
    func show(_ job: JobDossier, attempt: Int, progress: Progress?)
    /// A job waits, and its lane's limits on starts say when it will start.
    func announce(_ job: JobDossier, _ forecast: StartForecast)
    /// A job that was shown ended or was put off.
    func settle(_ job: JobDossier, state: ProgressState)
    /// A job has ended, and ``settleIfThere(_:state:)`` follows, maybe after its publication.
    func awaitSettling(of job: JobNumber)
    /// The same of a job that was not shown by this daemon, and may have been by one before.
    func settleIfThere(_ job: JobDossier, state: ProgressState)
    /// A job's checkpoint came with rows for the statistics.
    func record(_ rows: [StatisticsRow], of job: JobDossier)
    /// The daemon's own figures changed.
    func publish(_ snapshot: DispatchSnapshot)
}

/// What a progress file says of a job that does not run any more.
package enum ProgressState: Sendable, Hashable {
    case waiting
    case deferred(until: Timestamp, attempt: Int)
    case ended(JobStatus, finishedAt: Timestamp)
}
