import CarretelCore
import CarretelProcessors
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// What `schedules:` may say, and what ends the start.
@Suite(.temporaryDirectory) struct ScheduleReaderTests {
    /// What the text says, without the built-in schedule that is always there.
    private func read(_ yaml: String, _ environment: [String: String] = [:]) async throws -> [ScheduleSettings] {
        let folder = try TemporaryDirectory.current
        let name = "\(UInt64.random(in: .min ... .max)).yaml"
        try Directory.open(path: folder.path).writeFile(FileName(name), Array(yaml.utf8), durably: false)
        return try await Self.read(file: folder.path(name), environment)
    }

    private static func read(file: String, _ environment: [String: String] = [:]) async throws -> [ScheduleSettings] {
        let catalogue = try BuiltInProcessors.catalogue()
        _ = try await ConfigurationReader.read(file: file, environment: environment, catalogue: catalogue)
        return try ScheduleReader.read(
            file: file, environment: environment, catalogue: catalogue, profiles: ProfileBook()
        ).filter { $0.rule.name != "maintenance" || environment.keys.contains { $0.contains("MAINTENANCE") } }
    }

    private func job(_ schedule: ScheduleSettings, isAtStart: Bool = false) throws -> JSONValue {
        let due = try Timestamp(parsingRFC3339: "2026-11-21T05:30:00Z")
        return try JSONValue(parsing: schedule.jobFile(for: ScheduledRun(due: due, isAtStart: isAtStart)))
    }

    @Test func everyKeyIsReadAndGoesIntoTheJobFile() async throws {
        let schedules = try await read(
            """
            schedules:
              greet:
                type: echo
                cron: "*/30 6-22 * * 1-6"
                zone: Europe/Berlin
                at_start: true
                missed: all
                jitter_seconds: 20
                priority: 7
                timeout_seconds: 30
                requested_by: maria
                warn_after_seconds: 60
                parameters:
                  list: [1, 2.50, "3", yes, true, ~]
                  deep: [{a: [x]}, []]
                  word: plain
                at_start_parameters: {word: first, more: null}
            """)
        let schedule = try #require(schedules.first { _ in true })
        #expect(schedules.count == 1 && schedule.isEnabled && schedule.rule.runsAtStart)
        #expect(schedule.rule.missed == .all && schedule.rule.jitter == .seconds(20))
        #expect(schedule.rule.timing == "*/30 6-22 * * 1-6 Europe/Berlin" && schedule.warnAfter == .seconds(60))
        let job = try job(schedule)
        #expect(job["key"]?.string == "schedule/greet/2026-11-21T05:30:00Z")
        #expect(job["priority"]?.int64 == 7 && job["timeout_seconds"]?.int64 == 30)
        #expect(job["requested_by"]?.string == "maria")
        #expect(job["meta"]?["schedule"]?.string == "greet" && job["meta"]?["at_start"]?.boolean == false)
        #expect(
            job["parameters"].map { String(decoding: $0.raw, as: UTF8.self) }
                == #"{"list":[1,2.50,"3","yes",true,null],"deep":[{"a":["x"]},[]],"word":"plain"}"#)
        let start = try self.job(schedule, isAtStart: true)["parameters"]
        #expect(start?["word"]?.string == "first" && start?["more"]?.isNull == true && start?["list"]?.count == 6)
    }

    @Test func theEnvironmentGoesBeforeTheFile() async throws {
        let yaml = "schedules: {greet-us: {type: echo, cron: '@daily', zone: UTC}}"
        #expect(try await read(yaml).first?.rule.timing == "@daily UTC")
        let off = try await read(yaml, ["CARRETEL_SCHEDULES_GREET_US_ENABLED": "false"])
        #expect(off.first?.isEnabled == false)
        let zone = try await read(yaml, ["CARRETEL_SCHEDULES_GREET_US_ZONE": "Asia/Kathmandu"])
        #expect(zone.first?.rule.timing == "@daily Asia/Kathmandu")
        let every = try await read(
            "schedules: {greet-us: {type: echo, cron: '@daily'}}",
            ["CARRETEL_SCHEDULES_GREET_US_EVERY_MINUTES": "5"])
        #expect(every.first?.rule.recurrence == .interval(.seconds(300)))
    }

    @Test func aCronExpressionIsInBrazilUnlessItSaysOtherwise() async throws {
        let schedule = try #require(try await read("schedules: {a: {type: echo, cron: 0 6 * * *}}").first { _ in true })
        let next = schedule.rule.recurrence.next(after: try Timestamp(parsingRFC3339: "2026-11-21T00:00:00Z"))
        #expect(next?.rfc3339Milliseconds == "2026-11-21T09:00:00.000Z")
    }

