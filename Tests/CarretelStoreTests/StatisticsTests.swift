import CarretelCore
import GRDB
import Testing

@testable import CarretelStore

@Suite("Statistics of portals in the journal")
struct StatisticsTests {
    let fixture: JournalFixture
    let journal: Journal

    init() throws {
        fixture = try JournalFixture()
        journal = try fixture.open()
    }

    private func checkpoint(_ number: Int64, _ rows: [StatisticsRow], bytes: String = "1") -> JournalRequest {
        .write(.checkpoint(JobNumber(rawValue: number), Array(bytes.utf8), rows: rows), dossier: nil)
    }

    private func batch(
        _ status: ScrapingBatch.Status, successes: Int = 0, errors: Int = 0, at moment: Int64 = 0
    ) -> StatisticsRow {
        .scrapingBatch(
            ScrapingBatch(
                batchName: "Lote", totalOS: 7, successCount: successes, errorCount: errors, status: status,
                updatedAt: JournalFixture.at(moment)))
    }

    /// The batch rows as words.
    private func batches() throws -> [String] {
        try HistoryReader.open(fixture.path).read { query in
            try query.rows(
                """
                SELECT task_id, user_id, batch_name, total_os, success_count, error_count, status, created_at,
                updated_at FROM scraping_batch_stats ORDER BY id
                """
            ) { row in
                let times = [row.integer(7), row.integer(8)].map {
                    ($0 - JournalFixture.origin.microseconds) / 1_000_000
                }
                return
                    "\(row.text(1) ?? "") \(row.count(3)) \(row.count(4)) \(row.count(5)) \(row.text(6) ?? "") \(times)"
            }
        }
    }

    private func usageCount() throws -> Int64? {
        try HistoryReader.open(fixture.path).read { try $0.integer("SELECT count(*) FROM scraping_usage_stats") }
    }

