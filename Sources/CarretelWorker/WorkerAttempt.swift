import CarretelCore
import CarretelSystem
import Synchronization

/// One attempt as its processor sees it, with everything it asks for carried out or sent to the daemon.
final class WorkerAttempt: AttemptContext {
    /// Takes frames to the daemon.
    typealias Send = @Sendable (WorkerFrame) -> Void

    /// A result's `warnings` are for people; beyond these only one more says that there were more.
    static let warningLimit = 1_000

    let assignment: Assignment
    let parameters: JSONValue
    let settings: JSONValue
    let checkpoint: JSONValue?
    let datasets: any DatasetSource
    let cancellation: Cancellation
    let permits = PermitDesk()
    private let reaper: ChildReaper
    private let staging: StagingFolder
    private let progress = Mutex(ProgressThrottle())
    private let warningCount = Mutex(0)
    private let send: Send

    /// Reads an assignment.
    ///
    /// - Throws: transient `assignment_invalid` when its parameters, settings or checkpoint are not JSON, which the daemon has
    ///   checked before.
    init(
        _ assignment: Assignment, datasets: any DatasetSource, reaper: ChildReaper, cancellation: Cancellation,
        send: @escaping Send
    ) throws(FailureReason) {
        self.assignment = assignment
        parameters = try Self.parse(assignment.parameters)
        settings = try Self.parse(assignment.settings.isEmpty ? Array("{}".utf8) : assignment.settings)
        checkpoint = assignment.checkpoint.isEmpty ? nil : try Self.parse(assignment.checkpoint)
        self.datasets = datasets
        self.cancellation = cancellation
        self.reaper = reaper
        self.send = send
        staging = StagingFolder(path: assignment.staging)
        let permits = permits
        _ = cancellation.listen { permits.cancel() }
    }

    private static func parse(_ bytes: [UInt8]) throws(FailureReason) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw FailureReason(.transient, code: "assignment_invalid", message: "The assignment: \(error.message)")
        }
    }

    var key: AttemptKey { assignment.attempt }
    var name: String { assignment.name }
    var isCancelled: Bool { cancellation.reason != nil }
    var now: Now { SystemClock.now() }

    // MARK: Saying

    func report(_ progress: Progress) {
        let now = now.monotonic
        if let due = self.progress.withLock({ $0.offer(progress, at: now) }) { send(.progress(key, due)) }
    }

    /// Sends what the throttle has kept, when its time has come.
    func sendDueProgress(at now: MonotonicInstant) {
        if let due = progress.withLock({ $0.due(at: now) }) { send(.progress(key, due)) }
    }

    func warn(_ warning: Warning) {
        let count = warningCount.withLock { count in
            count += 1
            return count
        }
        if count <= Self.warningLimit { send(.warning(key, warning)) }
        if count == Self.warningLimit + 1 {
            send(
                .warning(
                    key,
                    Warning(
                        code: "warnings_cut", message: "Only the first \(Self.warningLimit) warnings are shown.")))
        }
    }

    func saveCheckpoint(_ json: [UInt8]) { send(.checkpoint(key, json)) }

    func makeDataFile(named name: String) throws(FailureReason) -> any DataFileWriter {
        try staging.makeDataFile(named: name)
    }

    // MARK: Waiting

    func wait(_ duration: Duration) async {
        // A task of its own, because the task that runs the attempts one after the other is never cancelled. A sleep
        // that cancellation ends throws, and that is all there is to know about it.
        let sleep = Task { try? await Task.sleep(for: duration) }
        let listener = cancellation.listen { sleep.cancel() }
        await sleep.value
        cancellation.forget(listener)
    }

    func acquire(permit: String) async throws(FailureReason) {
        while true {
            try refuseIfCancelled()
            switch await permits.answer(for: permit, asking: { [key, send] in send(.permit(key, permit: permit)) }) {
            case .granted: return
            case .cancelled: try refuseIfCancelled()
            case .waitUntil(let moment): await wait(until: moment)
            }
        }
    }

    /// Waits at most a minute at a time and looks at the clock again, since it may be set meanwhile.
    private func wait(until moment: Timestamp) async {
        while !isCancelled {
            let left = moment - now.wall
            guard left > .zero else { return }
            await wait(min(left, .seconds(60)))
        }
    }

    func release(permit: String, outcome: PermitOutcome) {
        send(.release(key, permit: permit, outcome: outcome))
    }

    private func refuseIfCancelled() throws(FailureReason) {
        guard isCancelled else { return }
        throw FailureReason(.policy, code: "cancelled", message: "The attempt was asked to end.")
    }

    // MARK: Children

    func runChild(_ command: ChildCommand) async throws(FailureReason) -> ChildEnd {
        try refuseIfCancelled()
        var launch = ChildProcess.Launch(
            executable: command.executable, arguments: command.arguments, environment: command.environment)
        launch.hasPipes = false
        switch await run(launch) {
        case .success(.exited(let code)): return .exited(code: code)
        case .success(.signalled(let signal)):
            try refuseIfCancelled()
            return .signalled(signal: signal)
        case .success(.outOfMemory):
            throw FailureReason(
                .transient, code: "child_out_of_memory", message: "\(command.executable) was killed for memory.")
        case .success(.notStarted(let why)):
            throw FailureReason(.transient, code: "child_not_started", message: why)
        case .failure(let error):
            throw FailureReason(.transient, code: "child_not_started", message: "\(command.executable): \(error)")
        }
    }

    private func run(_ launch: ChildProcess.Launch) async -> Result<WorkerDeath, SystemError> {
        let listener = Mutex<Int?>(nil)
        let end = await withCheckedContinuation { (continuation: CheckedContinuation<_, Never>) in
            do throws(SystemError) {
                let child = try ChildProcess.start(launch, reaper: reaper) { death in
                    continuation.resume(returning: Result<WorkerDeath, SystemError>.success(death))
                }
                listener.withLock { $0 = cancellation.listen { child.kill(force: true) } }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        cancellation.forget(listener.withLock { $0 })
        return end
    }

    func endWorker(code: Int32) { ProcessSetup.exitNow(code) }
}
