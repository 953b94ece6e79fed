import CarretelCore
import Synchronization
import Testing

@testable import CarretelStore

@Suite("Purging the history")
struct PurgeTests {
    let fixture: JournalFixture
    let journal: Journal

    init() throws {
        var fixture = try JournalFixture()
        fixture.settings.choreRows = 10
        self.fixture = fixture
        journal = try fixture.open()
    }

    private func numbers() throws -> [Int64] {
        try HistoryReader.open(fixture.path).states(after: JobNumber(rawValue: 0), limit: 10_000).map(\.number.rawValue)
    }

    private func expectLaw(purged: Int) throws {
        let reader = try HistoryReader.open(fixture.path)
        let overview = try reader.overview()
        #expect(overview.purged == purged)
        #expect(overview.holds)
        #expect(try reader.recount().differences == [])
        #expect(try reader.damage() == [])
    }

    @Test("removes rows of jobs that ended before a moment, oldest first, in steps")
    func age() throws {
        try journal.fill(1...35)
        let purge = JournalPurge(table: .history, before: JournalFixture.at(26))
        #expect(try HistoryReader.open(fixture.path).preview(purge, now: JournalFixture.at(100)) == 24)
        let first = try journal.chore(.purge(purge))
        #expect(first.rows == 10)
        #expect(!first.isDone)
        #expect(first.cursor == 10)
        #expect(try numbers() == Array(11...35))
        let rest = try journal.purge(purge)
        #expect(rest.rows == 14)
        #expect(try numbers() == Array(25...35))
        try expectLaw(purged: 24)
        // Numbers are never used again.
        #expect(try journal.restored().nextNumber == JobNumber(rawValue: 36))
    }

    @Test("removes nothing without a limit")
    func noLimit() throws {
        try journal.fill(1...3)
        #expect(try journal.chore(.purge(JournalPurge(table: .history))) == ChoreReport(isDone: true))
        #expect(try numbers() == [1, 2, 3])
    }

    @Test("keeps as many of the newest as it is told")
    func count() throws {
        try journal.fill(1...35)
        let purge = JournalPurge(table: .history, keep: 12)
        #expect(try HistoryReader.open(fixture.path).preview(purge, now: JournalFixture.at(100)) == 23)
        #expect(try journal.purge(purge).rows == 23)
        #expect(try numbers() == Array(24...35))
        #expect(try journal.purge(purge).rows == 0)
        try expectLaw(purged: 23)
    }

    @Test("removes the oldest while the file holds too many bytes")
    func bytes() throws {
        try journal.fill(1...400, padding: 1_000)
        let source = { () throws in
            try HistoryReader.open(fixture.path).read { query in
                try PurgeSource(.history, at: JournalFixture.at(0), in: query.database).usedBytes()
            }
        }
        let limit = try source() / 2
        let purge = JournalPurge(table: .history, bytes: limit)
        let estimate = try HistoryReader.open(fixture.path).preview(purge, now: JournalFixture.at(1_000))
        let removed = try journal.purge(purge).rows
        #expect(try source() <= limit)
        #expect((100...350).contains(removed))
        #expect((100...350).contains(estimate))
        #expect(try numbers() == Array(Int64(removed + 1)...400))
        try expectLaw(purged: removed)
    }

    @Test("leaves jobs that have not ended and results that are not durable, whatever the limits")
    func needed() throws {
        try journal.carryOut([
            TestJob(number: 1).accept(), TestJob(number: 2).run(), TestJob(number: 3).run(),
            TestJob(number: 3).end(at: 1), TestJob(number: 4).run(), TestJob(number: 4).end(at: 2),
            .markDurable(through: EndSequence(rawValue: 1)),
        ])
        #expect(try journal.purge(JournalPurge(table: .history, before: JournalFixture.at(100), keep: 0)).rows == 1)
        #expect(try numbers() == [1, 2, 4])
        #expect(try journal.unpublished(after: EndSequence(rawValue: 1), limit: 9).map(\.number.rawValue) == [4])
        try expectLaw(purged: 1)
    }

    @Test("leaves a job whose answer holds its key, until it holds it no more")
    func keyHeld() throws {
        let job = TestJob(number: 1, key: 5)
        try journal.carryOut([job.run(), job.end(at: 10), .markDurable(through: EndSequence(rawValue: 1))])
        let purge = JournalPurge(table: .history, before: JournalFixture.at(100))
        let day: Int64 = 86_400
        #expect(try journal.purge(purge, at: 10 + day - 1).rows == 0)
        #expect(try HistoryReader.open(fixture.path).preview(purge, now: JournalFixture.at(10 + day - 1)) == 0)
        #expect(try journal.purge(purge, at: 10 + day).rows == 1)
        // What was held has gone with it.
        let left = try HistoryReader.open(fixture.path).read { query in
            try query.integer("SELECT (SELECT count(*) FROM sharing) + (SELECT count(*) FROM answers)")
        }
        #expect(left == 0)
        try expectLaw(purged: 1)
    }

