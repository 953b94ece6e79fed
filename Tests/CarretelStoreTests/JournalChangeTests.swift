import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Changes of a job")
struct JournalChangeTests {
    let fixture: JournalFixture
    let journal: Journal
    let job = TestJob(number: 1)

    init() throws {
        fixture = try JournalFixture()
        journal = try fixture.open()
    }

    private func deferral(until seconds: Int64, endedAt: Int64 = 5, checkpoint: [UInt8]? = nil) -> JournalRequest {
        .write(
            .deferred(
                job.jobNumber,
                Deferral(
                    until: JournalFixture.at(seconds),
                    history: [
                        AttemptRecord(
                            number: 1, startedAt: JournalFixture.at(0), endedAt: JournalFixture.at(endedAt),
                            outcome: .failed,
                            reason: FailureReason(.transient, code: "gone", message: "\"Gone\"\u{1F}", hint: "Wait."))
                    ], attemptsUsed: 1, interruptions: 2, workerDeaths: 1, checkpoint: checkpoint)), dossier: nil)
    }

    @Test("waiting, running, deferred, due, running, ended")
    func wholeLife() throws {
        try journal.carryOut([job.accept(), job.start()])
        let interrupted = try #require(try journal.restored().interrupted.first)
        #expect(!interrupted.hadBegun)
        #expect(interrupted.startedAt == JournalFixture.at(0))
        #expect(interrupted.attempt == 1)
        try journal.carryOut([.write(.began(job.jobNumber), dossier: nil)])
        #expect(try journal.restored().interrupted.map(\.hadBegun) == [true])
        try journal.carryOut([deferral(until: 60, checkpoint: [1, 2])])
        let deferred = try journal.restored()
        #expect(deferred.deferredCount == 1)
        #expect(deferred.earliestDue == JournalFixture.at(60))
        try journal.carryOut([.write(.due(job.jobNumber), dossier: nil)])
        #expect(try journal.restored().waitingCounts == [1, 0])

        let replies = try journal.carryOut([.load(.waiting(lane: 0), limit: 9), .loadDossier(job.jobNumber)])
        guard case .event(.loaded(_, let loaded)) = replies[0], let queued = loaded.first,
            case .dossier(_, _, let checkpoint) = replies[1]
        else { throw StoreFailure(.io, "other replies") }
        #expect(checkpoint == [1, 2])
        #expect(queued.attemptsUsed == 1)
        #expect(queued.interruptions == 2)
        #expect(queued.workerDeaths == 1)
        #expect(queued.history.first?.reason?.message == "\"Gone\"\u{1F}")

        #expect(try journal.carryOut([job.start(attempt: 2, at: 61)]).words == ["is started 1 2"])
        #expect(try journal.carryOut([job.end(.failed, at: 70)]).words == ["end 1", "is ended 1"])
        let record = try #require(try HistoryReader.open(fixture.path).show(.id(job.id)).first)
        #expect(record.status == .failed)
        #expect(record.reason?.code == "broken")
        #expect(record.reason?.line == 3)
        #expect(record.startedAt == JournalFixture.at(0))
    }

    @Test("a deferral to a moment that has passed waits once it is said to be due")
    func deferredToThePast() throws {
        try journal.carryOut([job.run(), deferral(until: 5, endedAt: 5), .write(.due(job.jobNumber), dossier: nil)])
        #expect(try journal.restored().waitingCounts == [1, 0])
        // Saying so again does no harm, and it can start.
        try journal.carryOut([.write(.due(job.jobNumber), dossier: nil), job.start(attempt: 2)])
        #expect(try journal.restored().interrupted.map(\.attempt) == [2])
    }

    @Test("a later checkpoint replaces an earlier one, and a deferral without one keeps it")
    func checkpoints() throws {
        try journal.carryOut([
            job.run(), .write(.checkpoint(job.jobNumber, [1], rows: []), dossier: nil),
            .write(.checkpoint(job.jobNumber, [2], rows: []), dossier: nil), deferral(until: 60),
        ])
        guard case .dossier(_, _, let checkpoint) = try journal.carryOut([.loadDossier(job.jobNumber)])[0] else {
            throw StoreFailure(.io, "another reply")
        }
        #expect(checkpoint == [2])
    }

