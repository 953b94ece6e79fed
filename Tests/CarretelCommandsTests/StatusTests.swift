import CarretelCore
import CarretelDaemon
import Testing

@testable import CarretelCommands

/// A report with something in every part.
private func busyReport() throws -> StatusReport {
    let now = try moment("2026-11-20T12:00:00Z")
    let id = try #require(JobID(text: "01JD2V5Y7E8M0000000000K3F9"))
    var report = StatusReport(
        spool: "/srv/carretel", at: now,
        daemon: .init(isAlive: true, pid: 4_711, startedAt: now + .seconds(-11_520)))
    report.law = .init(
        received: 120, waiting: 3, deferred: 1, running: 2, following: 0, ended: 104, purged: 10, filesInActive: 6)
    report.intake = .init(mode: "events", reason: nil)
    report.folders = [
        .init(name: "incoming", count: 2, bytes: 400, oldest: now + .seconds(-4)),
        .init(name: "results", count: 20_000, isAtLeast: true, bytes: 2_097_152, bytesAreAtLeast: true),
    ]
    report.running = [
        .init(
            id: id, name: "carteira\u{202E}", type: "rupture-lots", lane: "rupture", attempt: 1,
            beganAt: now + .seconds(-90), percent: 41.9, message: "Lote 89", timeLeftSeconds: 210)
    ]
    report.lanes = [
        .init(
            name: "rupture", slots: 2, running: 2, waiting: 3, workers: 2, oldestWaiting: now + .seconds(-65))
    ]
    report.lastDay = [
        .init(
            type: "rupture-lots", ends: [.succeeded: 99, .failed: 1, .rejected: 4], medianMilliseconds: 1_500,
            p95Milliseconds: 62_000, successRate: 0.99)
    ]
    report.recentEnds = 40
    report.recentFailures = 1
    report.leftAlone = ["notes.txt: its name does not end in .json"]
    report.leftAloneCount = 3
    report.nextDue = [.init(id: id, name: "carga", type: "echo", dueAt: now + .seconds(120))]
    report.closedPermits = [.init(key: "omie/listar\u{1B}", until: now + .seconds(1_500))]
    return report
}

@Suite struct StatusTextTests {
    @Test func saysWhatJobsWarnedOfMostFirst() throws {
        var report = try busyReport()
        report.lastDay[0].warnings = ["fallback": 3, "duplicate": 4, "rate_limited": 3]
        let line = "rupture-lots  duplicate 4 · fallback 3 · rate_limited 3"
        #expect(report.lines(.plain).filter { $0.contains("·") } == [line])
        let json = try JSONValue(parsing: report.json)
        let warnings = json["last_24_hours"]?.elements.first { _ in true }?["warnings"]
        #expect(warnings?["fallback"]?.int64 == 3)
    }

