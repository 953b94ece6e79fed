internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem
internal import Logging
internal import Synchronization

/// The thread that drops the jobs of schedules. It sleeps until the next due moment, the end of a job that it dropped, or
/// a scan of the folders, which tells it that time has passed: the wall clock may have been set meanwhile.
final class SchedulerThread: Sendable {
    private enum Input: Sendable {
        case ended
        case clock
        case replace([ScheduleSettings])
    }

    private let queue = BatchQueue<Input>(capacity: .max)
    private let layout: SpoolLayout
    private let schedules: [ScheduleSettings]
    private let startedAt: Timestamp
    private let logger: Logger
    /// The NAMEs of jobs whose end is waited for.
    private let awaited = Mutex<Set<String>>([])
    /// Whether time matters.
    private let isWaiting = Mutex(false)

    /// Prepares the thread.
    init(_ schedules: [ScheduleSettings], layout: SpoolLayout, startedAt: Timestamp, logger: Logger) {
        self.schedules = schedules
        self.layout = layout
        self.startedAt = startedAt
        self.logger = logger
    }

    /// Told by the publisher which results are in their places.
    func published(_ jobs: [EndedJob]) {
        let isOurs = awaited.withLock { awaited in
            guard !awaited.isEmpty else { return false }
            let ours = jobs.filter { awaited.contains($0.name) }
            for job in ours { awaited.remove(job.name) }
            return !ours.isEmpty
        }
        if isOurs { queue.push(.ended) }
    }

    /// Told by intake that it has scanned its folders.
    func scanned() {
        if isWaiting.withLock({ $0 }) { queue.push(.clock) }
    }

    /// Takes over a configuration that was read again.
    func replace(_ schedules: [ScheduleSettings]) { queue.push(.replace(schedules)) }

    func close() { queue.close() }

    /// The thread's body. Returns when the queue is closed.
    ///
    /// - Throws: what the file system or the journal refused, which is final.
    func run() throws {
        var desk = try ScheduleDesk(schedules, layout: layout, at: startedAt, logger: logger) { [self] name in
            awaited.withLock { _ = $0.insert(name) }
        }
        while true {
            let now = SystemClock.now()
            try desk.turn(at: now.wall)
            let wake = desk.nextWake(after: now.wall)
            isWaiting.withLock { $0 = wake != nil }
            guard let batch = queue.takeAll(until: wake.map { now.monotonic + ($0 - now.wall) }) else { return }
            try take(batch, &desk)
        }
    }

    private func take(_ batch: [Input], _ desk: inout ScheduleDesk) throws {
        let now = SystemClock.now().wall
        // At a due moment too, should the news of an end have been lost.
        var looksAtJobs = batch.isEmpty
        for input in batch {
            switch input {
            case .ended: looksAtJobs = true
            case .clock: continue
            case .replace(let schedules):
                try desk.replace(schedules, at: now)
                // One that was switched off may have seen the end of its job unnoticed.
                looksAtJobs = true
            }
        }
        if looksAtJobs { try desk.settle(at: now) }
    }
}
