import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Reading the history")
struct HistoryReaderTests {
    let fixture: JournalFixture
    let journal: Journal

    init() throws {
        fixture = try JournalFixture()
        journal = try fixture.open()
    }

    @Test("reads a stopped daemon's journal and makes no files")
    func afterTheDaemon() throws {
        try journal.carryOut([TestJob(number: 1).run()])
        try journal.close()
        let files = try fixture.folder.names()
        #expect(files == ["journal.sqlite", "journal.sqlite-shm", "journal.sqlite-wal"])
        let before = try fixture.folder.read("journal.sqlite")
        do {
            let reader = try HistoryReader.open(fixture.path)
            #expect(try reader.overview().received == 1)
            #expect(try reader.running().map(\.name) == ["job-1"])
        }
        #expect(try fixture.folder.names() == files)
        #expect(try fixture.folder.read("journal.sqlite") == before)
    }

    @Test("reads a journal that was copied without its log, whatever its name")
    func withoutLog() throws {
        try journal.carryOut([TestJob(number: 1).run()])
        try journal.close()
        let copy = try TemporaryFolder()
        try copy.write(fixture.folder.read("journal.sqlite"), to: "a #1?%41.sqlite")
        let reader = try HistoryReader.open(copy("a #1?%41.sqlite"))
        #expect(try reader.overview().received == 1)
        #expect(try copy.names() == ["a #1?%41.sqlite"])
    }

