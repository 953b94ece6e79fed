package import CarretelCore
internal import CarretelSystem

/// What a reader of job files makes of a file's bytes.
package struct JudgedJob: Sendable {
    package var verdict: JobVerdict
    /// Set when the job gave a `key`.
    package var idempotency: SharingKey?
    /// Set when the type declares a coalescing rule.
    package var coalescing: SharingKey?

    /// Joins them.
    package init(verdict: JobVerdict, idempotency: SharingKey? = nil, coalescing: SharingKey? = nil) {
        self.verdict = verdict
        self.idempotency = idempotency
        self.coalescing = coalescing
    }
}

/// What intake is connected to.
package struct IntakePorts: Sendable {
    /// Reads a job file's bytes; the same bytes always come to the same.
    package var judge: @Sendable ([UInt8]) -> JudgedJob
    /// Takes arrivals, in the order of their claims. May block: intake then claims nothing more.
    package var arrivals: @Sendable ([Arrival]) -> Void
    /// Takes what control files ask for; ``Intake/answer(_:_:)`` must follow for each.
    package var control: @Sendable (ControlRequest) -> Void
    /// Starts `carretel-watch`.
    package var spawnWatcher: WatcherSpawn
    /// Reads the clocks.
    package var clock: @Sendable () -> Now
    /// Called after every scan of `incoming/` that went through: what was finished before it is claimed.
    package var scanEnded: @Sendable () -> Void

    /// Connects intake.
    package init(
        judge: @escaping @Sendable ([UInt8]) -> JudgedJob, arrivals: @escaping @Sendable ([Arrival]) -> Void,
        control: @escaping @Sendable (ControlRequest) -> Void, spawnWatcher: @escaping WatcherSpawn,
        clock: @escaping @Sendable () -> Now = { SystemClock.now() }, scanEnded: @escaping @Sendable () -> Void = {}
    ) {
        self.judge = judge
        self.arrivals = arrivals
        self.control = control
        self.spawnWatcher = spawnWatcher
        self.clock = clock
        self.scanEnded = scanEnded
    }
}
