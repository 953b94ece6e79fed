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
            for ready in try epoll.wait(until: dispatcher.nextWake) {
                if ready.tag == Self.inboxTag {
                    wakeup.clear()
                } else if let (worker, frames) = fleet.handle(ready), !frames.isEmpty {
                    inputs.append(.frames(worker, frames))
                    if let bytes = measure(worker, frames, &measures, fleet) {
                        inputs.append(.workerMeasured(worker, residentBytes: bytes))
                    }
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
        }
    }

    private func measure(
        _ worker: WorkerID, _ frames: [WorkerFrame], _ measures: inout [WorkerID: MonotonicInstant],
        _ fleet: ProcessFleet
    ) -> Int? {
        guard case .outcome? = frames.last else { return nil }
        let now = SystemClock.now().monotonic
        if let last = measures[worker], now < last + Self.measureEvery { return nil }
        measures[worker] = now
        return fleet.residentBytes(of: worker)
    }
}
