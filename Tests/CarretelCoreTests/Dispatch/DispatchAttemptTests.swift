@testable import CarretelCore
import Testing

@Suite("DispatchMachine, attempts, limits and outcomes")
struct DispatchAttemptTests {
    /// A job that runs on worker 1.
    private static func running(
        _ request: JobRequest = Fixture.request(), settings: DispatchSettings = DispatchSettings()
    ) throws -> (bench: MachineBench, job: JobNumber) {
        var bench = try MachineBench(settings: settings)
        let job = bench.drop(request)
        bench.ready(1)
        bench.began(1, job)
        _ = bench.takeSent()
        _ = bench.takeAssigned()
        return (bench, job)
    }

    /// Lets a job that was put off run again on worker 1 (or the given one).
    private static func again(_ bench: inout MachineBench, _ job: JobNumber, on worker: Int = 1) {
        bench.advance(.seconds(5))
        bench.ready(worker)
        bench.began(worker, job)
    }

    @Test("success ends the job with its output and one attempt on record")
    func succeeded() throws {
        var (bench, job) = try Self.running()
        bench.advance(.seconds(2))
        bench.ended(1, job, .succeeded(output: [1], files: []))
        let ending = try #require(bench.ending(job))
        #expect(ending.answer.status == .succeeded)
        #expect(ending.answer.output == [1])
        #expect(ending.resting == .archive)
        #expect(ending.history.map(\.number) == [1])
        #expect(ending.startedAt == Fixture.start.wall)
        #expect(ending.finishedAt - Fixture.start.wall == .seconds(2))
    }

    @Test("a late frame of another attempt or another worker changes nothing")
    func late() throws {
        var (bench, job) = try Self.running()
        let key = bench.key(job)
        bench.feed(.ended(WorkerID(rawValue: 9), key, Fixture.success, warnings: []))
        bench.feed(
            .ended(WorkerID(rawValue: 1), AttemptKey(job: key.job, attempt: 7), Fixture.success, warnings: []))
        #expect(bench.state(job) == .running)
        bench.ended(1, job)
        bench.feed(.ended(WorkerID(rawValue: 1), key, Fixture.failure(.permanent), warnings: []))
        bench.died(1)
        #expect(bench.status(job) == .succeeded)
        #expect(bench.journal.rows[job]?.endWrites == 1)
    }

    @Test("at the limit: cancel, after the grace SIGTERM, a second later SIGKILL; retried while attempts are left")
    func limit() throws {
        var (bench, job) = try Self.running(Fixture.request(timeout: .seconds(10), maxAttempts: 2))
        bench.advance(.milliseconds(9_999))
        #expect(bench.takeSent() == [])
        bench.advance(.milliseconds(1))
        #expect(bench.takeSent() == ["cancel 1 deadline"])
        bench.advance(.seconds(5))
        #expect(bench.takeSent() == ["kill 1"])
        bench.advance(.seconds(1))
        #expect(bench.takeSent() == ["kill 1 force"])
        bench.died(1)
        #expect(bench.journal.rows[job]?.job.history.map(\.outcome) == [.timedOut])
        #expect(bench.journal.rows[job]?.job.attemptsUsed == 1)
        Self.again(&bench, job, on: 2)
        bench.advance(.seconds(10))
        bench.ended(2, job, .cancelled)
        #expect(bench.status(job) == .timedOut)
        #expect(bench.code(job) == "timed_out")
        #expect(bench.ending(job)?.history.count == 2)
    }

    @Test("the clock of the limit starts when the attempt begins, not when it is handed out")
    func clockStart() throws {
        var bench = try MachineBench()
        let job = bench.drop(Fixture.request(timeout: .seconds(10)))
        bench.ready(1)
        bench.advance(.seconds(8))
        bench.began(1, job)
        _ = bench.takeSent()
        bench.advance(.seconds(9))
        #expect(bench.takeSent() == [])
    }

    @Test("work that is finished late but within the grace counts as what it says")
    func lateButWhole() throws {
        var (bench, job) = try Self.running(Fixture.request(timeout: .seconds(10)))
        bench.advance(.seconds(12))
        bench.ended(1, job)
        #expect(bench.status(job) == .succeeded)
    }

    @Test("an outcome that comes in at the very deadline was in time")
    func atDeadline() throws {
        var (bench, job) = try Self.running(Fixture.request(timeout: .seconds(10)))
        bench.now = bench.now.advanced(by: .seconds(10))
        bench.ended(1, job)
        #expect(bench.status(job) == .succeeded)
        #expect(!bench.takeSent().contains("cancel 1 deadline"))
    }

