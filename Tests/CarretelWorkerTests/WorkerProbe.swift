import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

/// The daemon's side of one real worker process, by hand.
final class WorkerProbe: Sendable {
    private struct State {
        var splitter = LineSplitter()
        var frames: [WorkerFrame] = []
    }

    private final class Told: Sendable {
        let death = Mutex<WorkerDeath?>(nil)
    }

    let child: ChildProcess
    private let told: Told
    private let state = Mutex(State())

    /// Starts a worker on a spool that has a `state` folder.
    init(spool: String) throws {
        // Writing to a child that has just ended is an error of one write, not the end of all tests.
        try ProcessSetup.ignoreSignals()
        let launch = ChildProcess.Launch(
            executable: try BinaryPath.program("carretel-test-worker"), arguments: ["worker", "--spool", spool],
            environment: ["PATH": "/usr/bin:/bin"])
        // No sweeps: this process runs all the other tests too.
        let reaper = try ChildReaper(sweepsAfterEachChild: false)
        let told = Told()
        self.told = told
        child = try ChildProcess.start(launch, reaper: reaper) { end in told.death.withLock { $0 = end } }
    }

    /// Makes the folder that a worker looks for its lock in.
    static func makeSpool() throws -> String {
        let path = try TemporaryDirectory.current.path
        try Directory.open(path: path).makeDirectory("state", mode: 0o750)
        return path
    }

    func send(_ frames: DaemonFrame...) throws {
        try child.input.writeAll(frames.flatMap { $0.encoded() })
    }

    /// Assigns one `echo` attempt.
    func assign(_ key: AttemptKey, _ parameters: String = "{}") throws {
        try send(.assign(Self.assignment(key, parameters)))
    }

    static func assignment(
        _ key: AttemptKey, _ parameters: String, timeout: Duration = .seconds(60)
    ) -> Assignment {
        Assignment(
            attempt: key, name: "a job", type: "echo", timeout: timeout, staging: "/nowhere/work/ID/1",
            parameters: Array(parameters.utf8))
    }

    /// Reads what there is. Returns false at the end of the worker's output.
    @discardableResult
    private func read() throws -> Bool {
        try state.withLock { state in
            while true {
                var bytes: [UInt8] = []
                switch try child.output.read(atMost: 1 << 16, appendingTo: &bytes) {
                case .nothing: return true
                case .end: return false
                case .bytes:
                    for line in try state.splitter.feed(bytes) { state.frames.append(try WorkerFrame(line: line)) }
                }
            }
        }
    }

    /// The next frame.
    func next() async throws -> WorkerFrame {
        try await eventually("the worker's next frame") {
            if let frame = pop() { return frame }
            try read()
            return pop()
        }
    }

    private func pop() -> WorkerFrame? {
        state.withLock { $0.frames.isEmpty ? nil : $0.frames.removeFirst() }
    }

    /// Everything that the worker still says before it ends.
    func rest() async throws -> [WorkerFrame] {
        try await eventually("the end of the worker's output") { try !read() }
        return state.withLock { state in
            defer { state.frames = [] }
            return state.frames
        }
    }

    /// How the worker ended.
    func end() async throws -> WorkerDeath {
        try await eventually("the worker's end") { told.death.withLock { $0 } }
    }

    /// Closes its input and waits for its end.
    func finish() async throws -> WorkerDeath {
        child.input.close()
        return try await end()
    }
}

/// Attempts that tests tell apart by a number.
func attempt(_ number: UInt64) -> AttemptKey {
    AttemptKey(job: JobID(high: 1, low: number), attempt: 1)
}
