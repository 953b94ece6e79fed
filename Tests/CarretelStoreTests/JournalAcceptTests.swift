import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Accepting jobs")
struct JournalAcceptTests {
    let fixture: JournalFixture
    let journal: Journal

    init() throws {
        fixture = try JournalFixture()
        journal = try fixture.open()
    }

    @Test("answers each disposition with its receipts, in the order of the requests")
    func dispositions() throws {
        let leader = TestJob(number: 1)
        let replies = try journal.carryOut([
            leader.accept(),
            TestJob(number: 2).accept(.deferred(until: JournalFixture.at(60))),
            TestJob(number: 3).run(),
            TestJob(number: 4).accept(.following(leader: leader.jobNumber, id: leader.id)),
            TestJob(number: 5, isRejected: true).accept(.ended(TestJob.ending(.rejected, at: 1))),
        ])
        #expect(
            replies.words == [
                "accepted job-1", "is accepted 1",
                "accepted job-2", "is accepted 2",
                "accepted job-3", "is accepted 3", "is started 3 1",
                "accepted job-4", "is accepted 4",
                "accepted job-5", "end 1", "is accepted 5", "is ended 5",
            ])
        let reader = try HistoryReader.open(fixture.path)
        let overview = try reader.overview()
        #expect(overview.received == 5)
        #expect(JobState.allCases.map { overview.count($0) } == [1, 1, 1, 1, 1])
        #expect(try reader.recount().differences == [])
    }

    @Test("refuses a number that is not above all earlier ones")
    func numbers() throws {
        try journal.carryOut([TestJob(number: 7).accept()])
        #expect(failureCode { try journal.carryOut([TestJob(number: 7).accept()]) } == .refused)
    }

    @Test("refuses an id that is there already, and keeps nothing of the batch")
    func sameID() throws {
        var again = TestJob(number: 1).arrival
        again.name = "again"
        #expect(throws: StoreFailure.self) {
            try journal.carryOut([
                TestJob(number: 1).accept(), .write(.accept(JobNumber(rawValue: 2), again, .waiting), dossier: nil),
            ])
        }
        #expect(try fixture.open().restored().nextNumber == JobNumber(rawValue: 1))
    }

    @Test("names the result after the job, or NAME.ID beside an unended one")
    func resultNames() throws {
        let first = TestJob(number: 1, name: "carteira")
        let second = TestJob(number: 2, name: "carteira")
        let third = TestJob(number: 3, name: "carteira")
        #expect(
            try journal.carryOut([first.accept(), second.accept()]).words == [
                "accepted carteira", "is accepted 1", "accepted carteira.\(second.id.text)", "is accepted 2",
            ])
        // The plain name is free again once its holder has ended, whatever became of those beside it.
        let replies = try journal.carryOut([first.end(startedAt: nil), third.accept()])
        #expect(replies.words[2] == "accepted carteira over \(first.id.shortText)")
        let fourth = TestJob(number: 4, name: "carteira")
        #expect(try journal.carryOut([fourth.accept()]).words[0] == "accepted carteira.\(fourth.id.text)")
    }

    @Test("a file called like another's NAME.ID gets no name that is taken")
    func borrowedName() throws {
        let plain = TestJob(number: 1, name: "a")
        let renamed = TestJob(number: 2, name: "a")
        let imitation = TestJob(number: 3, name: "a.\(renamed.id.text)")
        let words = try journal.carryOut([plain.accept(), renamed.accept(), imitation.accept()]).words
        #expect(words[4] == "accepted a.\(renamed.id.text).\(imitation.id.text)")
        let later = TestJob(number: 4, name: "a.\(renamed.id.text)")
        let after = try journal.carryOut([renamed.end(startedAt: nil), later.accept()]).words
        #expect(after[2] == "accepted a.\(renamed.id.text) over \(renamed.id.shortText)")
    }

    @Test("keeps small files inside and large ones as a copy until the end")
    func bodies() throws {
        let small = TestJob(number: 1)
        let large = TestJob(number: 2, padding: 500)
        try journal.carryOut([small.accept(), large.accept()])
        #expect(fixture.bodies.ids == [large.id])
        #expect(try journal.body(of: small.jobNumber) == small.bytes)
        #expect(try journal.body(of: large.jobNumber) == large.bytes)
        try journal.carryOut([small.end(startedAt: nil), large.end(startedAt: nil)])
        #expect(fixture.bodies.ids == [])
        #expect(try journal.body(of: small.jobNumber) == nil)
    }

    @Test("remembers how the file looked, for claims that a power cut rolls back")
    func claims() throws {
        let jobs = [TestJob(number: 1), TestJob(number: 2), TestJob(number: 3)]
        try journal.carryOut([jobs[0].run(), jobs[1].run()])
        try journal.carryOut([jobs[0].end(), jobs[2].run()])
        let claims = try journal.claims(after: JobNumber(rawValue: 0), limit: 10)
        #expect(claims.map(\.file) == jobs.map(\.arrival.file))
        #expect(claims.map(\.state) == [.ended, .running, .running])
        // The mark covers what was accepted before the end that it names.
        try journal.carryOut([
            .markPublished(through: EndSequence(rawValue: 1)), .markDurable(through: EndSequence(rawValue: 1)),
        ])
        let restored = try journal.restored()
        #expect(restored.claimsDurable == JobNumber(rawValue: 2))
        #expect(try journal.claims(after: restored.claimsDurable, limit: 10).map(\.id) == [jobs[2].id])
    }
}