    @Test(
        "a change that the state forbids is refused, and its whole batch with it",
        arguments: ["start", "again", "due", "unknown", "following"])
    func illegal(kind: String) throws {
        let other = TestJob(number: 2)
        let follower = TestJob(number: 3)
        try journal.carryOut([
            job.run(), other.run(), follower.accept(.following(leader: job.jobNumber, id: job.id)),
        ])
        let bad: JournalRequest =
            switch kind {
            case "start": other.start(attempt: 2)
            case "again": job.end()
            case "due": .write(.due(other.jobNumber), dossier: nil)
            case "unknown": TestJob(number: 99).end()
            default: follower.start()
            }
        let failure = #expect(throws: StoreFailure.self) { try journal.carryOut([job.end(), bad]) }
        #expect(failure?.code == .refused)
        #expect(throws: StoreFailure.self) { try journal.carryOut([]) }
        let restored = try fixture.open().restored()
        #expect(restored.interrupted.map(\.job.number.rawValue) == [1, 2])
        #expect(restored.lastEnd == EndSequence(rawValue: 0))
    }

    @Test("an attempt that begins and ends in one batch is not interrupted")
    func beganAndEnded() throws {
        try journal.carryOut([job.run(), .write(.began(job.jobNumber), dossier: nil), job.end()])
        #expect(try journal.restored().interrupted.isEmpty)
    }

    @Test("results are staged inside the transaction and kept until they are durable")
    func results() throws {
        let other = TestJob(number: 2)
        var staged: [EndedJob] = []
        _ = try journal.commit([job.run(), other.run(), job.end(), other.end(.failed)], staging: { staged += $0 })
        #expect(staged.map(\.sequence.rawValue) == [1, 2])
        #expect(staged.map { String(decoding: $0.result, as: UTF8.self) } == ["job-1 succeeded\n", "job-2 failed\n"])
        #expect(staged.map(\.resting) == [.archive, .failed])
        try journal.carryOut([.markPublished(through: EndSequence(rawValue: 1))])
        try journal.close()

        let again = try fixture.open()
        let restored = try again.restored()
        #expect(restored.published == EndSequence(rawValue: 1))
        #expect(restored.durable == EndSequence(rawValue: 0))
        #expect(restored.lastEnd == EndSequence(rawValue: 2))
        let kept = try again.unpublished(after: restored.durable, limit: 10)
        #expect(kept.map(\.result) == staged.map(\.result))
        #expect(kept.map(\.resultName) == ["job-1", "job-2"])
        try again.carryOut([
            .markPublished(through: EndSequence(rawValue: 2)), .markDurable(through: EndSequence(rawValue: 2)),
        ])
        #expect(try again.unpublished(after: EndSequence(rawValue: 0), limit: 10).isEmpty)
    }

    @Test("what was not written cannot be published")
    func publishedTooFar() throws {
        #expect(throws: StoreFailure.self) {
            try journal.carryOut([.markPublished(through: EndSequence(rawValue: 1))])
        }
    }

    @Test("starts of lanes and states of permits survive")
    func limits() throws {
        let starts = [0, 10, 50, 65, 70].map { seconds in
            JournalRequest.write(.laneStart(lane: 1, at: JournalFixture.at(seconds)), dossier: nil)
        }
        try journal.carryOut(
            starts + [
                .write(.permit("omie/a", state: [1]), dossier: nil),
                .write(.permit("omie/b", state: [2]), dossier: nil),
                .write(.permit("omie/a", state: []), dossier: nil),
            ])
        try journal.set(bootID: "boot-1")
        try journal.close()
        let restored = try fixture.open().restored()
        // The lane's window is 60 s.
        #expect(restored.laneStarts == [[], [10, 50, 65, 70].map { JournalFixture.at($0) }])
        #expect(restored.permits == ["omie/b": [2]])
        #expect(restored.bootID == "boot-1")
    }
}
