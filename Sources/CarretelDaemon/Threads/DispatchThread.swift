internal import CarretelCore
internal import CarretelEngine
internal import CarretelSystem

/// The thread that owns the dispatcher and the pipes to the workers: waits for both at once.
final class DispatchThread: Sendable {
    /// The tag of the inbox's wake-up in the epoll set; worker numbers never get there.
    private static let inboxTag = UInt64.max
    /// A worker's memory is looked at after an outcome, but no more often: it costs as much as a short job.
    static let measureEvery = Duration.seconds(1)

    private let inbox: BatchQueue<DispatchInput>
    private let wakeup: Wakeup

    /// Makes the inbox; nothing runs yet.
    init() throws(SystemError) {
        let wakeup = try Wakeup()
        self.wakeup = wakeup
        inbox = BatchQueue(capacity: .max) { wakeup.signal() }
    }

    /// Tells the dispatcher something, from any thread.
    func tell(_ input: DispatchInput) {
        inbox.push(input)
    }

    /// The thread's body. Returns when everything has stopped.
    ///
    /// - Throws: when epoll fails, which is final.
    func run(_ dispatcher: Dispatcher, fleet: ProcessFleet, epoll: Epoll) throws(SystemError) {
        try epoll.add(wakeup.descriptor, tag: Self.inboxTag, for: .readable)
        dispatcher.handle([], at: SystemClock.now())
        var measures: [WorkerID: MonotonicInstant] = [:]
        while !dispatcher.isStopped {
            var inputs: [DispatchInput] = []
            var finished: [WorkerID] = []
            for ready in try epoll.wait(until: dispatcher.nextWake) {
                if ready.tag == Self.inboxTag {
                    wakeup.clear()
                } else if let (worker, frames) = fleet.handle(ready), !frames.isEmpty {
                    inputs.append(.frames(worker, frames))
                    if case .outcome? = frames.last { finished.append(worker) }
                }
            }
            for input in inbox.takeReady() ?? [] {
                // What a worker said before it ended comes before the news of its end.
                if case .workerExited(let worker, _) = input {
                    let last = fleet.forget(worker)
                    if !last.isEmpty { inputs.append(.frames(worker, last)) }
                    measures[worker] = nil
                }
                inputs.append(input)
            }
            dispatcher.handle(inputs, at: SystemClock.now())
            // After the outcomes have gone their way: memory can wait, a result cannot.
            let measured = finished.compactMap { measure($0, &measures, fleet) }
            if !measured.isEmpty { dispatcher.handle(measured, at: SystemClock.now()) }
        }
    }

    /// Looks at a worker's memory after an outcome, now and then: reading it costs as much as a short job.
    private func measure(
        _ worker: WorkerID, _ measures: inout [WorkerID: MonotonicInstant], _ fleet: ProcessFleet
    ) -> DispatchInput? {
        let now = SystemClock.now().monotonic
        if let last = measures[worker], now < last + Self.measureEvery { return nil }
        measures[worker] = now
        return fleet.residentBytes(of: worker).map { .workerMeasured(worker, residentBytes: $0) }
    }
}
