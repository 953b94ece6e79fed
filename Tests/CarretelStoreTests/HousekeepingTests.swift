import CarretelCore
import GRDB
import Testing

@testable import CarretelStore

@Suite("Keeping the journal small")
struct HousekeepingTests {
    let fixture: JournalFixture
    let journal: Journal

    init() throws {
        fixture = try JournalFixture()
        journal = try fixture.open()
    }

    private func integer(_ sql: String) throws -> Int64? {
        try HistoryReader.open(fixture.path).read { try $0.integer(sql) }
    }

    @Test("removes statistics by age and by number")
    func statistics() throws {
        let tries = (1...30 as ClosedRange<Int64>).map { second in
            StatisticsRow.scrapingUsage(
                ScrapingUsage(
                    osNumber: "\(second)", outcome: "success", isSuccess: true, origin: .portal, engine: nil,
                    processingTime: .seconds(1), createdAt: JournalFixture.at(second)))
        }
        try journal.carryOut([
            TestJob(number: 1, type: "scraping").run(),
            .write(.checkpoint(JobNumber(rawValue: 1), Array("1".utf8), rows: tries), dossier: nil),
        ])
        let old = JournalPurge(table: .scrapingUsage, before: JournalFixture.at(11))
        #expect(try fixture.preview(old, now: JournalFixture.at(99)) == 10)
        #expect(try journal.purge(old).rows == 10)
        let many = try fixture.surveyed(JournalPurge(table: .scrapingUsage, keep: 5))
        #expect(many.rows == 20)
        #expect(try journal.purge(many).rows == 15)
        #expect(try integer("SELECT count(*) FROM scraping_usage_stats") == 5)
        #expect(try integer("SELECT min(created_at) FROM scraping_usage_stats") == JournalFixture.at(26).microseconds)
        // They are no jobs.
        #expect(try integer("SELECT purged FROM ledger") == 0)
    }

    /// Has batches written, one a job, in the order of their statuses.
    private func write(_ statuses: [ScrapingBatch.Status], to journal: Journal) throws {
        try journal.carryOut(
            statuses.enumerated().flatMap { index, status in
                let job = TestJob(number: Int64(index) + 1, type: "scraping")
                let batch = StatisticsRow.scrapingBatch(
                    ScrapingBatch(
                        batchName: "Lote", totalOS: 7, successCount: 7, errorCount: 0, status: status,
                        updatedAt: JournalFixture.at(Int64(index))))
                return [
                    job.run(),
                    JournalRequest.write(.checkpoint(job.jobNumber, Array("1".utf8), rows: [batch]), dossier: nil),
                ]
            })
    }

    @Test("leaves a batch that is at work")
    func openBatch() throws {
        try write([.started, .completed], to: journal)
        let purge = try fixture.surveyed(JournalPurge(table: .scrapingBatches, keep: 0))
        #expect(try journal.purge(purge).rows == 1)
        #expect(try integer("SELECT count(*) FROM scraping_batch_stats WHERE status = 'INICIADO'") == 1)
    }

    @Test("a batch that must stay leaves a gap, which is no row", arguments: [1, 128])
    func gap(choreRows: Int) throws {
        var fixture = fixture
        try journal.close()
        fixture.settings.choreRows = choreRows
        let stepping = try fixture.open(creating: false)
        try write([.started] + Array(repeating: .completed, count: 6), to: stepping)
        let limit = JournalPurge(table: .scrapingBatches, keep: 2)
        for removed in [5, 0] {
            let purge = try fixture.surveyed(limit)
            #expect(try fixture.preview(limit, now: JournalFixture.at(99)) == removed)
            #expect(try stepping.purge(purge).rows == removed)
            #expect(try integer("SELECT count(*) FROM scraping_batch_stats") == 2)
            #expect(try integer("SELECT max(id) - min(id) FROM scraping_batch_stats") == 6)
        }
    }

    @Test("counts statistics in several transactions, and only when it is asked to")
    func survey() throws {
        let tries = (0..<HistoryReader.previewRows + 5).map { second in
            StatisticsRow.scrapingUsage(
                ScrapingUsage(
                    osNumber: "\(second)", outcome: "success", isSuccess: true, origin: .portal, engine: nil,
                    processingTime: .seconds(1), createdAt: JournalFixture.at(Int64(second))))
        }
        try journal.carryOut([
            TestJob(number: 1, type: "scraping").run(),
            .write(.checkpoint(JobNumber(rawValue: 1), Array("1".utf8), rows: tries), dossier: nil),
        ])
        let reader = try HistoryReader.open(fixture.path)
        #expect(try reader.survey(.scrapingUsage, counts: true)?.rows == tries.count)
        let uncounted = try reader.survey(.scrapingUsage, counts: false)
        #expect(uncounted?.rows == nil && uncounted?.rowBytes ?? 0 > 64)
        #expect(try reader.survey(.scrapingBatches, counts: true) == TableSurvey(rows: 0))
        var looks = 0
        let ended = try reader.survey(
            .scrapingUsage, counts: true,
            isCancelled: {
                looks += 1
                return looks > 1
            })
        #expect(ended == nil && looks == 2)
    }

    @Test("a limit on bytes of statistics is held by their number and average size")
    func statisticsBytes() throws {
        try write(Array(repeating: .completed, count: 40), to: journal)
        var purge = try fixture.surveyed(JournalPurge(table: .scrapingBatches, bytes: 0))
        purge.bytes = try #require(purge.rowBytes) * 10
        #expect(try journal.purge(purge).rows == 30)
    }

