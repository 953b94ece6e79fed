import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Sharing one run")
struct JournalSharingTests {
    let fixture: JournalFixture
    let journal: Journal

    init() throws {
        fixture = try JournalFixture()
        journal = try fixture.open()
    }

    private func ask(_ job: TestJob) -> JournalRequest { .lookUpSharing(ArrivalToken(rawValue: 1), job.arrival) }

    private func answer(_ job: TestJob) throws -> String { try journal.carryOut([ask(job)]).words[0] }

    @Test("a look-up sees an acceptance asked for before it in the same batch")
    func sameBatch() throws {
        let words = try journal.carryOut([
            ask(TestJob(number: 1, key: 7)), TestJob(number: 1, key: 7).accept(), ask(TestJob(number: 2, key: 7)),
            ask(TestJob(number: 2, key: 8)), ask(TestJob(number: 2, key: 7, parameters: 1)),
        ]).words
        #expect(
            words == [
                "alone", "accepted job-1", "is accepted 1", "shares with 1", "alone",
                "shares with 1, parameters differ",
            ])
    }

    @Test("a success holds its key for a day")
    func holds() throws {
        let first = TestJob(number: 1, key: 7)
        try journal.carryOut([first.run(), first.end(at: 10, output: #"{"a":1}"#)])
        #expect(try answer(TestJob(number: 2, receivedAt: 86_409, key: 7)) == #"has the answer of 1 {"a":1}"#)
        #expect(
            try answer(TestJob(number: 2, receivedAt: 86_409, key: 7, parameters: 3))
                == #"has the answer of 1 {"a":1}, parameters differ"#)
        #expect(try answer(TestJob(number: 2, receivedAt: 86_410, key: 7)) == "alone")
    }

    @Test(
        "no other end holds a key",
        arguments: [JobStatus.partial, .failed, .timedOut, .cancelled, .expired, .rejected])
    func doesNotHold(status: JobStatus) throws {
        let first = TestJob(number: 1, key: 7)
        try journal.carryOut([first.run(), first.end(status)])
        #expect(try answer(TestJob(number: 2, key: 7)) == "alone")
        // The next one holds it instead.
        try journal.carryOut([TestJob(number: 2, key: 7).accept()])
        #expect(try answer(TestJob(number: 3, key: 7)) == "shares with 2")
    }

    @Test("what is held no longer is forgotten")
    func forgets() throws {
        let first = TestJob(number: 1, key: 7)
        try journal.carryOut([first.run(), first.end(at: 10)])
        try journal.carryOut([TestJob(number: 2, receivedAt: 90_000).accept()])
        let left = try HistoryReader.open(fixture.path).read { query in
            try query.integer("SELECT (SELECT count(*) FROM sharing) + (SELECT count(*) FROM answers)")
        }
        #expect(left == 0)
    }

    @Test("an expired holder gives way to the next job of that key")
    func replaced() throws {
        let first = TestJob(number: 1, key: 7)
        try journal.carryOut([first.run(), first.end(at: 10)])
        let second = TestJob(number: 2, receivedAt: 90_000, key: 7)
        let words = try journal.carryOut([
            ask(second), second.accept(), ask(TestJob(number: 3, receivedAt: 90_001, key: 7)),
        ])
        .words
        #expect(words == ["alone", "accepted job-2", "is accepted 2", "shares with 2"])
    }

    @Test("coalesces until the type's window has passed, for partial ends too")
    func coalescing() throws {
        let first = TestJob(number: 1, type: "scraping", coalescing: 4)
        try journal.carryOut([first.run()])
        #expect(try answer(TestJob(number: 2, type: "scraping", receivedAt: 1, coalescing: 4)) == "shares with 1")
        try journal.carryOut([first.end(.partial, at: 10)])
        #expect(
            try answer(TestJob(number: 2, type: "scraping", receivedAt: 14, coalescing: 4)).hasPrefix(
                "has the answer of 1"))
        #expect(try answer(TestJob(number: 2, type: "scraping", receivedAt: 15, coalescing: 4)) == "alone")
    }

    @Test("nobody coalesces with a job that waits for its moment and has never started")
    func asleep() throws {
        let later = TestJob(number: 1, type: "scraping", notBefore: 90, coalescing: 4)
        let now = TestJob(number: 2, type: "scraping", coalescing: 4)
        let next = TestJob(number: 3, type: "scraping", coalescing: 4)
        try journal.carryOut([later.accept(.deferred(until: JournalFixture.at(90)))])
        #expect(try answer(now) == "alone")
        // From then on the one that runs is the holder.
        try journal.carryOut([now.run()])
        #expect(try answer(next) == "shares with 2")
        try journal.carryOut([now.end(at: 10)])
        #expect(try answer(TestJob(number: 3, type: "scraping", receivedAt: 14, coalescing: 4)).hasPrefix("has the"))
        #expect(try answer(TestJob(number: 3, type: "scraping", receivedAt: 15, coalescing: 4)) == "alone")
        try journal.carryOut([later.start(at: 90), later.end(at: 91)])
    }

    @Test("a job that was put off after it had started is still followed")
    func putOff() throws {
        let first = TestJob(number: 1, type: "scraping", coalescing: 4)
        let deferral = Deferral(
            until: JournalFixture.at(90), history: [], attemptsUsed: 0, interruptions: 0, workerDeaths: 0)
        try journal.carryOut([first.run(), .write(.deferred(first.jobNumber, deferral), dossier: nil)])
        #expect(try answer(TestJob(number: 2, type: "scraping", coalescing: 4)) == "shares with 1")
    }

    @Test("a key is held by a job that waits for its moment, too")
    func asleepWithKey() throws {
        let later = TestJob(number: 1, notBefore: 90, key: 7)
        try journal.carryOut([later.accept(.deferred(until: JournalFixture.at(90)))])
        #expect(try answer(TestJob(number: 2, key: 7)) == "shares with 1")
    }

    @Test("whoever shares with a follower shares with its leader")
    func followersKey() throws {
        let leader = TestJob(number: 1, type: "scraping", coalescing: 4)
        let follower = TestJob(number: 2, type: "scraping", key: 7, coalescing: 4)
        try journal.carryOut([
            leader.run(), follower.accept(.following(leader: leader.jobNumber, id: leader.id)),
        ])
        #expect(try answer(TestJob(number: 3, type: "scraping", key: 7)) == "shares with 1")
    }

    @Test("followers are loaded by age, and an ended leader's answer waits for them")
    func followers() throws {
        let leader = TestJob(number: 1, key: 7)
        let followers = (2...4).map { TestJob(number: $0, key: 7) }
        try journal.carryOut([leader.run()])
        try journal.carryOut(followers.map { $0.accept(.following(leader: leader.jobNumber, id: leader.id)) })
        try journal.carryOut([leader.end(.failed, output: #"{"why":1}"#)])
        #expect(try journal.carryOut([.loadFollowers(of: leader.jobNumber, limit: 2)]).words == ["followers 2,3"])
        try journal.close()

        let again = try fixture.open()
        let ended = try again.restored().endedLeaders
        #expect(ended.map(\.number) == [leader.jobNumber])
        #expect(ended.first?.answer?.status == .failed)
        #expect(ended.first?.answer?.reason?.code == "broken")
        try again.carryOut(followers.map { $0.end(.failed, startedAt: nil, duplicateOf: leader.id) })
        #expect(try again.restored().endedLeaders.isEmpty)
        #expect(try again.carryOut([.loadFollowers(of: leader.jobNumber, limit: 2)]).words == ["followers "])
    }

    @Test("the oldest follower is promoted with its not_before, and the others follow it from then on")
    func promotion() throws {
        let leader = TestJob(number: 1, key: 7)
        let oldest = TestJob(number: 2, notBefore: 90, key: 7)
        let youngest = TestJob(number: 3, key: 7)
        try journal.carryOut([leader.accept()])
        try journal.carryOut([oldest, youngest].map { $0.accept(.following(leader: leader.jobNumber, id: leader.id)) })
        let replies = try journal.carryOut([
            .promoteFollower(of: leader.jobNumber), leader.end(.cancelled, startedAt: nil),
            ask(TestJob(number: 4, key: 7)), .loadFollowers(of: oldest.jobNumber, limit: 9),
            .promoteFollower(of: leader.jobNumber), .load(.waiting(lane: 0), limit: 9),
        ])
        guard case .event(.promoted(_, let promoted?)) = replies[0], case .event(.promoted(_, nil)) = replies[5],
            case .event(.loaded(_, let waiting)) = replies[6]
        else { throw StoreFailure(.io, "other replies") }
        #expect(promoted.number == oldest.jobNumber)
        #expect(promoted.dueAt == JournalFixture.at(90))
        #expect(promoted.isShareable)
        #expect(replies.words[3] == "shares with 2")
        #expect(replies.words[4] == "followers 3")
        // A waiting job has no due time, or it would be taken for a deferred one.
        #expect(waiting.map(\.dueAt) == [nil])
        #expect(try HistoryReader.open(fixture.path).recount().differences == [])
        // Its success holds the key like any other.
        try journal.carryOut([oldest.start(), oldest.end(at: 5), youngest.end(startedAt: nil, duplicateOf: oldest.id)])
        #expect(try answer(TestJob(number: 4, receivedAt: 9, key: 7)) == "has the answer of 2 {}")
    }

    @Test("one job can be looked up by its number")
    func lookUp() throws {
        let job = TestJob(number: 1)
        let replies = try journal.carryOut([job.accept(), .lookUp(job.jobNumber), .lookUp(JobNumber(rawValue: 9))])
        guard case .event(.lookedUp(_, let found?, .waiting)) = replies[2],
            case .event(.lookedUp(_, nil, _)) = replies[3]
        else { throw StoreFailure(.io, "other replies") }
        #expect(found.id == job.id)
        #expect(!found.isShareable)
    }
}
