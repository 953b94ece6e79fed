import CarretelCore
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

@Suite(.temporaryDirectory, .timeLimit(.minutes(2))) struct WorkerEndTests {
    private static let everyKind = #""spawn": ["plain", "setsid", "double_fork", "stubborn"]"#

    /// Has a worker start processes of every kind and stay there; returns them when all are up.
    private func spawned(by worker: WorkerProbe, then rest: String) async throws -> Set<ProcessList.Entry> {
        _ = try await worker.next()
        try worker.assign(attempt(1), "{\(Self.everyKind), \(rest)}")
        #expect(try await worker.next() == .began(attempt(1)))
        let pid = try await eventually("the worker's pid") { worker.child.pid }
        // One each, and one more each for the double fork's two and the stubborn one's shell.
        return try await eventually("the processes") {
            let found = try ProcessList().descendants(of: pid)
            return found.count >= 6 ? found : nil
        }
    }

    private func alive(_ entries: Set<ProcessList.Entry>) throws -> Set<ProcessList.Entry> {
        entries.intersection(try ProcessList().entries)
    }

    @Test func nothingThatAnAttemptHasStartedOutlivesIt() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        let spawned = try await spawned(by: worker, then: #""delay_ms": 600000"#)
        try worker.send(.cancel(attempt(1), reason: .requested))
        var frame = try await worker.next()
        while case .progress = frame { frame = try await worker.next() }
        #expect(frame == .outcome(attempt(1), .cancelled))
        #expect(try alive(spawned) == [])
        #expect(try ProcessList().descendants(of: #require(worker.child.pid)) == [])
        _ = try await worker.finish()
    }

    @Test(arguments: ["sleep", "burn"])
    func aWorkerWithoutDaemonKillsAllItHasStartedAndEnds(hang: String) async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        let spawned = try await spawned(by: worker, then: "\"hang\": \"\(hang)\"")
        #expect(try await worker.finish() == .exited(code: 0))
        #expect(try alive(spawned) == [])
    }

    /// The worker stands still while it is handed an attempt and its daemon goes, so that it meets both at once.
    @Test func whatWasAssignedButNotBegunWhenTheDaemonDiedIsNotBegun() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        let first = try await worker.next()
        guard case .ready = first else {
            Issue.record("Unexpected: \(first)")
            return
        }
        let pid = try await eventually("the worker's pid") { worker.child.pid }
        let input = PipeEnd(unsafe open("/proc/\(pid)/fd/0", O_RDONLY | O_CLOEXEC))
        defer { input.close() }
        Glibc.kill(pid, SIGSTOP)
        defer { Glibc.kill(pid, SIGCONT) }
        try await eventually("its standing still") { try state(of: pid) == "T" }
        try worker.assign(attempt(1))
        worker.child.input.close()
        // A child that a test beside this one starts may hold the other end for a moment: to the worker its daemon lives.
        try await eventually("the end of its input") { input.isHungUp }
        Glibc.kill(pid, SIGCONT)
        #expect(try await worker.end() == .exited(code: 0))
        #expect(try await worker.rest() == [])
    }

    /// The letter of proc_pid_stat(5), behind the program's name in parentheses, which may hold anything.
    private func state(of pid: Int32) throws -> Substring? {
        let bytes = try Directory.open(path: "/proc/\(pid)").readFile("stat", limit: 4_096).bytes
        return String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ").first
    }

    @Test func theWorkersLockIsHeldExactlyAsLongAsAWorkerLives() async throws {
        let spool = try WorkerProbe.makeSpool()
        let state = try Directory.open(path: spool + "/state")
        let worker = try WorkerProbe(spool: spool)
        _ = try await worker.next()
        let second = try WorkerProbe(spool: spool)
        _ = try await second.next()
        #expect(try FileLock.isHeld("workers.lock", in: state))
        _ = try await second.finish()
        #expect(try FileLock.isHeld("workers.lock", in: state))
        worker.child.kill(force: true)
        _ = try await worker.end()
        #expect(try !FileLock.isHeld("workers.lock", in: state))
    }

    @Test func aWorkerDoesNotStartWhileADaemonRecoversTheSpool() async throws {
        let spool = try WorkerProbe.makeSpool()
        let lock = try FileLock.tryAcquire("workers.lock", in: Directory.open(path: spool + "/state"), .exclusive)
        let worker = try WorkerProbe(spool: spool)
        #expect(try await worker.end() == .exited(code: 75))
        #expect(try await worker.rest() == [])
        withExtendedLifetime(lock) {}
    }
}