    @Test("gives room back in steps, and nothing is damaged by it")
    func shrink() throws {
        try journal.fill(1...600, padding: 1_000)
        try journal.purge(JournalPurge(table: .history, keep: 10))
        let before = try #require(try integer("PRAGMA page_count"))
        let spare = try HistoryReader.open(fixture.path).spareBytes()
        var (steps, bytes) = (0, 0)
        while true {
            let report = try journal.chore(.shrink)
            (steps, bytes) = (steps + 1, bytes + report.bytes)
            if report.isDone { break }
        }
        #expect(steps > 1)
        // Pages that tell where others are go with those that hold nothing.
        #expect(spare > 0 && spare <= bytes)
        #expect(try integer("PRAGMA freelist_count") == 0)
        #expect(try integer("PRAGMA page_count") == before - Int64(bytes / 4_096))
        #expect(Int64(bytes / 4_096) > before / 2)
        let reader = try HistoryReader.open(fixture.path)
        #expect(try reader.damage() == [])
        #expect(try reader.recount().differences == [])
        #expect(try journal.chore(.shrink) == ChoreReport(isDone: true))
    }

    @Test("the file is smaller once the log has been copied, with nothing else written")
    func smallerFile() throws {
        try journal.fill(1...600, padding: 1_000)
        let copier = try LogCopier(fixture.path)
        try copier.copy()
        let before = try fixture.folder.read("journal.sqlite").count
        try journal.purge(JournalPurge(table: .history, keep: 10))
        var bytes = 0
        while true {
            let report = try journal.chore(.shrink)
            bytes += report.bytes
            if report.isDone { break }
        }
        #expect(try copier.copyWhole())
        #expect(bytes > before / 2)
        #expect(try fixture.folder.read("journal.sqlite").count < before / 2)
        try copier.close()
    }

    @Test("a page goes back in each step, however slow it is")
    func slowPages() throws {
        try journal.fill(1...50, padding: 1_000)
        try journal.purge(JournalPurge(table: .history, keep: 0))
        try journal.close()
        var fixture = fixture
        fixture.settings.choreTime = .zero
        let slow = try fixture.open(creating: false)
        let report = try slow.chore(.shrink)
        #expect(report.bytes == 4_096)
        #expect(!report.isDone)
    }

    @Test("says how a journal of an earlier version is made anew, and makes it")
    func oldJournal() throws {
        let old = try JournalFixture()
        let queue = try DatabaseQueue(path: old.path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(JournalConnection.kind.applicationID)")
        }
        try JournalSchema.migrator.migrate(queue, upTo: "2 statistics of portals")
        try queue.close()
        let journal = try old.open(creating: false)
        try journal.fill(1...50)
        let report = try journal.chore(.shrink)
        #expect(report.isDone)
        #expect(report.note?.contains("carretel fsck --repair") == true)
        #expect(try HistoryReader.open(old.path).spareBytes() == 0)
        #expect(try journal.makeShrinkable())
        #expect(try !journal.makeShrinkable())
        #expect(try journal.chore(.shrink).note == nil)
        try journal.carryOut([TestJob(number: 51).accept()])
        let reader = try HistoryReader.open(old.path)
        #expect(try reader.damage() == [])
        #expect(try reader.recount().rows == 51)
    }

    @Test("copies the log beside the writer, which then begins it anew")
    func copier() throws {
        let copier = try LogCopier(fixture.path)
        try journal.fill(1...200)
        let pages = journal.logPages
        #expect(pages > 20)
        #expect(try copier.copy() == 0)
        try journal.carryOut([TestJob(number: 201).accept()])
        #expect(journal.logPages < pages)
        try copier.close()
    }

    @Test("keeps the log bounded while it is written without a pause", arguments: [true, false])
    func boundedLog(isCopied: Bool) throws {
        var fixture = try JournalFixture()
        fixture.settings.checkpointPages = 120
        let journal = try fixture.open()
        let copier = try LogCopier(fixture.path)
        var rule = LogCopyRule(limit: 120)
        var (longest, restarts, before) = (0, 0, 0)
        for number in 1...2_000 as ClosedRange<Int64> {
            try journal.carryOut([TestJob(number: number).accept()])
            let pages = journal.logPages
            if pages < before { restarts += 1 }
            before = pages
            longest = max(longest, pages)
            rule.noteChore()
            if isCopied, rule.isDue(pages: pages) { try copier.copy() }
        }
        // With a copier the writer never comes to its limit; without one it copies there by itself.
        #expect(isCopied ? longest < 120 : longest >= 120)
        #expect(longest < 150)
        #expect(restarts > 10)
        try copier.close()
    }

    @Test("a log is copied in small pieces, and by the writer at its limit")
    func copyRule() {
        var rule = LogCopyRule(limit: 120)
        let lengths = [1, 2, 3, 4, 80, 81, 90, 119, 120, 130, 1, 2]
        let due = lengths.filter { pages in
            rule.noteChore()
            return rule.isDue(pages: pages)
        }
        #expect(due == [2, 4, 80, 90, 119, 2])
        // Each of these is a log begun anew.
        rule = LogCopyRule(limit: 120)
        let alike = [2, 2, 2].filter { pages in
            rule.noteChore()
            return rule.isDue(pages: pages)
        }
        #expect(alike == [2, 2, 2])
        // Without a step of maintenance since, the writer alone sees to it.
        #expect(lengths.filter { rule.isDue(pages: $0) } == [])
    }
}
