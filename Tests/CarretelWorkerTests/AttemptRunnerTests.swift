import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

/// How often something was called, from any thread.
final class Calls: Sendable {
    private let number = Mutex(0)
    var count: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
}

/// In a process of its own, because it sweeps its children and may leave a burning thread behind.
@Suite(.timeLimit(.minutes(1))) struct AttemptRunnerTests {
    private func frames(_ parameters: String, timeout: Duration = .seconds(60)) async throws -> [WorkerFrame] {
        let assign = DaemonFrame.assign(WorkerProbe.assignment(attempt(1), parameters, timeout: timeout))
        let launch = ChildProcess.Launch(
            executable: try BinaryPath.program("carretel-test-worker"),
            arguments: ["process", String(decoding: assign.encoded().dropLast(), as: UTF8.self)],
            environment: ["PATH": "/usr/bin:/bin"])
        let calls = Calls()
        let reaper = try ChildReaper(sweepsAfterEachChild: false)
        let child = try ChildProcess.start(launch, reaper: reaper) { _ in calls.add() }
        var bytes: [UInt8] = []
        try await eventually("its end") {
            let isOver = calls.count == 1
            while case .bytes = try child.output.read(atMost: 1 << 16, appendingTo: &bytes) {}
            return isOver
        }
        var splitter = LineSplitter()
        return try splitter.feed(bytes).map { line in try WorkerFrame(line: line) }
    }

    @Test func anAttemptRunsWithoutADaemonAndGetsItsPermits() async throws {
        let parameters = #"{"permit":"a","n":1.50}"#
        let frames = try await frames(parameters)
        #expect(frames.first == .permit(attempt(1), permit: "a"))
        #expect(frames.last == .outcome(attempt(1), .succeeded(output: Array(parameters.utf8), files: [])))
    }

    @Test(arguments: [#"{"hang": "burn"}"#, #"{"hang": "sleep", "spawn": ["setsid"]}"#, #"{"delay_ms": 600000}"#])
    func anAttemptEndsAtItsLimitWhateverItDoes(parameters: String) async throws {
        let last = try await frames(parameters, timeout: .milliseconds(300)).last
        guard case .outcome(_, .failed(let reason, nil)) = last else {
            Issue.record("It did not fail.")
            return
        }
        #expect(reason.failureClass == .policy && reason.code == "timed_out")
    }
}
