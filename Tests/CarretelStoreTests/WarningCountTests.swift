import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Counting warnings")
struct WarningCountTests {
    private func end(_ number: Int64, _ codes: [String], duplicateOf: JobID? = nil) -> [JournalRequest] {
        let job = TestJob(number: number)
        var ending = TestJob.ending(.succeeded, at: 1, startedAt: 0, duplicateOf)
        ending.answer.warnings = codes.map { Warning(code: $0, message: "…") }
        return [job.run(), .write(.end(job.jobNumber, ending), dossier: nil)]
    }

    private func counts(_ fixture: JournalFixture) throws -> [String: Int] {
        let statistics = try HistoryReader.open(fixture.path).statistics(now: JournalFixture.at(60))
        return statistics.first { $0.type == "echo" }?.warnings ?? [:]
    }

    @Test("counts a job once a code, and a duplicate as nothing else")
    func counting() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        try journal.carryOut(
            end(1, ["fallback", "timed_out", "timed_out"]) + end(2, []) + end(3, ["fallback"])
                + end(4, ["fallback"], duplicateOf: TestJob(number: 3).id))
        #expect(try counts(fixture) == ["fallback": 2, "timed_out": 1, "duplicate": 1])
        let statistics = try #require(
            try HistoryReader.open(fixture.path).statistics(now: JournalFixture.at(60)).first { $0.type == "echo" })
        #expect(statistics.ends == [.succeeded: 4])
    }

    @Test("counts what a job's file was warned of too")
    func fileWarnings() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        let job = TestJob(number: 1)
        try journal.carryOut([job.run()])
        var dossier = JobDossier(job.arrival, number: job.jobNumber, resultName: "job-1")
        dossier.warnings = [Warning(code: "byte_order_mark", message: "…")]
        try journal.carryOut([.write(.end(job.jobNumber, TestJob.ending(.succeeded, at: 1)), dossier: dossier)])
        #expect(try counts(fixture) == ["byte_order_mark": 1])
    }

    @Test("names no more codes than it may, also after a restart")
    func bound() throws {
        var fixture = try JournalFixture()
        fixture.settings.codesMax = 4
        let journal = try fixture.open()
        try journal.carryOut(end(1, ["a", "b", "c", "d"]) + end(2, ["a", String(repeating: "x", count: 65)]))
        try journal.close()
        let next = try fixture.open()
        try next.carryOut(end(3, ["b", "e"]))
        #expect(try counts(fixture) == ["a": 2, "b": 2, "other": 3])
    }
}
