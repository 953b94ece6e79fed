/// The numbers of the dispatch machine. Each has a name and a default; the configuration may change them.
package struct DispatchSettings: Sendable {
    /// How many jobs a queue keeps in memory; the rest waits in the journal.
    package var queueHeadCount = 4_096
    /// A head is filled up again when it has fallen to this.
    package var queueRefillCount = 1_024
    /// How many attempts of a short lane may be journalled as started ahead of their workers at most.
    package var startWindow = 1_024
    /// No more of them than the workers do in this time.
    package var startHorizon = Duration.milliseconds(50)
    /// How long an attempt of a short lane is taken to last before any has ended: so long that none is started ahead.
    package var assumedRun = Duration.milliseconds(50)
    /// From the request to end an attempt until its process group gets SIGTERM.
    package var cancelGrace = Duration.seconds(5)
    /// From SIGTERM to SIGKILL.
    package var killGrace = Duration.seconds(1)
    /// An assign that has not begun after this is handed to another worker.
    package var recallAfter = Duration.milliseconds(100)
    /// A worker that has not said `ready`, or not begun the attempt that is its turn, after this is killed.
    package var workerStartLimit = Duration.seconds(30)
    /// How long to wait before another worker is started in a lane whose last one did not come up.
    package var workerStartBackOff = BackOff(
        base: .milliseconds(200), ceiling: .seconds(60), isJittered: false)
    /// A worker is replaced after about this many jobs, drawn within ± ``workerJobSpread``.
    package var workerJobs = 1_000
    package var workerJobSpread = 100
    /// An attempt counts as begun when so many workers died with it in front, though none of them said so.
    package var lostWorkersLimit = 2
    /// A job whose worker died under it this often is parked as poison.
    package var poisonWorkerDeaths = 3
    /// A job interrupted this often in a row after it had begun is parked as poison.
    package var poisonInterruptions = 10
    /// How long the answer of a succeeded job holds its idempotency key.
    package var keyLifetime = Duration.seconds(86_400)
    /// How many followers are ended at a time.
    package var followerBatch = 256
    /// A job that says `later` is not started again before this, whatever moment it names.
    package var laterMinimum = Duration.seconds(1)
    /// How many permits one attempt may hold or wait for at once; what it asks for beyond is put off by
    /// ``laterMinimum``.
    package var permitsPerAttempt = 64
    /// How many attempts a job's record keeps: the first and the latest. A job that says `later` for days has more.
    package var historyLimit = 64
    /// How many of a lane's waiting jobs are told when its limits on starts will let them go.
    package var announceCount = 100
    /// How often they are told at most.
    package var announceInterval = Duration.seconds(1)
    /// The longest sleep towards a moment of the wall clock, because that clock may be set.
    package var wallSleepLimit = Duration.seconds(60)
    /// How many permit keys without holders keep their state in memory.
    package var permitKeyLimit = 4_096
    /// The rules of shared limits, by the permit key's part before the first `/`.
    package var permitRules: [String: PermitRule] = [:]

    /// The defaults.
    package init() {}
}

/// A shared limit across workers (docs/architecture.md).
package struct PermitRule: Sendable, Hashable {
    /// How many may hold one key at once.
    package var concurrent: Int
    /// Sliding windows over grants.
    package var windows: [LaneDescriptor.StartLimit]
    /// After this many errors within ``brakeWindow`` the key is closed for ``brakeDuration``; 0 never.
    package var brakeErrors: Int
    package var brakeWindow: Duration
    package var brakeDuration: Duration

    /// Describes a rule; see the members.
    package init(
        concurrent: Int = 1, windows: [LaneDescriptor.StartLimit] = [], brakeErrors: Int = 0,
        brakeWindow: Duration = .seconds(1_800), brakeDuration: Duration = .seconds(1_800)
    ) {
        self.concurrent = concurrent
        self.windows = windows
        self.brakeErrors = brakeErrors
        self.brakeWindow = brakeWindow
        self.brakeDuration = brakeDuration
    }
}
