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
        #expect(try fixture.preview(purge, now: JournalFixture.at(100)) == 24)
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
        #expect(try fixture.preview(purge, now: JournalFixture.at(100)) == 23)
        #expect(try journal.purge(purge).rows == 23)
        #expect(try numbers() == Array(24...35))
        #expect(try journal.purge(purge).rows == 0)
        try expectLaw(purged: 23)
    }

    @Test("leaves what was finished after a moment, whatever the limits")
    func youngest() throws {
        try journal.fill(1...35)
        let purge = JournalPurge(
            table: .history, before: JournalFixture.at(30), youngest: JournalFixture.at(26), keep: 0, bytes: 0)
        #expect(try fixture.preview(purge, now: JournalFixture.at(100)) == 25)
        #expect(try journal.purge(purge).rows == 25)
        #expect(try numbers() == Array(26...35))
        try expectLaw(purged: 25)
    }

    @Test("removes the oldest while the rows hold too many bytes", arguments: [0, 30, 150])
    func bytes(padding: Int) throws {
        let rows = 2_000
        try journal.fill(1...Int64(rows), padding: padding)
        let read = { (sql: String) throws in
            Int(try HistoryReader.open(fixture.path).read { try $0.integer(sql) } ?? 0)
        }
        let used =
            "SELECT (page_count - freelist_count) * page_size "
            + "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        let full = try read(used)
        let size = try HistoryReader.open(fixture.path).survey(.history, counts: true)?.rowBytes
        let purge = try fixture.surveyed(JournalPurge(table: .history, bytes: try #require(size) * rows / 4))
        let preview = try fixture.preview(purge, now: JournalFixture.at(1_000))
        let removed = try journal.purge(purge).rows
        // One sample counts for the whole walk, however the rows that are left would be averaged.
        #expect(preview == removed && removed == 1_500)
        #expect(try numbers() == Array(Int64(removed + 1)...Int64(rows)))
        // What it came to is what was reckoned with.
        let real = Double(full - (try read(used))) / Double(removed)
        #expect((0.7...1.3).contains(Double(try #require(size)) / real), "\(size ?? 0) for \(real)")
        try expectLaw(purged: removed)
    }

    @Test("a step of a limit on bytes reads no sample")
    func noSample() throws {
        try journal.fill(1...40)
        // Without a size from whoever asks there is none, and so no limit.
        #expect(try journal.chore(.purge(JournalPurge(table: .history, bytes: 0))) == ChoreReport(isDone: true))
        let report = try journal.chore(.purge(JournalPurge(table: .history, bytes: 900, rowBytes: 100)))
        #expect(report.rows == 10 && report.byBytes == 10)
        #expect(
            try journal.purge(JournalPurge(table: .history, bytes: 900, rowBytes: 100)).rows == 21)
        #expect(try numbers() == Array(32...40))
    }

    @Test("says which limit decided on how many rows, each counted once")
    func causes() throws {
        var fixture = try JournalFixture()
        fixture.settings.choreRows = 100
        let journal = try fixture.open()
        try journal.fill(1...35)
        // Of 35, finished at 2 to 36: four by age, then down to 20 by number, then down to 15 by bytes.
        let purge = JournalPurge(
            table: .history, before: JournalFixture.at(6), keep: 20, bytes: 1_500, rowBytes: 100)
        let found = try HistoryReader.open(fixture.path).preview(purge, now: JournalFixture.at(100))
        #expect(found == ChoreReport(rows: 20, byCount: 11, byBytes: 5, isDone: true))
        var report = try journal.chore(.purge(purge))
        report.took = .zero
        #expect(report == found)
    }

    @Test("a row that must stay is one of those that are kept, in one walk as in many")
    func keptWithNeeded() throws {
        let held = TestJob(number: 1, key: 5)
        try journal.carryOut([held.run(), held.end(at: 10), .markDurable(through: EndSequence(rawValue: 1))])
        try journal.fill(2...30)
        for _ in 1...2 {
            try journal.purge(JournalPurge(table: .history, keep: 2), at: 20)
            #expect(try numbers() == [1, 30])
        }
    }

    @Test("a flood of jobs that wait costs no history")
    func flood() throws {
        var fixture = try JournalFixture()
        fixture.settings.inlineBodyBytes = 1 << 20
        let journal = try fixture.open()
        try journal.fill(1...50)
        try journal.carryOut((51...250).map { TestJob(number: $0, padding: 10_000).accept() })
        let purge = try fixture.surveyed(JournalPurge(table: .history, bytes: 1_000_000))
        #expect(try fixture.preview(purge, now: JournalFixture.at(1_000)) == 0)
        #expect(try journal.purge(purge).rows == 0)
        let small = try fixture.surveyed(JournalPurge(table: .history, bytes: 5_000))
        #expect(try journal.purge(small).rows > 0)
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
        #expect(try fixture.preview(purge, now: JournalFixture.at(10 + day - 1)) == 0)
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

    @Test("a walk goes on behind a burst with a wrong clock")
    func burst() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        try journal.fill(1...3_000, later: 1_000_000)
        try journal.fill(3_001...5_000)
        let purge = JournalPurge(table: .history, before: JournalFixture.at(4_502))
        #expect(try fixture.preview(purge, now: JournalFixture.at(0)) == 1_500)
        #expect(try journal.purge(purge).rows == 1_500)
    }

    @Test("slow steps do not keep a walk from its end")
    func slowSteps() throws {
        var fixture = try JournalFixture()
        let clock = StepClock(.microseconds(500))
        fixture.stopwatch = { clock.read() }
        let journal = try fixture.open()
        try journal.fill(1...5_000)
        let purge = JournalPurge(table: .history, before: JournalFixture.at(0))
        // Some four rows a step.
        let steps = try journal.purge(purge).steps
        #expect((50...150).contains(steps))
    }

    @Test("what must stay is no reason to walk over all that is young")
    func neededSample() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        let sampled = Int64(2 * PurgeWalk.youngMax + 1)
        try journal.fill(1...(sampled - 1), later: 1_000)
        try journal.carryOut([TestJob(number: sampled).accept()])
        try journal.fill((sampled + 1)...5_000, later: 1_000)
        let looked = try HistoryReader.open(fixture.path).read { query in
            let source = try PurgeSource(.history, at: JournalFixture.at(9_999), in: query.database)
            var walk = try PurgeWalk(JournalPurge(table: .history, before: JournalFixture.at(500)), over: source)
            var looked = 0
            try walk.go(
                over: source,
                isSpent: {
                    looked += 1
                    return false
                }, remove: { _, _ in })
            #expect(walk.isDone)
            return looked
        }
        #expect((PurgeWalk.youngMax...(PurgeWalk.youngMax + 40)).contains(looked))
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
        #expect(preview == ChoreReport(rows: Int(count), byCount: Int(count), isDone: true))
        var looks = 0
        let ended = try reader.preview(
            JournalPurge(table: .history, keep: 0), now: JournalFixture.at(0),
            isCancelled: {
                looks += 1
                return looks > 1
            })
        #expect(ended == nil)
        #expect(looks == 2)
    }

    @Test("an id is not given again when its job is purged")
    func largestID() throws {
        try journal.fill(1...3)
        try journal.purge(JournalPurge(table: .history, keep: 0))
        #expect(try journal.restored().largestID == TestJob(number: 3).id)
        try journal.fill(4...4)
        #expect(try journal.restored().largestID == TestJob(number: 4).id)
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
