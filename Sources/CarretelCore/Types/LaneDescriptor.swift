/// A lane: a bounded number of attempts at once, on workers of its own, ordered by priority and age.
package struct LaneDescriptor: Sendable, Hashable {
    /// At most `count` new pieces of work started in any `window`: first attempts of jobs, and what a job put off for
    /// later. An attempt that goes on after a failure or an interruption does not count again.
    package struct StartLimit: Sendable, Hashable {
        package var count: Int
        package var window: Duration

        /// Describes a limit.
        package init(count: Int, window: Duration) {
            self.count = count
            self.window = window
        }
    }

    /// Lower-case words joined by hyphens; the configuration and `LANE.pause` use it.
    package var name: String
    /// How many workers it may have, and so how many attempts run at once.
    package var slots: Int
    /// How many attempts may be handed to one worker: 1, or up to 4 in a lane of short jobs, where an assign may wait
    /// in the worker behind another (docs/architecture.md). In such a lane starts may run ahead of the workers: a job that
    /// is started ahead does not expire and is not overtaken any more (``StartPace``).
    package var depth: Int
    /// How many idle workers are kept ready beside those at work, as far as the slots go.
    package var warmWorkers: Int
    /// How long an idle worker beyond these lives on.
    package var idleLifetime: Duration
    /// Sliding windows over the starts of attempts; they survive a restart.
    package var startLimits: [StartLimit]
    /// A worker whose resident memory is above it after a job is replaced, in bytes.
    package var workerMemoryLimit: Int
    /// By how much its workers stand back for others when the machine is busy: 0 not at all, 19 the most, as nice(2) has
    /// it. Lanes of long jobs stand back, so that what somebody waits for is not held up by them.
    package var niceness: Int
    /// Whether its warm workers make their HTTP client before there is a job, instead of with its first request: for
    /// jobs that ask an upstream system while somebody waits.
    package var preparesHTTP: Bool

    /// Describes a lane; see the members.
    package init(
        name: String, slots: Int, depth: Int = 1, warmWorkers: Int = 0, idleLifetime: Duration = .seconds(600),
        startLimits: [StartLimit] = [], workerMemoryLimit: Int = 512 << 20, niceness: Int = 0,
        preparesHTTP: Bool = false
    ) {
        self.name = name
        self.slots = slots
        self.depth = depth
        self.warmWorkers = warmWorkers
        self.idleLifetime = idleLifetime
        self.startLimits = startLimits
        self.workerMemoryLimit = workerMemoryLimit
        self.niceness = niceness
        self.preparesHTTP = preparesHTTP
    }

    /// For lanes that nobody waits for.
    package static let maxNiceness = 19
    /// For lanes whose jobs take minutes.
    package static let longJobsNiceness = 10

    /// Whether assigns may queue in a worker behind others.
    package var isShort: Bool { depth > 1 }
}
