import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

/// A spool in the test's directory with intake running on it: real files, the real `carretel-watch`.
final class SpoolRig: Sendable {
    /// What intake handed out.
    private final class Taken: Sendable {
        let arrivals = Mutex<[Arrival]>([])
        let largestBatch = Mutex(0)
        let requests = Mutex<[ControlRequest]>([])
        let watchers = Mutex<[ChildProcess]>([])
    }

    /// How long is waited for what must come: far longer than a machine with too much to do stands still.
    static let patience = Duration.seconds(120)

    /// The one reaper of the test process: it ends every child that it does not know.
    static let reaper: Result<ChildReaper, SystemError> = Result { () throws(SystemError) in try ChildReaper() }

    let layout: SpoolLayout
    let intake: Intake
    private let taken: Taken
    private let thread: PlainThread

    /// Starts intake on a fresh spool.
    ///
    /// - Parameters:
    ///   - settings: the numbers of intake; limits of the watcher that are left at their defaults become patient.
    ///   - watcher: the program to start; nil for the built one.
    ///   - adopted: what is in `active/` already.
    ///   - prepare: fills the spool before intake begins.
    ///   - clock: intake's clock.
    /// - Throws: what making the spool throws.
    init(
        settings: IntakeSettings = IntakeSettings(), watcher: String? = nil, adopted: [ActiveFileName] = [],
        prepare: (SpoolLayout) throws -> Void = { _ in },
        clock: @escaping @Sendable () -> Now = { SystemClock.now() }
    ) throws {
        layout = try SpoolLayout.create(at: TemporaryDirectory.current.path("spool"))
        try prepare(layout)
        let taken = Taken()
        self.taken = taken
        let program = try watcher ?? BinaryPath.carretelWatch
        let reaper = try Self.reaper.get()
        let ports = IntakePorts(
            judge: { Self.judge($0) },
            arrivals: { batch in
                taken.largestBatch.withLock { $0 = max($0, batch.count) }
                taken.arrivals.withLock { $0.append(contentsOf: batch) }
            },
            control: { request in taken.requests.withLock { $0.append(request) } },
            spawnWatcher: { (folders) throws(SystemError) in
                let launch = ChildProcess.Launch(executable: program, arguments: folders, environment: [:])
                let child = try ChildProcess.start(launch, reaper: reaper) { _ in }
                taken.watchers.withLock { $0.append(child) }
                return WatcherConnection(input: child.input, output: child.output)
            }, clock: clock)
        let intake = try Intake(layout: layout, settings: Self.patient(settings), ports: ports, adopted: adopted)
        self.intake = intake
        thread = try PlainThread.start(name: "intake") { intake.run() }
    }

    private static func patient(_ settings: IntakeSettings) -> IntakeSettings {
        let defaults = WatcherSettings()
        var settings = settings
        if settings.watcher.selfTestLimit == defaults.selfTestLimit { settings.watcher.selfTestLimit = .seconds(60) }
        if settings.watcher.startLimit == defaults.startLimit { settings.watcher.startLimit = .seconds(60) }
        return settings
    }

    /// Everything valid that is an object; a stand-in for the reader of job files.
    static func judge(_ bytes: [UInt8]) -> JudgedJob {
        switch JSONCompleteness(of: bytes) {
        case .complete:
            let request = JobRequest(type: "echo", timeout: .seconds(60), maxAttempts: 3, parameters: bytes)
            return JudgedJob(verdict: .valid(request, warnings: []))
        case .truncated: return refusal("truncated")
        case .invalid: return refusal("invalid")
        }
    }

    private static func refusal(_ code: String) -> JudgedJob {
        let reason = FailureReason(.permanent, code: code, message: code)
        return JudgedJob(verdict: .rejected(reason, salvaged: SalvagedMembers()))
    }

    var arrivals: [Arrival] { taken.arrivals.withLock { $0 } }
    var largestBatch: Int { taken.largestBatch.withLock { $0 } }
    var requests: [ControlRequest] { taken.requests.withLock { $0 } }
    var watchers: [ChildProcess] { taken.watchers.withLock { $0 } }

    func arrivals(named name: String) -> [Arrival] { arrivals.filter { $0.name == name } }

    func incoming(_ name: String) -> String { "\(layout.incoming.path)/\(name)" }

    /// Waits until events are relied upon.
    func waitForEvents() async throws {
        try await eventually(within: Self.patience, "event mode") { intake.status.mode == .events }
    }

    /// Waits for the one arrival of a name.
    func arrival(named name: String) async throws -> Arrival {
        do {
            return try await eventually(within: Self.patience, "the arrival of \(name)") { arrivals(named: name).first }
        } catch {
            Issue.record("Intake says: \(intake.status)")
            throw error
        }
    }

    /// Ends intake and waits for its thread.
    func stop() {
        intake.stop()
        thread.join()
    }

    deinit { intake.stop() }

    /// Runs a script with `I` as incoming/ and `S` as the spool, and gives its exit code and what it printed.
    @discardableResult
    func shell(_ script: String) async throws -> Int32 {
        let died = Mutex<WorkerDeath?>(nil)
        let child = try ChildProcess.start(
            ChildProcess.Launch(
                executable: "/bin/bash", arguments: ["-e", "-u", "-o", "pipefail", "-c", script],
                environment: [
                    "PATH": "/usr/bin:/bin:/usr/local/bin", "I": layout.incoming.path, "S": layout.root.path,
                    "W": try TemporaryDirectory.current.path, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
                ]), reaper: Self.reaper.get()
        ) { death in died.withLock { $0 = death } }
        let death = try await eventually(within: Self.patience, "the end of a script") { died.withLock { $0 } }
        child.input.close()
        guard case .exited(let code) = death else { return -1 }
        return code
    }
}

extension Arrival {
    /// The code of its refusal; nil for a valid job.
    var refusal: String? {
        if case .rejected(let reason, _) = verdict { reason.code } else { nil }
    }
}
