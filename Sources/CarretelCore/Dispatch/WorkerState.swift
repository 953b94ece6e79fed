/// A worker process as the machine knows it.
///
///     starting ──ready──► ready ──retire──► retiring ──┐
///        │                  │                  │       │
///        └── too slow ──► killed ◄── terminating ◄─────┘ too slow
///                            └──────── exited (from every phase) ──► forgotten
struct WorkerState: Sendable {
    enum Phase: Sendable, Hashable {
        case starting
        case ready
        /// Asked to end; its standard input is closed.
        case retiring
        /// SIGTERM was sent to its process group.
        case terminating
        /// SIGKILL was sent.
        case killed
    }

    /// An attempt that it was handed.
    struct Handed: Sendable {
        enum Stage: Sendable, Hashable {
            /// It has not begun.
            case sent
            /// It has not begun, and was asked back.
            case recalled
            case running
            /// It has begun and was asked to end.
            case cancelling
        }

        let job: JobNumber
        let key: AttemptKey
        var stage = Stage.sent
        /// When the stage has lasted long enough.
        var due: MonotonicInstant?
    }

    /// What it counts as in its lane's figures; kept to know what to take back.
    struct Counted: Sendable, Hashable {
        var isStarting = false
        var isLive = false
        var isBusy = false
    }

    let lane: Int
    var phase = Phase.starting
    /// When the phase has lasted long enough: for a ready one, idling.
    var phaseDue: MonotonicInstant?
    /// In the order in which it will begin them.
    var handed: [Handed] = []
    /// How many more attempts until it is worn.
    var jobsLeft: Int
    /// To be replaced: it has done its share, or is too large.
    var isWorn = false
    /// Gets nothing more and is retired when it is empty.
    var isDraining = false
    /// What was queued behind its present attempt took too long to begin, so nothing more is until that has ended.
    var isSlow = false
    /// Whether any attempt began in it: one that died before is a worker that did not come up.
    var hasBegun = false
    /// The worker started to take its place.
    var successor: WorkerID?
    /// The worker whose place it takes when it is ready.
    var predecessor: WorkerID?
    var counted = Counted()

    init(lane: Int, jobsLeft: Int, due: MonotonicInstant, predecessor: WorkerID?) {
        self.lane = lane
        self.jobsLeft = jobsLeft
        phaseDue = due
        self.predecessor = predecessor
    }

    /// What it counts as now. A successor does not count before it takes its place, nor a draining one after.
    var counts: Counted {
        Counted(
            isStarting: phase == .starting,
            isLive: phase == .starting ? predecessor == nil : phase == .ready && !isDraining,
            isBusy: !handed.isEmpty)
    }

    /// How many attempts it has, when it may get another; else nil.
    func openLoad(depth: Int) -> Int? {
        guard phase == .ready, !isDraining, handed.count < depth, handed.isEmpty || !isSlow else { return nil }
        return handed.count
    }

    /// When something about it is due.
    var due: MonotonicInstant? {
        var earliest = phaseDue
        for entry in handed {
            guard let due = entry.due else { continue }
            earliest = earliest.map { min($0, due) } ?? due
        }
        return earliest
    }
}
