import CarretelCore
import Testing

@testable import CarretelCommands

@Suite struct ListTests {
    private func job() throws -> JobSummary {
        let received = try moment("2026-11-20T12:00:00Z")
        return JobSummary(
            id: try #require(JobID(text: "01JD2V5Y7E8M0000000000K3F9")), name: "carga", type: "echo", state: .ended,
            status: .timedOut, receivedAt: received, startedAt: received + .seconds(1),
            finishedAt: received + .milliseconds(2_500), attempts: 2,
            reason: FailureReason(.policy, code: "timed_out", message: "The limit\u{7} was reached."))
    }

    @Test func historyIsATable() throws {
        #expect(
            HistoryReport(jobs: [try job()]).lines(.plain) == [
                "RECEIVED              ID      NAME   TYPE  STATUS      TOOK  TRIES  WHY",
                "2026-11-20 12:00:00Z  00K3F9  carga  echo  timed_out  1.5 s      2  timed_out: The limit\\u{0007} was reached.",
            ])
        #expect(HistoryReport(jobs: []).lines(.plain).isEmpty)
    }

    @Test func historyAsJSONNamesMembersAsResultsDo() throws {
        let json = try JSONValue(parsing: HistoryReport(jobs: [try job()]).json)
        let first = try #require(json["jobs"]?.elements.first { _ in true })
        #expect(first["status"]?.string == "timed_out")
        #expect(first["duration_ms"]?.int64 == 1_500)
        #expect(first["reason"]?["code"]?.string == "timed_out")
        #expect(first["key"]?.isNull == true)
    }

    @Test func showTellsWhereWhyAndWhatNext() throws {
        let now = try moment("2026-11-20T12:03:00Z")
        let hash = try #require(ContentHash(bytes: Array(repeating: 7, count: 32)))
        let started = try moment("2026-11-20T12:00:01Z")
        var summary = try job()
        (summary.state, summary.status, summary.requestedBy, summary.owner) = (.deferred, nil, "maria", 1_000)
        let story = JobStory(
            summary: summary, lane: "echo", timeout: .seconds(60), maxAttempts: 3, attemptsUsed: 1, sha256: hash,
            attempts: [
                AttemptRecord(
                    number: 1, startedAt: started, endedAt: started + .milliseconds(1_500), outcome: .timedOut,
                    reason: FailureReason(.policy, code: "timed_out", message: "Too slow."))
            ],
            places: [
                .init(kind: "job_file", path: "active/01JD2V5Y7E8M0000000000K3F9~carga.json", exists: true),
                .init(kind: "result", path: "outgoing/results/carga.result.json", exists: false),
            ],
            whereabouts: "put off", why: "attempt 1 timed out (timed_out: Too slow.)", next: "attempt 2 becomes due",
            nextAt: now + .seconds(60))
        #expect(
            ShowReport(jobs: [story], now: now).lines(.plain).joined(separator: "\n") == """
                carga  deferred
                  id        01JD2V5Y7E8M0000000000K3F9
                  type      echo, priority 5, lane echo
                  received  2026-11-20 12:00:00Z (3 min ago), from user 1000, requested by maria (as the file says)
                  where     put off
                  why       attempt 1 timed out (timed_out: Too slow.)
                  next      attempt 2 becomes due: 2026-11-20 12:04:00Z (in 1 min)
                  attempts  1 of 3 used
                    1  2026-11-20 12:00:01Z  timed_out  1.5 s  timed_out: Too slow.
                  files
                    job file: active/01JD2V5Y7E8M0000000000K3F9~carga.json
                """)
    }

    @Test func aNameMayBeAnIDOrItsEndingToo() throws {
        let id = try #require(JobID(text: "01JD2V5Y7E8M0000000000K3F9"))
        #expect(JobFinder.selectors("k3f9") == [.name("k3f9"), .idEnding("K3F9")])
        #expect(JobFinder.selectors("carga.json") == [.name("carga.json"), .name("carga")])
        #expect(
            JobFinder.selectors(id.text.lowercased()) == [
                .id(id), .name(id.text.lowercased()), .idEnding(id.text),
            ])
    }

    @Test func cancellingEndsWithTheGravestOutcome() {
        var report = CancelReport(entries: [.init(job: "a", outcome: "done", message: "The job is being ended.")])
        #expect(report.exitCode == 0)
        report.entries.append(.init(job: "b", outcome: CancelReport.noDaemon, message: "No daemon."))
        #expect(report.exitCode == 75)
        report.entries.append(.init(job: "c\n", outcome: "not_found", message: "There is no such job."))
        #expect(report.exitCode == 1)
        #expect(report.lines == ["a: The job is being ended.", "b: No daemon.", "c\\n: There is no such job."])
    }
}
