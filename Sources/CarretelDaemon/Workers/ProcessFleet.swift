internal import CarretelCore
internal import CarretelEngine
internal import CarretelSystem
internal import Logging

/// The worker processes of the daemon and the pipes to them. Confined to the dispatch thread, except for exits, which
/// come through the dispatch thread's inbox.
final class ProcessFleet: WorkerFleet {
    /// How much is read from one worker before the others get their turn.
    static let readChunkBytes = 256 << 10

    private let epoll: Epoll
    private let launch: ChildProcess.Launch
    private let reaper: ChildReaper
    private let processes: WorkerProcesses
    private let logger: Logger
    private let exited: @Sendable (WorkerID, WorkerDeath) -> Void
    private var connections: [WorkerID: WorkerConnection] = [:]
    private var dirty: Set<WorkerID> = []

    /// Starts workers as `launch` describes and lists them in `processes`; `exited` is told of each end, on any thread.
    init(
        epoll: Epoll, launch: ChildProcess.Launch, reaper: ChildReaper, processes: WorkerProcesses, logger: Logger,
        exited: @escaping @Sendable (WorkerID, WorkerDeath) -> Void
    ) {
        self.epoll = epoll
        self.launch = launch
        self.reaper = reaper
        self.processes = processes
        self.logger = logger
        self.exited = exited
    }

    func spawn(_ worker: WorkerID, lane: LaneDescriptor) {
        do {
            var launch = launch
            if lane.niceness > 0 { launch.arguments += ["--niceness", "\(lane.niceness)"] }
            // Without warm workers one is started when its job is there, and gains nothing by it.
            if lane.preparesHTTP, lane.warmWorkers > 0 { launch.arguments.append("--prepare-http") }
            let process = try ChildProcess.start(launch, reaper: reaper) { [exited] in exited(worker, $0) }
            let connection = WorkerConnection(worker: worker, process: process)
            connections[worker] = connection
            processes.enter(worker, process, lane: lane.name)
            try epoll.add(process.output.descriptor, tag: connection.readTag, for: .readable)
            logger.debug("Started a worker", metadata: ["worker": "\(worker.rawValue)", "lane": "\(lane.name)"])
        } catch {
            // A worker that is half set up would never be heard; its exit is told like any other.
            if let connection = connections.removeValue(forKey: worker) {
                connection.process.kill(force: true)
            } else {
                exited(worker, .notStarted("\(error)"))
            }
        }
    }

    func send(_ frame: DaemonFrame, to worker: WorkerID) {
        guard let connection = connections[worker] else { return }
        connection.queue(frame)
        dirty.insert(worker)
    }

    func closeInput(of worker: WorkerID) {
        guard let connection = connections[worker] else { return }
        connection.closesWhenDrained = true
        dirty.insert(worker)
    }

    func kill(_ worker: WorkerID, force: Bool) {
        connections[worker]?.process.kill(force: force)
    }

    func flush() {
        for worker in dirty {
            guard let connection = connections[worker] else { continue }
            write(connection)
        }
        dirty.removeAll(keepingCapacity: true)
    }

    /// Forgets a worker that has ended. What it had said before was read when its pipe hung up.
    func forget(_ worker: WorkerID) -> [WorkerFrame] {
        processes.remove(worker)
        guard let connection = connections.removeValue(forKey: worker) else { return [] }
        let last = read(connection, untilEmpty: true)
        stopListening(to: connection)
        connection.process.input.close()
        connection.process.output.close()
        return last
    }

    /// Handles one thing that epoll said.
    ///
    /// - Returns: what the worker said.
    func handle(_ ready: Epoll.Ready) -> (WorkerID, [WorkerFrame])? {
        let (worker, isWriteEnd) = WorkerConnection.parse(tag: ready.tag)
        guard let connection = connections[worker] else { return nil }
        if isWriteEnd {
            write(connection)
            return nil
        }
        return (worker, read(connection, untilEmpty: false))
    }

    /// The resident memory of a worker in bytes; nil when it is gone.
    func residentBytes(of worker: WorkerID) -> Int? {
        connections[worker]?.process.residentBytes
    }

    private func read(_ connection: WorkerConnection, untilEmpty: Bool) -> [WorkerFrame] {
        var frames: [WorkerFrame] = []
        repeat {
            do {
                let reading = try connection.read(atMost: Self.readChunkBytes, into: &frames)
                if reading == .end { stopListening(to: connection) }
                guard case .bytes = reading, untilEmpty else { return frames }
            } catch {
                // A worker that does not speak the language is broken; its jobs are charged with its death.
                logger.error(
                    "A worker was killed because its output made no sense",
                    metadata: ["worker": "\(connection.worker.rawValue)", "error": "\(error)"])
                stopListening(to: connection)
                connection.process.kill(force: true)
                return frames
            }
        } while true
    }

    private func write(_ connection: WorkerConnection) {
        do {
            let isDrained = try connection.write()
            if connection.waitsForRoom == isDrained { try waitForRoom(connection, !isDrained) }
            if isDrained, connection.closesWhenDrained { connection.process.input.close() }
        } catch {
            // The other side is closed: the worker is ending, and its exit will be told.
            connection.abandonOutput()
        }
    }

    private func waitForRoom(_ connection: WorkerConnection, _ waits: Bool) throws(SystemError) {
        let descriptor = connection.process.input.descriptor
        if waits {
            try epoll.add(descriptor, tag: connection.writeTag, for: .writable)
        } else {
            try epoll.remove(descriptor)
        }
        connection.waitsForRoom = waits
    }

    private func stopListening(to connection: WorkerConnection) {
        guard connection.isListenedTo else { return }
        connection.isListenedTo = false
        do {
            try epoll.remove(connection.process.output.descriptor)
            if connection.waitsForRoom { try waitForRoom(connection, false) }
        } catch {
            logger.debug("A worker's pipe was not in the set", metadata: ["error": "\(error)"])
        }
    }
}