    @Test("a transient failure is retried after the back-off or the named delay, until the attempts are used")
    func transient() throws {
        var (bench, job) = try Self.running(Fixture.request(maxAttempts: 3))
        bench.ended(1, job, Fixture.failure(.transient))
        let due = try #require(bench.journal.rows[job]?.job.dueAt)
        #expect(bench.state(job) == .deferred || due <= bench.now.wall)
        #expect(due <= bench.now.wall + .seconds(1))
        bench.advance(.seconds(1))
        bench.began(1, job)
        bench.ended(1, job, Fixture.failure(.transient, retryAfter: .seconds(77)))
        #expect(bench.journal.rows[job]?.job.dueAt == bench.now.wall + .seconds(77))
        bench.advance(.seconds(77))
        bench.began(1, job)
        bench.ended(1, job, Fixture.failure(.transient))
        #expect(bench.status(job) == .failed)
        #expect(bench.ending(job)?.history.map(\.number) == [1, 2, 3])
        #expect(bench.ending(job)?.resting == .failed)
    }

    @Test("permanent and policy failures and partial outcomes end the job", arguments: [0, 1, 2])
    func final(_ which: Int) throws {
        let partial = ProcessorOutcome.partial(
            output: [1], files: [], reason: FailureReason(.transient, code: "some", message: "Test."))
        var (bench, job) = try Self.running()
        bench.ended(1, job, [Fixture.failure(.permanent), Fixture.failure(.policy), partial][which])
        #expect(bench.status(job) == [.failed, .failed, .partial][which])
        #expect(bench.ending(job)?.resting == [.failed, .failed, .archive][which])
    }

    @Test("later puts the job off with its checkpoint, uses no attempt and frees the lane")
    func later() throws {
        var (bench, job) = try Self.running(Fixture.request(maxAttempts: 1))
        let reason = FailureReason(.transient, code: "blocked", message: "Test.")
        bench.ended(
            1, job, .later(notBefore: bench.now.wall + .seconds(90), checkpoint: [5], reason: reason))
        guard case .deferred(_, let deferral)? = bench.writes.last else {
            Issue.record("not deferred: \(bench.writes)")
            return
        }
        #expect(deferral.checkpoint == [5])
        #expect(deferral.attemptsUsed == 0)
        #expect(bench.machine.lanes[1].running == 0)
        bench.advance(.seconds(90))
        bench.began(1, job)
        bench.ended(1, job, .later(notBefore: bench.now.wall + .seconds(-9), checkpoint: [], reason: reason))
        #expect(bench.state(job) == .deferred, "a moment in the past must not make it spin")
    }

    @Test("a job that says later for days keeps a bounded record, and says so")
    func history() throws {
        var settings = DispatchSettings()
        settings.historyLimit = 4
        var (bench, job) = try Self.running(settings: settings)
        let reason = FailureReason(.transient, code: "blocked", message: "Test.")
        for _ in 0..<9 {
            bench.ended(1, job, .later(notBefore: bench.now.wall, checkpoint: [], reason: reason))
            bench.advance(.seconds(1))
            bench.began(1, job)
        }
        bench.ended(1, job)
        #expect(bench.ending(job)?.history.map(\.number) == [1, 8, 9, 10])
        #expect(bench.ending(job)?.answer.warnings.map(\.code) == ["attempts_cut"])
    }

    @Test("a worker's death is a transient failure with its reason")
    func death() throws {
        var (bench, job) = try Self.running(Fixture.request(maxAttempts: 1))
        bench.died(1, .outOfMemory)
        #expect(bench.status(job) == .failed)
        #expect(bench.code(job) == "out_of_memory")
        #expect(bench.ending(job)?.history.map(\.outcome) == [.workerDied])
    }

    @Test("a job that kills its worker three times is parked as poison, attempts left or not")
    func poison() throws {
        var (bench, job) = try Self.running(Fixture.request(maxAttempts: 9))
        bench.died(1, .signalled(signal: 11))
        Self.again(&bench, job, on: 2)
        bench.died(2, .exited(code: 3))
        Self.again(&bench, job, on: 3)
        #expect(bench.state(job) == .running)
        bench.died(3, .signalled(signal: 11))
        #expect(bench.status(job) == .failed)
        #expect(bench.code(job) == "poison_job")
        #expect(bench.ending(job)?.resting == .failed)
    }

    @Test("a worker that says cancelled though nobody asked failed")
    func unaskedCancellation() throws {
        var (bench, job) = try Self.running(Fixture.request(maxAttempts: 1))
        bench.ended(1, job, .cancelled)
        #expect(bench.status(job) == .failed)
        #expect(bench.code(job) == "unexpected_cancellation")
    }

    @Test("expires_at ends waiting between two attempts, not running")
    func expiry() throws {
        var (bench, job) = try Self.running(Fixture.request(expiresAt: Fixture.start.wall + .seconds(10)))
        bench.advance(.seconds(20))
        #expect(bench.state(job) == .running)
        bench.ended(1, job, Fixture.failure(.transient, retryAfter: .seconds(60)))
        #expect(bench.status(job) == .expired)
        #expect(bench.ending(job)?.history.count == 1)
    }

    @Test("a job interrupted ten times in a row is parked when its turn comes")
    func interruptedTooOften() throws {
        var bench = try MachineBench()
        let job = bench.drop()
        bench.journal.rows[job]?.job.interruptions = 9
        bench.ready(1)
        bench.began(1, job)
        bench.restart()
        #expect(bench.status(job) == .failed)
        #expect(bench.code(job) == "poison_job")
    }
}
