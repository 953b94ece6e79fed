/// What the daemon says to a worker: one JSON object a line on the worker's standard input (docs/architecture.md).
package enum DaemonFrame: Sendable, Hashable {
    /// Run this attempt, after those already queued.
    case assign(Assignment)
    /// End the attempt; `reason` is shown in logs. The worker answers with an outcome.
    case cancel(AttemptKey, reason: CancelReason)
    /// Hand back an attempt that has not begun. Answered with ``WorkerFrame/recalled(_:)``, or not at all when it has
    /// begun in the meantime (its `began` is then on the way).
    case recall(AttemptKey)
    /// The permit asked for is held from now on.
    case granted(AttemptKey, permit: String)
    /// The permit asked for is to be asked for again at that moment.
    case waitUntil(AttemptKey, permit: String, moment: Timestamp)
    /// The answer to a ``WorkerFrame/request(_:action:arguments:)``: one JSON object.
    case answer(AttemptKey, [UInt8])
}

/// Names one attempt of one job; late frames of an earlier attempt are told apart by it.
package struct AttemptKey: Sendable, Hashable {
    package var job: JobID
    /// From 1.
    package var attempt: Int

    /// Names an attempt.
    package init(job: JobID, attempt: Int) {
        self.job = job
        self.attempt = attempt
    }
}

/// Why an attempt is asked to end.
package enum CancelReason: String, Sendable, CaseIterable {
    /// A person or system asked for it.
    case requested
    /// Its time limit was reached.
    case deadline
    /// The daemon stops.
    case stopping
}

/// All that a worker is told of an attempt.
package struct Assignment: Sendable, Hashable {
    package var attempt: AttemptKey
    /// The job's NAME, for messages.
    package var name: String
    package var type: String
    /// The limit of the attempt, from its beginning.
    package var timeout: Duration
    /// Where the attempt may write, an absolute path; the worker makes it when it first needs it.
    package var staging: String
    /// The raw `parameters`: one JSON object without line breaks.
    package var parameters: [UInt8]
    /// What the configuration says for the job's type: one JSON object without line breaks, or empty.
    package var settings: [UInt8]
    /// What an earlier attempt left with `later` or a checkpoint frame: one JSON value, or empty.
    package var checkpoint: [UInt8]
    /// The profile that the job names, of the system that its type declares, secrets included; nil where it declares
    /// none.
    package var profile: Profile?
    /// How many attempts the job has after this one.
    package var attemptsLeft: Int
    /// The lane's limits on starts, which a processor needs to know how long a job of many pieces will take.
    package var startLimits: [LaneDescriptor.StartLimit]
    /// Since when the job could have begun: the later of its receipt and its `not_before`. Nil where nobody knows.
    package var readySince: Timestamp?

    /// Describes an assignment; see the members.
    package init(
        attempt: AttemptKey, name: String, type: String, timeout: Duration, staging: String, parameters: [UInt8],
        settings: [UInt8] = [], checkpoint: [UInt8] = [], profile: Profile? = nil, attemptsLeft: Int = 0,
        startLimits: [LaneDescriptor.StartLimit] = [], readySince: Timestamp? = nil
    ) {
        self.attempt = attempt
        self.name = name
        self.type = type
        self.timeout = timeout
        self.staging = staging
        self.parameters = parameters
        self.settings = settings
        self.checkpoint = checkpoint
        self.profile = profile
        self.attemptsLeft = attemptsLeft
        self.startLimits = startLimits
        self.readySince = readySince
    }
}