    @Test("writes tries and batch with the checkpoint, in the asker's name")
    func writes() throws {
        try journal.carryOut([
            TestJob(number: 1, type: "scraping").run(at: 10), checkpoint(1, [batch(.started, at: 11)]),
            checkpoint(
                1,
                [
                    .scrapingUsage(.try("0042", "portal_timed_out", false, seconds: 1.5, at: 20)),
                    .scrapingUsage(.try("42", "success", true, seconds: 0, at: 21, .cache)),
                    batch(.started, successes: 1, at: 22),
                ]),
        ])
        #expect(try batches() == ["maria 7 1 0 INICIADO [10, 22]"])
        // The last word comes without a try.
        try journal.carryOut([checkpoint(1, [batch(.completedWithErrors, successes: 1, errors: 6, at: 40)])])
        #expect(try batches() == ["maria 7 1 6 CONCLUIDO_COM_ERROS [10, 40]"])
        try journal.carryOut([TestJob(number: 1).end(.partial, at: 41, startedAt: 10)])
        #expect(try batches() == ["maria 7 1 6 CONCLUIDO_COM_ERROS [10, 40]"])
        let rows = try HistoryReader.open(fixture.path).read { query in
            try query.rows(
                """
                SELECT user_id, os_number, success, processing_time, task_id, outcome, origin, engine, created_at
                FROM scraping_usage_stats ORDER BY id
                """
            ) { row in
                let words = [0, 1, 4, 5, 6, 7].map { row.text($0) ?? "-" }.joined(separator: " ")
                return "\(words) \(row.count(2)) \(row.real(3)) \(row.integer(8) - JournalFixture.at(0).microseconds)"
            }
        }
        let id = TestJob(number: 1).id.text
        #expect(
            rows == [
                "maria 0042 \(id) portal_timed_out portal http 0 1.5 20000000",
                "maria 42 \(id) success cache - 1 0.0 21000000",
            ])
    }

    @Test("has the owner for a job that nobody asked for by name")
    func owner() throws {
        var arrival = TestJob(number: 1, type: "scraping").arrival
        let request = JobRequest(type: "scraping", requestedBy: nil, priority: 5, timeout: .seconds(60), maxAttempts: 3)
        arrival.verdict = .valid(request, warnings: [])
        try journal.carryOut([
            .write(
                .accept(JobNumber(rawValue: 1), arrival, .running(at: JournalFixture.at(0))), dossier: nil),
            checkpoint(1, [batch(.completed, at: 3)]),
        ])
        #expect(try batches() == ["1000 7 0 0 CONCLUIDO [0, 3]"])
    }

    @Test("counts nothing that is told after the job's end, nor of a transaction that failed")
    func onlyOnce() throws {
        let row = StatisticsRow.scrapingUsage(.try("1", "success", true, seconds: 1, at: 1))
        try journal.carryOut([TestJob(number: 1, type: "scraping").run(), checkpoint(1, [row])])
        try journal.carryOut([TestJob(number: 1).end(at: 2)])
        try journal.carryOut([checkpoint(1, [row])])
        #expect(try usageCount() == 1)
        #expect(throws: StoreFailure.self) {
            try journal.carryOut([
                TestJob(number: 2, type: "scraping").run(), checkpoint(2, [row]), TestJob(number: 9).end(),
            ])
        }
        #expect(try usageCount() == 1)
    }

    /// Three jobs: the batch of the first is open, that of the second is done, the third goes on.
    private func fill() throws {
        try journal.carryOut([
            TestJob(number: 1, type: "scraping").run(at: 1),
            checkpoint(1, [batch(.started, successes: 3, errors: 1, at: 4)]),
            TestJob(number: 2, type: "scraping").run(at: 2), checkpoint(2, [batch(.started, at: 5)]),
            checkpoint(2, [batch(.completedWithErrors, successes: 6, errors: 1, at: 6)]),
            TestJob(number: 3, type: "scraping").run(at: 3), checkpoint(3, [batch(.started, successes: 2, at: 7)]),
        ])
    }

    @Test(
        "makes an error of a batch whose job comes to nothing, whatever was said of it",
        arguments: [JobStatus.failed, .cancelled, .timedOut, .expired])
    func jobWithoutResult(status: JobStatus) throws {
        try fill()
        try journal.carryOut([
            TestJob(number: 1).end(status, at: 30, startedAt: 1), TestJob(number: 2).end(status, at: 31, startedAt: 2),
        ])
        #expect(
            try batches() == [
                "maria 7 0 7 ERRO [1, 30]", "maria 7 0 7 ERRO [2, 31]", "maria 7 2 0 INICIADO [3, 7]",
            ])
    }

    @Test(
        "makes an error of a batch that is open when its job has a result", arguments: [JobStatus.succeeded, .partial])
    func openAtTheEnd(status: JobStatus) throws {
        try fill()
        try journal.carryOut([
            TestJob(number: 1).end(status, at: 30, startedAt: 1), TestJob(number: 2).end(status, at: 31, startedAt: 2),
        ])
        #expect(
            try batches() == [
                "maria 7 0 7 ERRO [1, 30]", "maria 7 6 1 CONCLUIDO_COM_ERROS [2, 6]", "maria 7 2 0 INICIADO [3, 7]",
            ])
    }

    @Test("remembers across a restart whose batches have a job that goes on")
    func batchesAcrossARestart() throws {
        try fill()
        try journal.carryOut([
            .write(
                .deferred(
                    JobNumber(rawValue: 2),
                    Deferral(
                        until: JournalFixture.at(100), history: [], attemptsUsed: 1, interruptions: 0, workerDeaths: 0,
                        checkpoint: nil)), dossier: nil)
        ])
        try journal.close()
        let next = try fixture.open()
        for number in 1...3 as ClosedRange<Int64> {
            try next.carryOut([TestJob(number: number).end(.cancelled, at: 50 + number, startedAt: 1)])
        }
        #expect(
            try batches() == ["maria 7 0 7 ERRO [1, 51]", "maria 7 0 7 ERRO [2, 52]", "maria 7 0 7 ERRO [3, 53]"])
    }

    @Test("gives a journal of the first version its tables, and keeps what it had")
    func migration() throws {
        let old = try JournalFixture()
        let queue = try DatabaseQueue(path: old.path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(JournalConnection.kind.applicationID)")
        }
        try JournalSchema.migrator.migrate(queue, upTo: "1 jobs, results, counters")
        try queue.write { try $0.execute(sql: "UPDATE ledger SET received = 3, purged = 3, last_number = 3") }
        try queue.close()
        #expect(failureCode { try HistoryReader.open(old.path) } == .missing)
        let journal = try old.open(creating: false)
        try journal.carryOut([TestJob(number: 4, type: "scraping").run(), checkpoint(4, [batch(.started)])])
        let reader = try HistoryReader.open(old.path)
        #expect(try reader.overview().received == 4)
        #expect(
            try reader.usage(since: JournalFixture.at(0), until: JournalFixture.at(9), zone: .utc).batches.count == 1)
    }

    @Test("sums up the tries of the last minutes for a new daemon")
    func tries() throws {
        let minute = TryMinute.minute(of: JournalFixture.at(0))
        try journal.carryOut([
            TestJob(number: 1, type: "scraping").run(),
            checkpoint(
                1,
                [
                    .scrapingUsage(.try("old", "success", true, seconds: 9, at: -70)),
                    .scrapingUsage(.try("a", "success", true, seconds: 2, at: 1)),
                    .scrapingUsage(.try("b", "portal_failed", false, seconds: 3.5, at: 2)),
                    .scrapingUsage(.try("c", "success", true, seconds: 0, at: 3, .cache)),
                    .scrapingUsage(.try("d", "not_found", true, seconds: 1, at: 61)),
                ]),
        ])
        #expect(
            try journal.tries(since: JournalFixture.at(0)) == [
                TryMinute(minute: minute, tries: 2, failures: 1, slowest: .milliseconds(3_500), slowestSubject: "b"),
                TryMinute(minute: minute + 1, tries: 1, failures: 0, slowest: .seconds(1), slowestSubject: "d"),
            ])
    }
}

extension ScrapingUsage {
    /// A try at a moment of the fixture's clock.
    static func `try`(
        _ number: String, _ outcome: String, _ isSuccess: Bool, seconds: Double, at moment: Int64,
        _ origin: Origin = .portal
    ) -> ScrapingUsage {
        ScrapingUsage(
            osNumber: number, outcome: outcome, isSuccess: isSuccess, origin: origin,
            engine: origin == .portal ? "http" : nil, processingTime: .seconds(seconds),
            createdAt: JournalFixture.at(moment))
    }
}
