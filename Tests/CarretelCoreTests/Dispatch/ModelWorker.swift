import CarretelCore

/// A worker process as the daemon sees it: frames go in, frames and at last its death come out, in order.
struct ModelWorker {
    enum Life {
        case starting, up, dead
    }

    let id: WorkerID
    let lane: Int
    var life = Life.starting
    var inbox: [DispatchAction] = []
    var queue: [(job: JobNumber, key: AttemptKey)] = []
    var running: (job: JobNumber, key: AttemptKey)?
    var beganAt: MonotonicInstant?
    var timeout = Duration.zero
    var timeouts: [JobNumber: Duration] = [:]
    /// Ignores cancellation and SIGTERM.
    var isStubborn = false
    var wasTerminated = false
    var wasKilled = false
    var outbox: [DispatchEvent] = []

    mutating func die(_ death: WorkerDeath) {
        guard life != .dead else { return }
        life = .dead
        running = nil
        queue = []
        inbox = []
        outbox.append(.workerExited(id, death))
    }

    /// Reads one frame.
    mutating func read(cancelOutcome: ProcessorOutcome) {
        guard life == .up, !inbox.isEmpty else { return }
        switch inbox.removeFirst() {
        case .assign(_, let job, let key, let terms):
            queue.append((job, key))
            timeouts[job] = terms.timeout
        case .recall(_, let key):
            guard let index = queue.firstIndex(where: { $0.key == key }) else { return }
            queue.remove(at: index)
            outbox.append(.recalled(id, key))
        case .cancel(_, let key, _):
            if running?.key == key, !isStubborn { finish(cancelOutcome) }
        case .retire:
            if running == nil, queue.isEmpty { die(.exited(code: 0)) }
        default: break
        }
    }

    mutating func begin(at now: Now) -> AttemptKey? {
        guard life == .up, running == nil, !queue.isEmpty else { return nil }
        let next = queue.removeFirst()
        running = next
        beganAt = now.monotonic
        timeout = timeouts.removeValue(forKey: next.job) ?? .zero
        outbox.append(.began(id, next.key))
        return next.key
    }

    mutating func finish(_ outcome: ProcessorOutcome) {
        guard let key = running?.key else { return }
        running = nil
        outbox.append(.ended(id, key, outcome, warnings: []))
    }
}
