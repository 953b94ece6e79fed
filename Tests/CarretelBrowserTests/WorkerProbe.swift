import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

/// The daemon's side of one real worker process, by hand. As the daemon does, it ends what a dead worker leaves.
final class WorkerProbe: Sendable {
    let child: ChildProcess
    /// The worker's folder for temporary files.
    let temporary: String
    private let splitter = Mutex(LineSplitter())
    private let frames = Mutex<[WorkerFrame]>([])

    init() throws {
        try ProcessSetup.ignoreSignals()
        try ProcessSetup.becomeSubreaper()
        let folder = try Directory.open(path: TemporaryDirectory.current.path)
        try folder.makeDirectory("state", mode: 0o750)
        temporary = folder.path
        let launch = ChildProcess.Launch(
            executable: try BinaryPath.program("carretel-test-worker"), arguments: ["worker", "--spool", folder.path],
            environment: ["PATH": "/usr/bin:/bin", "TMPDIR": temporary])
        let told = Told()
        child = try ChildProcess.start(launch, reaper: try ChildReaper()) { end in told.death.withLock { $0 = end } }
        self.told = told
    }

    private final class Told: Sendable { let death = Mutex<WorkerDeath?>(nil) }

    private let told: Told

    static func attempt(_ number: UInt64) -> AttemptKey { AttemptKey(job: JobID(high: 1, low: number), attempt: 1) }

    func send(_ frame: DaemonFrame) throws { try child.input.writeAll(frame.encoded()) }

    func assign(_ key: AttemptKey, type: String, _ parameters: String) throws {
        try send(
            .assign(
                Assignment(
                    attempt: key, name: "a job", type: type, timeout: .seconds(300), staging: "/nowhere/1",
                    parameters: Array(parameters.utf8))))
    }

    /// Its browsers' processes.
    var browsers: Set<ProcessList.Entry> { get throws { try BrowserProcesses.all(in: temporary + "/carretel-b-") } }

    /// The next frame that is wanted; others are passed over.
    @discardableResult
    func next(_ isWanted: (WorkerFrame) -> Bool) async throws -> WorkerFrame {
        try await eventually(within: BrowserRig.patience, "the worker's frame") {
            var bytes: [UInt8] = []
            while case .bytes = try child.output.read(atMost: 1 << 16, appendingTo: &bytes) {}
            let lines = try splitter.withLock { splitter in try splitter.feed(bytes) }
            return try frames.withLock { frames in
                frames += try lines.map { line in try WorkerFrame(line: line) }
                while !frames.isEmpty {
                    let frame = frames.removeFirst()
                    if isWanted(frame) { return frame }
                }
                return nil
            }
        }
    }

    func nextOutcome() async throws -> WorkerFrame { try await next { if case .outcome = $0 { true } else { false } } }

    /// How the worker ended, when all that it left is gone.
    func end() async throws -> WorkerDeath {
        try await eventually(within: BrowserRig.patience, "its end") { told.death.withLock { $0 } }
    }

    func finish() async throws -> WorkerDeath {
        child.input.close()
        return try await end()
    }
}