    @Test func showsHowFarTheBusinessStoreIs() throws {
        var report = try busyReport()
        let mark = BusinessMark(
            watermark: try moment("2026-11-20T11:50:00Z"), readAt: try moment("2026-11-20T11:55:00Z"))
        let counts = BusinessCounts(inserted: 8, updated: 15, unchanged: 300, removed: 1, ignored: ["a": 2, "b": 3])
        report.mirror = [
            .init(profile: "default", name: "carteira", mark: mark, counts: counts),
            .init(profile: "filial", name: "entradas", mark: mark),
        ]
        report.mirrorProblem = "it is locked"
        let lines = report.lines(.plain)
        let start = try #require(lines.firstIndex { $0.hasPrefix("MIRROR") })
        #expect(
            lines[start..<start + 3].joined(separator: "\n") == """
                MIRROR    PROFILE  COMPLETE UP TO             READ  NEW  UPDATED  UNCHANGED  REMOVED  IGNORED
                carteira  default  2026-11-20 11:50:00Z  5 min ago    8       15        300        1        5
                entradas  filial   2026-11-20 11:50:00Z  5 min ago
                """)
        #expect(lines.contains("WARNING  business store: it is locked"))
        let json = try JSONValue(parsing: report.json)
        let table = try #require(json["mirror"]?.elements.map { $0 }.first)
        #expect(table["complete_up_to"]?.string == "2026-11-20T11:50:00.000Z")
        #expect(table["last_job"]?["ignored"]?["b"]?.int64 == 3)
        #expect(json["mirror_problem"]?.string == "it is locked")
    }

    @Test func saysAllOfItInOnePage() throws {
        #expect(
            try busyReport().lines(.plain).joined(separator: "\n") == """
                carretel at /srv/carretel
                daemon   alive, process 4711, up 3 h 12 min (since 2026-11-20 08:48:00Z)
                law      holds: 120 received = 3 waiting + 1 deferred + 2 running + 0 following + 104 ended + 10 purged; 6 files in active/
                intake   is told of new files (events)
                next due carga (00K3F9) in 2 min
                limit    omie/listar\\u{001B} opens in 25 min (2026-11-20 12:25:00Z)

                FOLDER             FILES            SIZE  OLDEST
                incoming               2           400 B     4 s
                results   at least 20000  at least 2 MiB

                RUNNING           ID      TYPE          TRY   FOR  DONE    LIMIT IN  MESSAGE
                carteira\\u{202E}  00K3F9  rupture-lots    1  90 s  41 %  3 min 30 s  Lote 89

                LANE     RUNNING  SLOTS  WAITING  OLDEST  WORKERS
                rupture        2      2        3    65 s        2

                LAST 24 H     ENDED  SUCCEEDED  PARTIAL  FAILED  CANCELLED  REJECTED  RATE    P50   P95
                rupture-lots    104         99        0       1          0         4  99 %  1.5 s  62 s

                LEFT ALONE in incoming/
                  notes.txt: its name does not end in .json
                  and 2 more
                """)
    }

    @Test func aDeadDaemonAndABrokenLawAreSaidFirst() throws {
        var report = StatusReport(
            spool: "spool", at: try moment("2026-11-20T12:00:00Z"), daemon: .init(isAlive: false))
        #expect(
            report.lines(.plain).prefix(3) == [
                "carretel at spool", "daemon   dead: nobody serves this spool", "law      nothing was ever received",
            ])
        #expect(!report.isWell)
        report.daemon.isAlive = true
        #expect(report.isWell)
        report.law = .init(
            received: 5, waiting: 1, deferred: 0, running: 0, following: 0, ended: 4, purged: 0, filesInActive: 0,
            problem: "1 jobs have not ended, but only 0 files are in active/")
        #expect(!report.isWell)
        #expect(
            report.lines(.plain)[3]
                == "         1 jobs have not ended, but only 0 files are in active/; run `carretel fsck`")
    }

    @Test func jsonHasTheSameFigures() throws {
        let json = try JSONValue(parsing: try busyReport().json)
        #expect(json["daemon"]?["alive"]?.boolean == true)
        #expect(json["daemon"]?["pid"]?.int64 == 4_711)
        #expect(json["daemon"]?["started_at"]?.string == "2026-11-20T08:48:00.000Z")
        #expect(json["daemon"]?["uptime_seconds"]?.int64 == 11_520)
        #expect(json["law"]?["holds"]?.boolean == true)
        #expect(json["law"]?["received"]?.int64 == 120)
        let running = try #require(json["running"]?.elements.first { _ in true })
        #expect(running["name"]?.string == "carteira\u{202E}")
        #expect(running["time_left_seconds"]?.int64 == 210)
        let day = try #require(json["last_24_hours"]?.elements.first { _ in true })
        #expect(day["succeeded"]?.int64 == 99)
        #expect(day["success_rate"]?.numberText == "0.99")
        #expect(day["p95_ms"]?.int64 == 62_000)
        #expect(json["left_alone_count"]?.int64 == 3)
        let permit = try #require(json["closed_permits"]?.elements.first { _ in true })
        #expect(permit["key"]?.string == "omie/listar\u{1B}")
        #expect(permit["until"]?.string == "2026-11-20T12:25:00.000Z")
    }
}