    @Test(arguments: [
        ("schedules: x", ".yaml:1: schedules is no mapping"),
        ("schedules: {A_b: {type: echo, every_minutes: 1}}", "“A_b” is no name of a schedule"),
        ("schedules: {a: 5}", ".yaml:1: schedules.a is no mapping"),
        ("schedules:\n  a:\n    type: echo\n    evry_minutes: 1", ".yaml:4: schedules.a.evry_minutes: unknown key"),
        (
            "schedules:\n  a: {type: echo,\n  every_minutes: 0}",
            ".yaml:3: schedules.a.every_minutes is “0”; allowed is a whole number from 1 to 44640"
        ),
        ("schedules: {a: {type: echo, every_minutes: 1.5}}", "is “1.5”"),
        ("schedules: {a: {type: echo, every_minutes: [1]}}", "is a list or a mapping"),
        ("schedules: {a: {type: echo, every_minutes: 1, at_start: maybe}}", "is “maybe”; allowed is true or false"),
        ("schedules: {a: {type: echo, every_minutes: 1, missed: never}}", "allowed is one of once, all, skip"),
        ("schedules: {a: {type: echo}}", "gives none of every_minutes, every_seconds, cron"),
        ("schedules: {a: {type: echo, every_minutes: 1, cron: '@daily'}}", "gives more than one of"),
        ("schedules: {a: {type: echo, every_minutes: 1, zone: UTC}}", "zone has no meaning without cron"),
        ("schedules: {a: {type: echo, cron: '61 * * * *'}}", "is “61 * * * *”: “61” in the field minute"),
        ("schedules: {a: {type: echo, cron: '@daily', zone: Mars/Base}}", "is “Mars/Base”, which cannot be read"),
        ("schedules: {a: {type: echo, cron: '@daily', zone: ../../../etc/passwd}}", "which is no name of a time zone"),
        ("schedules: {a: {type: echo, cron: '@daily', zone: tzdata/zi}}", "which cannot be read"),
        ("schedules: {a: {every_minutes: 1}}", "names no type"),
        ("schedules: {a: {type: ecco, every_minutes: 1}}", "its jobs would be rejected: "),
        ("schedules: {a: {type: full-data-load, every_minutes: 1, parameters: {mode: fast}}}", "(at /parameters/mode)"),
        (
            "schedules: {a: {type: full-data-load, every_minutes: 1, at_start: true, at_start_parameters: {x: 1}}}",
            "its jobs at a start would be rejected: "
        ),
        ("schedules: {a: {type: echo, every_minutes: 1, parameters: [1]}}", "schedules.a.parameters is no mapping"),
    ])
    func whatIsWrongEndsTheStart(yaml: String, words: String) async throws {
        let reason = try #require(await #expect(throws: FailureReason.self) { _ = try await read(yaml) })
        #expect(reason.code == "configuration_invalid")
        #expect(reason.message.contains(words), "\(reason.message)")
        #expect(reason.hint?.isEmpty == false)
    }

    @Test func oneThatIsSwitchedOffMayBeThereHalf() async throws {
        let schedules = try await read("schedules: {odoo-sync: {enabled: false}}")
        #expect(schedules.map(\.isEnabled) == [false])
    }

    @Test func listsOfMappingsUpsetNoOtherKey() async throws {
        let folder = try TemporaryDirectory.current
        let yaml =
            "safety_scan_seconds: 30\nschedules: {a: {type: echo, every_minutes: 1, parameters: {x: [{y: 1}]}}}\n"
        try Directory.open(path: folder.path).writeFile("c.yaml", Array(yaml.utf8), durably: false)
        let configuration = try await ConfigurationReader.read(
            file: folder.path("c.yaml"), environment: [:], catalogue: try BuiltInProcessors.catalogue())
        #expect(configuration.safetyScan == .seconds(30))
    }

    @Test func theExampleConfigurationIsRight() async throws {
        let sample = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/samples/carretel.yaml"
        #expect(try await Self.read(file: sample).map(\.rule.name) == ["omie-load"])
        // Switched on, its jobs are checked too.
        let text = String(decoding: try OperatorFile.read(path: sample, limit: 1 << 20).bytes, as: UTF8.self)
        let load = text.replacing("enabled: false", with: "enabled: true")
        #expect(try await read(load).first?.isEnabled == true)
    }

    // MARK: - The built-in one

    private static func odoo() throws(FailureReason) -> JobCatalogue {
        try JobCatalogue([
            JobTypeDescriptor(
                name: "odoo-sync-window", summary: "", lane: LaneDescriptor(name: "sync", slots: 1),
                defaultTimeout: .seconds(60), timeoutCeiling: .seconds(60),
                parameters: ParameterSchema([
                    ParameterField("first_run", .boolean, "The first one.")
                ]), upstream: ProfileRig.erp, sample: "")
        ])
    }

    private func builtIn(
        _ environment: [String: String], configured: Bool = true, file: String? = nil, values: [String] = ["url"],
        secrets: [String] = ["app_key"]
    ) throws -> [ScheduleSettings] {
        let known = Profile(
            name: "default", system: "erp", values: Dictionary(uniqueKeysWithValues: values.map { ($0, "x") }),
            secrets: Dictionary(uniqueKeysWithValues: secrets.map { ($0, Secret("x")) }))
        return try ScheduleReader.read(
            file: file ?? "/nonexistent/carretel.yaml", environment: environment, catalogue: Self.odoo(),
            profiles: ProfileBook(configured ? [known] : []), checks: [:])
    }