    @Test("counts by state, lane, type and status, and knows how long the oldest waits")
    func overview() throws {
        try journal.carryOut([
            TestJob(number: 1, receivedAt: 9).accept(), TestJob(number: 2, priority: 9, receivedAt: 20).accept(),
            TestJob(number: 3, type: "scraping").run(), TestJob(number: 4).run(), TestJob(number: 4).end(.failed),
            TestJob(number: 5, type: "nonsense", isRejected: true).accept(.ended(TestJob.ending(.rejected, at: 1))),
        ])
        let overview = try HistoryReader.open(fixture.path).overview()
        #expect(
            Set(overview.unended) == [
                .init(state: .waiting, lane: "short", type: "echo", count: 2),
                .init(state: .running, lane: "scraping", type: "scraping", count: 1),
            ])
        #expect(
            Set(overview.ended) == [
                .init(status: .failed, type: "echo", count: 1), .init(status: .rejected, type: "", count: 1),
            ])
        #expect(overview.oldestWaiting == ["short": JournalFixture.at(9)])
        #expect(overview.holds)
    }

    @Test("sums the last day up by type, with success rate and percentiles")
    func statistics() throws {
        var requests: [JournalRequest] = []
        for number in 1...100 {
            let job = TestJob(number: Int64(number))
            // 100 durations from 1 s to 100 s, all of them in the hour of the origin.
            requests += [job.run(), job.end(number <= 10 ? .failed : .succeeded, at: Int64(number), startedAt: 0)]
        }
        requests.append(
            TestJob(number: 101, isRejected: true).accept(.ended(TestJob.ending(.rejected, at: 5))))
        try journal.carryOut(requests)
        let reader = try HistoryReader.open(fixture.path)
        let echo = try #require(try reader.statistics(now: JournalFixture.at(60)).first)
        #expect(echo.type == "echo")
        #expect(echo.ends == [.failed: 10, .succeeded: 90, .rejected: 1])
        #expect(echo.successRate == 0.9)
        let median = try #require(echo.medianMilliseconds)
        let p95 = try #require(echo.p95Milliseconds)
        #expect(abs(Double(median) / 50_000 - 1) < 0.0626)
        #expect(abs(Double(p95) / 95_000 - 1) < 0.0626)
        // A day and an hour later nothing of it is left.
        #expect(try reader.statistics(now: JournalFixture.at(25 * 3_600)).isEmpty)
    }

    @Test("lists ended jobs by type, status, age and number")
    func history() throws {
        for number in 1...20 {
            let job = TestJob(
                number: Int64(number), type: number % 2 == 0 ? "echo" : "scraping", receivedAt: Int64(number) * 3_600)
            try journal.carryOut([job.run(), job.end(number % 5 == 0 ? .failed : .succeeded)])
        }
        try journal.carryOut([TestJob(number: 21, receivedAt: 21 * 3_600).accept()])
        let reader = try HistoryReader.open(fixture.path)
        func numbers(_ filter: HistoryFilter) throws -> [Int64] { try reader.history(filter).map(\.number.rawValue) }
        #expect(try numbers(HistoryFilter(limit: 3)) == [20, 19, 18])
        #expect(try numbers(HistoryFilter(status: .failed)) == [20, 15, 10, 5])
        #expect(try numbers(HistoryFilter(type: "echo", status: .failed)) == [20, 10])
        #expect(try numbers(HistoryFilter(type: "scraping", status: .succeeded, limit: 2)) == [19, 17])
        #expect(try numbers(HistoryFilter(since: JournalFixture.at(18 * 3_600))) == [20, 19, 18])
        #expect(try numbers(HistoryFilter(type: "echo", since: JournalFixture.at(17 * 3_600 + 1))) == [20, 18])
        #expect(try numbers(HistoryFilter(type: "nonsense")) == [])
        #expect(try numbers(HistoryFilter(since: JournalFixture.at(1_000_000))) == [])
    }

    @Test("shows a job with all its attempts, the running one too")
    func show() throws {
        let job = TestJob(number: 1, name: "same", key: 3)
        let failed = AttemptRecord(
            number: 1, startedAt: JournalFixture.at(0), endedAt: JournalFixture.at(1), outcome: .workerDied,
            reason: FailureReason(.transient, code: "worker_died", message: "Signal 9."))
        try journal.carryOut([
            job.run(),
            .write(
                .deferred(
                    job.jobNumber,
                    Deferral(
                        until: JournalFixture.at(9), history: [failed], attemptsUsed: 1, interruptions: 0,
                        workerDeaths: 1)), dossier: nil),
            job.start(attempt: 2, at: 9), .write(.began(job.jobNumber), dossier: nil),
        ])
        let reader = try HistoryReader.open(fixture.path)
        let running = try #require(try reader.show(.name("same")).first)
        #expect(running.state == .running)
        #expect(running.hasBegun)
        #expect(running.workerDeaths == 1)
        #expect(running.requestedBy == "maria")
        #expect(running.attempts == [failed, AttemptRecord(number: 2, startedAt: JournalFixture.at(9))])
        #expect(running.isPublished == nil)

        let other = TestJob(number: 2, name: "same")
        try journal.carryOut([other.accept()])
        #expect(try reader.show(.name("same")).map(\.number.rawValue) == [2, 1])
        #expect(
            try reader.show(.idEnding(String(other.id.text.suffix(5)))).map(\.resultName) == ["same.\(other.id.text)"])
        try journal.carryOut([
            job.end(), other.end(.cancelled, startedAt: nil), .markPublished(through: EndSequence(rawValue: 1)),
        ])
        #expect(try reader.show(.name("same")).map(\.isPublished) == [false])
        #expect(try reader.show(.id(job.id)).map(\.isPublished) == [true])
        #expect(try reader.show(.id(TestJob(number: 9).id)).isEmpty)
        #expect(try reader.show(.idEnding("!!!!")).isEmpty)
    }

    @Test("a plain success needs no stored history")
    func plainSuccess() throws {
        let job = TestJob(number: 1)
        try journal.carryOut([job.run(), job.end()])
        let reader = try HistoryReader.open(fixture.path)
        #expect(try reader.read { try $0.integer("SELECT count(history) FROM jobs") } == 0)
        #expect(
            try reader.show(.id(job.id)).first?.attempts == [
                AttemptRecord(
                    number: 1, startedAt: JournalFixture.at(0), endedAt: JournalFixture.at(1), outcome: .succeeded)
            ])
    }

    @Test("says what is due, what comes next and how many are before it")
    func queue() throws {
        try journal.carryOut([
            TestJob(number: 1).accept(.deferred(until: JournalFixture.at(50))),
            TestJob(number: 2).accept(.deferred(until: JournalFixture.at(40))),
            TestJob(number: 3).accept(), TestJob(number: 4, priority: 7).accept(), TestJob(number: 5).accept(),
        ])
        let reader = try HistoryReader.open(fixture.path)
        #expect(try reader.nextDue(limit: 1).map(\.number.rawValue) == [2])
        #expect(try reader.nextWaiting(lane: "short").map(\.number.rawValue) == [4, 3, 5])
        let last = try #require(try reader.show(.id(TestJob(number: 5).id)).first)
        #expect(try reader.placeInQueue(of: last) == 2)
    }
}