@Suite struct StatusCheckTests {
    @Test func allIsWell() throws {
        let check = StatusCheck(try busyReport(), limits: .init())
        #expect(check.state == .ok)
        #expect(
            check.line == """
                CARRETEL OK - 2 running, 3 waiting, 1 put off; 40 ended and 1 of them failed in this hour and the last | \
                incoming=2;;;0 waiting=3;;;0 running=2;;;0 deferred=1;;;0 oldest_waiting=65s;900;14400;0 \
                failures=1;10;100;0 fallbacks=0;10;;0 received=120c;;;0 left_alone=3;;;0
                """)
    }

    @Test func limitsAreCrossedFromAboveOnly() throws {
        var report = try busyReport()
        report.recentFailures = 10
        #expect(StatusCheck(report, limits: .init()).state == .ok)
        report.recentFailures = 11
        let warning = StatusCheck(report, limits: .init())
        #expect(warning.state == .warning)
        #expect(warning.line.hasPrefix("CARRETEL WARNING - 11 failed in this hour and the last | "))
        #expect(StatusCheck(report, limits: .init(failuresWarning: 0, failuresCritical: 0)).state == .ok)
        #expect(StatusCheck(report, limits: .init(failuresCritical: 5)).state == .critical)
        #expect(StatusCheck(try busyReport(), limits: .init(ageWarning: 60)).state == .warning)
        report = try busyReport()
        report.recentFallbacks = 11
        let fallbacks = StatusCheck(report, limits: .init())
        #expect(fallbacks.state == .warning)
        #expect(
            fallbacks.line.hasPrefix(
                "CARRETEL WARNING - 11 had a fallback for their answer in this hour and the last | "))
        #expect(StatusCheck(report, limits: .init(fallbacksWarning: 0)).state == .ok)
    }

    @Test func aDeadDaemonIsCriticalWhateverElse() throws {
        var report = try busyReport()
        report.daemon.isAlive = false
        report.journalProblem = "no right | to read"
        let check = StatusCheck(report, limits: .init())
        #expect(check.state == .critical)
        #expect(
            check.line.hasPrefix(
                "CARRETEL CRITICAL - the daemon is dead; the journal is unreadable: no right / to read | "))
    }

    @Test func whatCannotBeToldIsUnknown() throws {
        var report = try busyReport()
        report.journalProblem = "locked"
        #expect(StatusCheck(report, limits: .init()).state == .unknown)
        #expect(StatusCheck(unknown: "no\nspool").line == "CARRETEL UNKNOWN - no\\nspool")
    }
}

@Suite struct AlertStatusTests {
    private func report(raised: Bool, isAlive: Bool = true) throws -> StatusReport {
        var report = try busyReport()
        report.daemon.isAlive = isAlive
        report.watched = [
            LiveStatus.Measure(
                type: "os-scraping",
                measure: AlertMeasure(
                    kind: .errorRate, value: 27.2, limit: 20,
                    raisedAt: raised ? try moment("2026-11-20T11:30:00Z") : nil, words: "3 of 11 tries failed")),
            LiveStatus.Measure(
                type: "os-scraping",
                measure: AlertMeasure(kind: .waiting, value: 3, limit: 50, words: "3 jobs wait")),
        ]
        return report
    }

    @Test func anAlertIsAWarningEverywhere() throws {
        let report = try report(raised: true)
        #expect(
            report.lines(.plain).contains(
                "WARNING  os-scraping: 3 of 11 tries failed (since 2026-11-20 11:30:00Z)"))
        let json = try JSONValue(parsing: report.json)
        #expect(json["alerts"]?.count == 1 && json["watched"]?.count == 2)
        #expect(json["alerts"]?.elements.first { _ in true }?["raised_at"]?.string == "2026-11-20T11:30:00.000Z")
        let check = StatusCheck(report, limits: .init())
        #expect(check.state == .warning)
        #expect(check.line.hasPrefix("CARRETEL WARNING - os-scraping: 3 of 11 tries failed | "))
        #expect(check.line.hasSuffix(" os-scraping_error_rate=27.2%;20;;0 os-scraping_waiting=3;50;;0"))
    }

    @Test func whatIsBelowItsLimitIsAFigureAndNoMore() throws {
        let report = try report(raised: false)
        #expect(!report.lines(.plain).contains { $0.hasPrefix("WARNING") })
        let check = StatusCheck(report, limits: .init())
        #expect(check.state == .ok && check.line.contains("os-scraping_error_rate=27.2%;20;;0"))
    }

    @Test func aDeadDaemonHasNoAlertsButThat() throws {
        let report = try report(raised: true, isAlive: false)
        #expect(!report.lines(.plain).contains { $0.hasPrefix("WARNING") })
        let line = StatusCheck(report, limits: .init()).line
        #expect(line.hasPrefix("CARRETEL CRITICAL - the daemon is dead | "))
        // What a dead one said of an hour ago is no measurement of now.
        #expect(!line.contains("os-scraping"))
    }
}