    @Test("leaves an ended leader as long as a follower waits for its outcome")
    func leader() throws {
        let (leader, follower) = (TestJob(number: 1, key: 5), TestJob(number: 2, key: 5))
        try journal.carryOut([
            leader.run(), follower.accept(.following(leader: leader.jobNumber, id: leader.id)),
            leader.end(.failed, at: 10), .markDurable(through: EndSequence(rawValue: 1)),
        ])
        let purge = JournalPurge(table: .history, before: JournalFixture.at(100))
        #expect(try journal.purge(purge).rows == 0)
        try journal.carryOut([
            follower.end(.failed, at: 11, startedAt: nil, duplicateOf: leader.id),
            .markDurable(through: EndSequence(rawValue: 2)),
        ])
        #expect(try journal.purge(purge).rows == 2)
    }

    @Test("looks at the clock after every row")
    func time() throws {
        var fixture = try JournalFixture()
        let clock = StepClock(.microseconds(500))
        fixture.stopwatch = { clock.read() }
        let journal = try fixture.open()
        try journal.fill(1...20)
        let report = try journal.chore(.purge(JournalPurge(table: .history, keep: 0)))
        // Two milliseconds in steps of half of one; the first row goes unasked.
        #expect((1...5).contains(report.rows))
        #expect(!report.isDone)
        #expect(report.took >= .milliseconds(2))
        #expect(try journal.purge(JournalPurge(table: .history, keep: 0)).rows == 20 - report.rows)
    }

    @Test("does not look again at what must stay, nor at what is too young")
    func cursor() throws {
        let held = (1...40).map { TestJob(number: $0) }
        try journal.carryOut(held.map { $0.accept() })
        try journal.fill(41...1_000)
        // 40 waiting rows are walked over in the first step, then ten go in each.
        let first = try journal.chore(
            .purge(JournalPurge(table: .history, before: JournalFixture.at(45))))
        #expect(first.rows == 3)
        #expect(first.isDone)
        let counted = try journal.chore(.purge(JournalPurge(table: .history, keep: 100)))
        #expect(counted.rows == 10)
        #expect(counted.cursor == 53)
    }

    @Test("a walk ends where so many rows in a row are too young, and not before")
    func youngRun() throws {
        let young = Int64(PurgeWalk.youngMax)
        // Numbered against the time, as after a repair: the old one is the last of the run, then the first behind it.
        for (behind, removed) in [(young, 1), (young + 1, 0)] {
            let fixture = try JournalFixture()
            let journal = try fixture.open()
            let old = TestJob(number: behind, receivedAt: 1)
            try journal.fill(1...(behind - 1))
            try journal.carryOut([
                old.run(at: 1), old.end(at: 1), .markDurable(through: EndSequence(rawValue: behind)),
            ])
            let rows = try journal.purge(JournalPurge(table: .history, before: JournalFixture.at(2))).rows
            #expect(rows == removed)
        }
    }

    @Test("a purged job is unknown, and its name is free")
    func unknown() throws {
        let job = TestJob(number: 1, name: "a")
        try journal.carryOut([job.run(), job.end(), .markDurable(through: EndSequence(rawValue: 1))])
        #expect(try !journal.hasForgotten())
        try journal.purge(JournalPurge(table: .history, keep: 0))
        #expect(try journal.hasForgotten())
        let reader = try HistoryReader.open(fixture.path)
        #expect(try reader.show(.name("a")).isEmpty)
        #expect(try reader.show(.id(job.id)).isEmpty)
        #expect(try reader.mayBePurged(job.id))
        #expect(try !reader.mayBePurged(TestJob(number: 2).id))
        let words = try journal.carryOut([TestJob(number: 2, name: "a").accept(), .find(.id(job.id), purpose: 7)]).words
        #expect(words == ["accepted a", "is accepted 2", "found  for 7"])
    }

    @Test("a preview of many rows sees all of them, in several transactions")
    func longPreview() throws {
        let count = Int64(HistoryReader.previewRows) + 500
        try journal.fill(1...count)
        let reader = try HistoryReader.open(fixture.path)
        let preview = try reader.preview(JournalPurge(table: .history, keep: 0), now: JournalFixture.at(0))
        #expect(preview == Int(count))
    }
}

/// A clock that goes on by one step at each look.
private final class StepClock: Sendable {
    private let step: Duration
    private let looks = Mutex(0)

    init(_ step: Duration) { self.step = step }

    func read() -> Duration {
        looks.withLock { looks in
            looks += 1
            return step * looks
        }
    }
}
