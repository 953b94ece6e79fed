import DequeModule

/// A lane as the machine knows it: what waits, what runs, who works.
struct LaneState: Sendable {
    let slots: Int
    let depth: Int
    let warmWorkers: Int
    let idleLifetime: Duration
    let memoryLimit: Int
    /// How many attempts may be journalled as started and not ended: the slots, or in a short lane what keeps its
    /// workers fed while starts are written.
    let runningLimit: Int

    /// The jobs that wait.
    var waiting: SpillingQueue
    /// The starts within the lane's limits.
    var starts: SlidingWindow
    /// When the limits let the next one go; nil when they do not hold anything up.
    var opensAt: Timestamp?
    /// Attempts that no worker has, in the order in which they are to be handed out. Some may be gone by now.
    var ready = Deque<JobNumber>()
    /// Attempts journalled as started and not ended.
    var running = 0
    /// Workers that may get attempts.
    var roster: WorkerRoster
    /// Workers that are starting, successors included.
    var starting = 0
    /// Workers that fill one of the slots.
    var live = 0
    /// Workers that have attempts, doomed ones included.
    var busy = 0
    /// Workers in a row that did not come up.
    var startFailures = 0
    var lastStartFailure: String?
    /// No worker is started before this.
    var spawnsFrom: MonotonicInstant?
    /// Whether something changed since the lane was last looked at.
    var isDirty = false

    init(_ lane: LaneDescriptor, settings: DispatchSettings, waiting: Int, starts: [Timestamp]) {
        slots = max(lane.slots, 1)
        depth = max(lane.depth, 1)
        warmWorkers = min(max(lane.warmWorkers, 0), slots)
        idleLifetime = lane.idleLifetime
        memoryLimit = lane.workerMemoryLimit
        runningLimit = lane.isShort ? max(settings.startWindow, slots) : slots
        self.waiting = SpillingQueue(
            capacity: settings.queueHeadCount, refillCount: settings.queueRefillCount, spilled: waiting)
        self.starts = SlidingWindow(limits: lane.startLimits, moments: starts)
        roster = WorkerRoster(depth: depth)
    }

    /// How many workers it is to have now.
    var wantedWorkers: Int { max(warmWorkers, min(slots, running)) }

    /// Whether it could not do without one of its workers.
    var isPressed: Bool { running >= live || !waiting.isEmpty }
}
