import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelCommands

/// What `status` says of schedules.
@Suite struct ScheduleStatusTests {
    private func report(
        last: StatusReport.ScheduleRun?, isEnabled: Bool = true, next: Int = 1_200
    ) throws -> StatusReport {
        let now = try moment("2026-11-20T12:10:00Z")
        var report = StatusReport(spool: "spool", at: now, daemon: .init(isAlive: true, pid: 1))
        report.schedules = [
            .init(
                name: "odoo-sync", type: "odoo-sync-window", isEnabled: isEnabled, timing: "every 30 min", skipped: 2,
                next: now + .seconds(next), warnAfter: .seconds(300), last: last)
        ]
        return report
    }

    private func run(
        _ state: JobState?, _ status: JobStatus? = nil, seconds: Int? = nil
    ) throws -> StatusReport.ScheduleRun {
        .init(
            name: "odoo-sync-20261120T120000Z", key: "", due: try moment("2026-11-20T12:00:00Z"), state: state,
            status: status,
            duration: seconds.map { .seconds($0) })
    }

    private func table(_ report: StatusReport) -> [String] {
        let lines = report.lines(.plain)
        return Array(lines.drop { !$0.hasPrefix("SCHEDULE") })
    }

    @Test func theTableSaysWhenWhatAndHowItWent() throws {
        let report = try report(last: run(.ended, .succeeded, seconds: 42))
        #expect(
            table(report) == [
                "SCHEDULE   WHEN          NEXT       LAST DUE              OUTCOME    TOOK  SKIPPED  LAST JOB",
                "odoo-sync  every 30 min  in 20 min  2026-11-20 12:00:00Z  succeeded  42 s        2  odoo-sync-20261120T120000Z",
            ])
        #expect(!report.lines(.plain).contains { $0.contains("WARNING") })
        #expect(StatusCheck(report, limits: .init()).state == .ok)
    }

    @Test func whatIsToComeIsSaid() throws {
        #expect(try table(report(last: nil, next: 90))[1].contains("in 90 s"))
        #expect(try table(report(last: nil, isEnabled: false))[1].contains("switched off"))
        #expect(try table(report(last: run(.running, seconds: 60), next: -5))[1].contains("after this one"))
    }

    @Test(arguments: [
        (JobState.ended as JobState?, JobStatus.succeeded as JobStatus?, 301, "took 5 min 1 s, more than 5 min"),
        (.running, nil, 301, "has taken 5 min 1 s, more than 5 min"), (.ended, .partial, 10, "ended as partial"),
        (.ended, .failed, 10, "ended as failed"), (nil, nil, 0, "cannot be found any more"),
    ])
    func whatIsWrongIsAWarningEverywhere(
        state: JobState?, status: JobStatus?, seconds: Int, words: String
    ) throws {
        let report = try report(last: run(state, status, seconds: seconds))
        let text = "odoo-sync-20261120T120000Z \(words)"
        #expect(report.lines(.plain).contains("WARNING  schedule odoo-sync: \(text)"))
        let check = StatusCheck(report, limits: .init())
        #expect(check.state == .warning && check.line.hasPrefix("CARRETEL WARNING - schedule odoo-sync: \(text)"))
        let json = try JSONValue(parsing: report.json)["schedules"]?.elements.first { _ in true }
        #expect(json?["warnings"]?.elements.map(\.string) == [text])
    }

    @Test func theRunBeforeCountsWhileTheNextIsUnderWay() throws {
        var report = try report(last: run(.running, seconds: 10))
        report.schedules[0].previous = .init(
            name: "before", key: "", due: report.at, state: .ended, status: .succeeded, duration: .seconds(400))
        #expect(report.schedules[0].warnings == ["before took 6 min 40 s, more than 5 min"])
        report.schedules[0].last = try run(.ended, .succeeded, seconds: 10)
        #expect(report.schedules[0].warnings.isEmpty)
    }

    @Test(arguments: [300, 10])
    func neitherTheLimitItselfNorAScheduleThatIsOffIsAWarning(seconds: Int) throws {
        #expect(try report(last: run(.running, seconds: seconds)).schedules[0].warnings.isEmpty)
        #expect(try report(last: run(.ended, .failed), isEnabled: false).schedules[0].warnings.isEmpty)
    }

    @Test func programsGetTheSame() throws {
        let report = try report(last: run(.ended, .succeeded, seconds: 42))
        let json = try #require(try JSONValue(parsing: report.json)["schedules"]?.elements.first { _ in true })
        #expect(json["name"]?.string == "odoo-sync" && json["type"]?.string == "odoo-sync-window")
        #expect(json["enabled"]?.boolean == true && json["timing"]?.string == "every 30 min")
        #expect(json["next_run"]?.string == "2026-11-20T12:30:00.000Z" && json["skipped"]?.int64 == 2)
        let last = try #require(json["last"])
        #expect(last["name"]?.string == "odoo-sync-20261120T120000Z" && last["state"]?.string == "ended")
        #expect(last["due"]?.string == "2026-11-20T12:00:00.000Z" && last["status"]?.string == "succeeded")
        #expect(last["duration_ms"]?.int64 == 42_000)
    }

    @Test func anUnreadableNoteIsAWarning() throws {
        var report = try report(last: nil)
        report.schedulesProblem = "it is damaged"
        #expect(StatusCheck(report, limits: .init()).state == .warning)
        #expect(report.lines(.plain).contains("WARNING  schedules: it is damaged"))
    }
}

/// The real program beside a daemon with a schedule, and after it.
@Suite(.temporaryDirectory) struct ServedScheduleTests {
    @Test func aDeadDaemonsSchedulesAreStillShown() async throws {
        let folder = try TemporaryDirectory.current
        let spool = folder.path("spool")
        try write(
            "schedules: {tick: {type: echo, every_minutes: 60, at_start: true, parameters: {fail: permanent}}}\n",
            to: folder.path("carretel.yaml"))
        let server = try await Server.start(spool: spool, configuration: folder.path("carretel.yaml"))
        let environment = ["CARRETEL_SPOOL": spool]
        try await eventually("the failed job in status") {
            let status = try await CommandRun.carretel(["status", "--json"], environment: environment).json
            let tick = status["schedules"]?.elements.first { $0["name"]?.string == "tick" }
            return tick?["last"]?["status"]?.string == "failed"
        }
        let check = try await CommandRun.carretel(["status", "--check"], environment: environment)
        #expect(check.code == 1 && check.output.contains("CARRETEL WARNING - schedule tick: tick-"))
        try await server.kill()
        let dead = try await CommandRun.carretel(["status"], environment: environment)
        #expect(dead.code == 2 && dead.output.contains("WARNING  schedule tick: tick-"))
        let line = dead.output.split(separator: "\n").first { $0.hasPrefix("tick ") }
        for words in ["  every 1 h  ", "  failed  "] {
            #expect(line?.contains(words) == true, "\(words): \(dead.output)")
        }
        // By how long ago it was dropped.
        #expect((40...59).contains { line?.contains("  in \($0) min") == true }, "\(dead.output)")
    }
}