    @Test func theSyncIsScheduledOnceItsProfileIsConfigured() throws {
        #expect(try builtIn([:], configured: false).isEmpty)
        let schedule = try #require(try builtIn([:]).first { _ in true })
        #expect(schedule.rule.name == "odoo-sync" && schedule.rule.recurrence == .interval(.seconds(1_800)))
        #expect(schedule.isEnabled && schedule.rule.runsAtStart && schedule.rule.missed == .once)
        #expect(try job(schedule)["parameters"]?.count == 0)
        #expect(try job(schedule, isAtStart: true)["parameters"]?["first_run"]?.boolean == true)
    }

    @Test func aProfileThatDoesNotSayWhoWeAreSchedulesNothing() throws {
        #expect(try builtIn([:], values: ["url", "account", "page_size"], secrets: []).isEmpty)
        #expect(try builtIn([:], values: [], secrets: []).isEmpty)
    }

    @Test(arguments: [
        ([], ["password"], false), (["database", "protocol"], [], false), (["url"], [], false),
        (["url"], ["password"], true), (["url", "username"], ["api_key"], true),
    ])
    func odooNeedsAnAddressAndASecret(values: [String], secrets: [String], isThere: Bool) throws {
        let odoo = try #require(try BuiltInProcessors.catalogue().upstreams.first { $0.name == "odoo" })
        let profile = Profile(
            name: "default", system: "odoo", values: Dictionary(uniqueKeysWithValues: values.map { ($0, "x") }),
            secrets: Dictionary(uniqueKeysWithValues: secrets.map { ($0, Secret("x")) }))
        #expect(ProfileBook([profile]).hasStandardProfile(of: odoo) == isThere)
    }

    @Test func itsIntervalComesFromTheEnvironment() throws {
        func minutes(_ environment: [String: String]) throws -> Recurrence? {
            try builtIn(environment).first?.rule.recurrence
        }
        let own = "CARRETEL_SCHEDULES_ODOO_SYNC_EVERY_MINUTES"
        #expect(try minutes(["SYNC_INTERVAL_MINUTES": "15"]) == .interval(.seconds(900)))
        #expect(try minutes(["SYNC_INTERVAL_MINUTES": "15", own: "20"]) == .interval(.seconds(1_200)))
        let reason = try #require(throws: FailureReason.self) { try minutes(["SYNC_INTERVAL_MINUTES": "often"]) }
        #expect(reason.message.hasPrefix("SYNC_INTERVAL_MINUTES is “often”"))
    }

    @Test func aScheduleOfItsNameInTheFileTakesItsPlace() throws {
        let folder = try TemporaryDirectory.current
        let yaml = "schedules: {odoo-sync: {type: odoo-sync-window, every_minutes: 5}}"
        try Directory.open(path: folder.path).writeFile("c.yaml", Array(yaml.utf8), durably: false)
        let schedules = try builtIn([:], file: folder.path("c.yaml"))
        #expect(schedules.map(\.rule.recurrence) == [.interval(.seconds(300))])
        #expect(schedules.first?.rule.runsAtStart == false)
    }

    private func maintenance(_ yaml: String, _ environment: [String: String] = [:]) throws -> ScheduleSettings? {
        let folder = try TemporaryDirectory.current
        let name = "\(UInt64.random(in: .min ... .max)).yaml"
        try Directory.open(path: folder.path).writeFile(FileName(name), Array(yaml.utf8), durably: false)
        return try ScheduleReader.read(
            file: folder.path(name), environment: environment, catalogue: try BuiltInProcessors.catalogue(),
            profiles: ProfileBook()
        ).first { $0.rule.name == "maintenance" }
    }

    @Test func maintenanceIsDueEveryNightAndNotAtTheStart() throws {
        let schedule = try #require(try maintenance("log_level: info"))
        #expect(schedule.isEnabled && !schedule.rule.runsAtStart && schedule.rule.missed == .once)
        let next = schedule.rule.recurrence.next(after: try Timestamp(parsingRFC3339: "2026-11-21T12:00:00Z"))
        #expect(next?.rfc3339Milliseconds == "2026-11-22T06:30:00.000Z")
        #expect(try job(schedule)["type"]?.string == "maintenance" && job(schedule)["parameters"]?.count == 0)
    }

    @Test func maintenanceCanBeSwitchedOffAndHaveAnotherTime() throws {
        #expect(try maintenance("schedules: {maintenance: {enabled: false}}")?.isEnabled == false)
        #expect(try maintenance("", ["CARRETEL_SCHEDULES_MAINTENANCE_ENABLED": "false"])?.isEnabled == false)
        let own = try maintenance("schedules: {maintenance: {type: maintenance, cron: '0 1 * * 0'}}")
        #expect(own?.rule.timing == "0 1 * * 0 America/Sao_Paulo")
    }

    @Test func aMachineWithoutTimeZonesIsMaintainedAtTheSameTimeOfUTC() throws {
        let schedule = try maintenance("log_level: info", ["TZDIR": try TemporaryDirectory.current.path("none")])
        #expect(schedule?.rule.timing == "30 3 * * * UTC")
    }
}
