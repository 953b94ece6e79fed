/// What a worker says to the daemon: one JSON object a line on its standard output (docs/architecture.md).
package enum WorkerFrame: Sendable, Hashable {
    /// The first line of every worker: it is ready for assigns.
    case ready(pid: Int32)
    /// The attempt's clock starts.
    case began(AttemptKey)
    /// An attempt that had not begun is handed back; it will not run here.
    case recalled(AttemptKey)
    case progress(AttemptKey, Progress)
    case warning(AttemptKey, Warning)
    /// Where a later attempt may go on; one JSON value. What it names is on disk. The rows are written along with it.
    case checkpoint(AttemptKey, [UInt8], rows: [StatisticsRow])
    /// Asks for a shared limit.
    case permit(AttemptKey, permit: String)
    /// Gives it back; `outcome` feeds the error brake.
    case release(AttemptKey, permit: String, outcome: PermitOutcome)
    /// Asks the daemon for something only it may do, on the journal's thread (maintenance).
    case request(AttemptKey, action: String, arguments: [UInt8])
    /// The attempt is over, and everything it started is gone.
    case outcome(AttemptKey, ProcessorOutcome)
}

/// How the call that a permit guarded ended.
package enum PermitOutcome: Sendable, Hashable {
    case ok
    /// Counts towards the error brake.
    case error
    /// The upstream itself has closed the door until that moment: nobody asks again before.
    case closed(until: Timestamp)
}

/// What became of a wish for a permit whose holder would not wait for ever.
package enum PermitGrant: Sendable, Hashable {
    /// It is held.
    case granted
    /// It can be had from that moment on, which is further away than the patience.
    case closed(until: Timestamp)
}

/// How far an attempt is: the changing part of the progress document (docs/file-formats.md).
package struct Progress: Sendable, Hashable {
    /// 0…100, nil when unknown.
    package var percent: Double?
    /// One short sentence.
    package var message: String?
    package var processed: Int?
    package var total: Int?
    package var succeeded: Int?
    package var failed: Int?
    /// The item in hand.
    package var current: String?
    /// How many parallel tasks are at it.
    package var workers: Int?
    package var etaSeconds: Int?
    /// One JSON object to append to the job's events file, without `seq` and `timestamp`; empty when there is none.
    package var event: [UInt8]

    /// Describes progress; nil members are unknown.
    package init(
        percent: Double? = nil, message: String? = nil, processed: Int? = nil, total: Int? = nil,
        succeeded: Int? = nil, failed: Int? = nil, current: String? = nil, workers: Int? = nil,
        etaSeconds: Int? = nil, event: [UInt8] = []
    ) {
        self.percent = percent
        self.message = message
        self.processed = processed
        self.total = total
        self.succeeded = succeeded
        self.failed = failed
        self.current = current
        self.workers = workers
        self.etaSeconds = etaSeconds
        self.event = event
    }
}
