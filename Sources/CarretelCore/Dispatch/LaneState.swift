import DequeModule

/// A lane as the machine knows it: what waits, what runs, who works.
struct LaneState: Sendable {
    let depth: Int
    private(set) var slots = 1
    private(set) var warmWorkers = 0
    private(set) var idleLifetime = Duration.zero
    private(set) var memoryLimit = Int.max
    /// Of a short lane; nil for any other.
    private var pace: StartPace?

    /// The jobs that wait.
    var waiting: SpillingQueue
    /// The starts within the lane's limits.
    var starts: SlidingWindow
    /// When the limits let the next one go; nil when they do not hold anything up.
    var opensAt: Timestamp?
    /// Waiting jobs in memory that go on with what they have begun: the limits on starts do not concern them.
    var goingOn: Set<JobNumber> = []
    /// The starts that waiting jobs were told of while the limits hold them up.
    var announced: [JobNumber: Timestamp] = [:]
    /// Not before this are they told again.
    var announcesFrom: MonotonicInstant?
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
        depth = max(lane.depth, 1)
        pace = lane.isShort ? StartPace(settings) : nil
        self.waiting = SpillingQueue(
            capacity: settings.queueHeadCount, refillCount: settings.queueRefillCount, spilled: waiting)
        self.starts = SlidingWindow(limits: lane.startLimits, moments: starts)
        roster = WorkerRoster(depth: depth)
        configure(lane)
    }

    /// Takes over the numbers that may change while the lane works. With fewer slots than before nothing is ended:
    /// workers beyond them grow idle and go.
    mutating func configure(_ lane: LaneDescriptor) {
        starts = SlidingWindow(limits: lane.startLimits, moments: starts.kept)
        slots = max(lane.slots, 1)
        warmWorkers = min(max(lane.warmWorkers, 0), slots)
        idleLifetime = lane.idleLifetime
        memoryLimit = lane.workerMemoryLimit
    }

    /// How many attempts may be journalled as started and not ended: the slots, or in a short lane what keeps its
    /// workers fed while starts are written. Nothing is taken back when it becomes less.
    var runningLimit: Int { pace?.window(slots: slots) ?? slots }

    /// Notes how long an attempt took in its worker.
    mutating func notePace(_ run: Duration) { pace?.note(run) }

    /// How many workers it is to have now: the warm ones stand ready beside those at work, so that the next job finds
    /// one whatever else runs.
    var wantedWorkers: Int { min(slots, running + warmWorkers) }

    /// Whether it could not do without one of its workers.
    var isPressed: Bool { running >= live || !waiting.isEmpty }
}
