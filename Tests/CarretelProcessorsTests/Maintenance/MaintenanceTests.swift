import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelProcessors

/// Whole attempts at `maintenance`, on places in memory.
@Suite struct MaintenanceTests {
    private let now = ManualClock().now.wall

    /// So many things, the first the oldest: `0` is that many days old and the others a day younger each.
    private func items(_ count: Int, oldest days: Int, bytes: Int = 10) -> [KeptItem] {
        (0..<count).map { index in
            KeptItem(name: "\(index)", since: now + .seconds(-86_400 * (days - index)), bytes: bytes)
        }
    }

    private func run(
        _ parameters: String, _ house: ScriptedHouse, settings: String = "{}", chores: [ChoreReport]? = nil,
        prepare: (ScriptedAttempt) -> Void = { _ in }
    ) async throws -> (output: JSONValue, outcome: ProcessorOutcome, attempt: ScriptedAttempt) {
        let attempt = try ScriptedAttempt(parameters: parameters, settings: settings, housekeeping: house)
        if let chores { attempt.answerChores(chores) }
        prepare(attempt)
        let outcome = try await Maintenance().run(attempt)
        let output: [UInt8] =
            switch outcome {
            case .succeeded(let output, _), .partial(let output, _, _): output
            default: Array("{}".utf8)
            }
        return (try JSONValue(parsing: output), outcome, attempt)
    }

    private func place(_ output: JSONValue, _ name: String) throws -> JSONValue {
        let places = try #require(output["actions"]?.elements.first { $0["places"] != nil }?["places"])
        return try #require(places.elements.first { $0["place"]?.string == name })
    }

    @Test func theOldestGoUntilNoLimitIsPassed() async throws {
        let house = ScriptedHouse([.failed: items(10, oldest: 20)])
        let parameters = #"{"actions": ["retention"], "places": ["failed"]}"#
        // Ten are there, of 20 to 11 days: by age go those older than 15 days, by number two more.
        let settings = #"{"failed_days": 15, "failed_files": 3}"#
        let (output, _, _) = try await run(parameters, house, settings: settings)
        let failed = try place(output, "failed")
        #expect(house.names(in: .failed) == ["7", "8", "9"])
        #expect(failed["looked_at"]?.int64 == 10 && failed["removed"]?.int64 == 7 && failed["kept"]?.int64 == 3)
        #expect(failed["decided_by"]?["age"]?.int64 == 5 && failed["decided_by"]?["count"]?.int64 == 2)
        #expect(failed["bytes"]?.int64 == 70 && failed["left_alone"]?.int64 == 3)
        #expect(failed["complete"]?.boolean == true && failed["limits"]?["days"]?.int64 == 15)
    }

    @Test func aLimitOnBytesTakesNoMoreThanItMust() async throws {
        let house = ScriptedHouse([.superseded: items(4, oldest: 10, bytes: 1 << 19)])
        let settings = #"{"superseded_days": 0, "superseded_mib": 1}"#
        _ = try await run(#"{"actions": ["retention"], "places": ["superseded"]}"#, house, settings: settings)
        #expect(house.names(in: .superseded) == ["2", "3"])
    }

    @Test func whatIsYoungStaysWhateverTheNumberSays() async throws {
        let young = KeptItem(name: "young", since: now + .seconds(-3_599), bytes: 1)
        let house = ScriptedHouse([.failed: [young] + items(2, oldest: 9)])
        let parameters = #"{"actions": ["retention"], "places": ["failed"]}"#
        _ = try await run(parameters, house, settings: #"{"failed_files": 1}"#)
        #expect(house.names(in: .failed) == ["young"])
        let alone = ScriptedHouse([.failed: [young, KeptItem(name: "younger", since: now, bytes: 1)]])
        _ = try await run(parameters, alone, settings: #"{"failed_files": 1}"#)
        #expect(alone.removed.isEmpty)
    }

    @Test func resultsStayUnlessTheOperatorLimitsThem() async throws {
        let house = ScriptedHouse([.results: items(5, oldest: 4_000)])
        let parameters = #"{"actions": ["retention"], "places": ["results"]}"#
        let (output, _, _) = try await run(parameters, house)
        #expect(house.removed.isEmpty && house.state.withLock { $0.looks.isEmpty })
        #expect(try place(output, "results")["skipped"]?.string == "Nothing is limited here.")
        _ = try await run(parameters, house, settings: #"{"results_files": 1}"#)
        #expect(house.names(in: .results) == ["4"])
    }

    @Test func aResultStaysForADayForJobsOfItsKey() async throws {
        let house = ScriptedHouse([
            .results: [
                KeptItem(name: "old", since: now + .seconds(-26 * 3_600), bytes: 1),
                KeptItem(name: "new", since: now + .seconds(-24 * 3_600), bytes: 1),
            ]
        ])
        let settings = #"{"results_days": 1, "min_age_minutes": 0}"#
        _ = try await run(#"{"actions": ["retention"], "places": ["results"]}"#, house, settings: settings)
        #expect(house.names(in: .results) == ["new"])
    }

    @Test func aPlaceLargerThanALookIsLookedAtAgain() async throws {
        let count = LookRequest.standardLimit + 5
        let many = (0..<count).map { KeptItem(name: "\($0)", since: now + .seconds(-86_400 * 400 + $0), bytes: 1) }
        let house = ScriptedHouse([.failed: many])
        let (output, _, _) = try await run(#"{"actions": ["retention"], "places": ["failed"]}"#, house)
        #expect(try place(output, "failed")["removed"]?.int64 == Int64(count))
        #expect(house.state.withLock { $0.looks.count } == 2)
    }

    @Test func whatIsNeededOrRefusedDoesNotKeepTheRestFromGoing() async throws {
        let house = ScriptedHouse([.progress: items(4, oldest: 100)])
        house.state.withLock { state in
            state.inUse = ["0"]
            state.refused = ["1"]
        }
        let (output, outcome, attempt) = try await run(#"{"actions": ["retention"], "places": ["progress"]}"#, house)
        let progress = try place(output, "progress")
        #expect(house.removed == ["2", "3"])
        #expect(progress["in_use"]?.int64 == 1 && progress["refused"]?.int64 == 1)
        #expect(attempt.warnings.map(\.code) == ["not_removed"])
        guard case .succeeded = outcome else {
            _ = Issue.record("\(outcome)")
            return
        }
    }

    @Test func removingIsSpreadOverTime() async throws {
        let house = ScriptedHouse([.failed: items(1_000, oldest: 5_000)])
        let settings = #"{"deletes_per_second": 100}"#
        let (_, _, attempt) = try await run(
            #"{"actions": ["retention"], "places": ["failed"]}"#, house, settings: settings)
        let took = attempt.now.monotonic - ManualClock().now.monotonic
        #expect(house.removed.count == 1_000 && took >= .seconds(9.9) && took <= .seconds(10))
    }

    @Test func aDryRunChangesNothingAndTellsTheSame() async throws {
        let house = ScriptedHouse([.failed: items(10, oldest: 400), .cache: items(2, oldest: 1)])
        house.state.withLock { state in
            state.leftovers = [.staging: items(2, oldest: 3), .cache: items(4, oldest: 1)]
            state.preview = ChoreReport(rows: 77, byCount: 7, isDone: true)
            state.surveys[.history] = TableSurvey(rows: 100, rowBytes: 50)
            state.spareBytes = 8_192
        }
        let actions = #""actions": ["clear-cache", "retention", "vacuum", "reconcile"]"#
        let settings = #"{"failed_days": 395}"#
        let (dry, _, attempt) = try await run("{\(actions), \"dry_run\": true}", house, settings: settings)
        #expect(house.removed.isEmpty && attempt.chores.isEmpty)
        #expect(dry["dry_run"]?.boolean == true)
        let places = try #require(dry["actions"]?.elements.first { $0["action"]?.string == "retention" }?["places"])
        let failed = places.elements.first { $0["place"]?.string == "failed" }
        #expect(failed?["removed"]?.int64 == 5 && failed?["files"]?.int64 == 0)
        let history = places.elements.first { $0["place"]?.string == "history" }
        #expect(history?["removed"]?.int64 == 77 && history?["decided_by"]?["age"]?.int64 == 70)
        #expect(history?["kept"]?.int64 == 23 && history?["bytes"]?.int64 == 77 * 50)
        let repairs = dry["actions"]?.elements.first { $0["action"]?.string == "reconcile" }?["repairs"]
        #expect(repairs?.firstElement?["found"]?.int64 == 2 && repairs?.firstElement?["removed"]?.int64 == 2)
        let vacuum = dry["actions"]?.elements.first { $0["action"]?.string == "vacuum" }
        #expect(vacuum?["bytes"]?.int64 == 8_192 && vacuum?["steps"]?.isNull == true)
        // Two answers and four files that none is made of.
        let cleared = dry["actions"]?.firstElement?["places"]?.firstElement
        #expect(cleared?["looked_at"]?.int64 == 6 && cleared?["removed"]?.int64 == 6)
    }

    @Test func onlyMatchingAnswersAreCleared() async throws {
        let answers = ["omie/a/clients", "omie/b/sellers", "portal/1"].map { KeptItem(name: $0, since: now, bytes: 5) }
        let house = ScriptedHouse([.cache: answers])
        let parameters = #"{"actions": ["clear-cache"], "match": "omie/"}"#
        let (output, _, _) = try await run(parameters, house)
        #expect(house.names(in: .cache) == ["portal/1"])
        #expect(output["actions"]?.firstElement?["keys"]?.count == 2)
        house.state.withLock { $0.leftovers = [.cache: items(2, oldest: 1)] }
        let (all, _, _) = try await run(#"{"actions": ["clear-cache"]}"#, house)
        #expect(house.names(in: .cache).isEmpty)
        let place = all["actions"]?.firstElement?["places"]?.firstElement
        #expect(place?["removed"]?.int64 == 3 && place?["kept"]?.int64 == 0 && place?["files"]?.int64 == 5)
    }

    @Test func findingsAreWarningsAndFailNothing() async throws {
        let house = ScriptedHouse()
        house.state.withLock { state in
            state.findings = [
                HouseFinding(code: "result_doubled", count: 4, message: "a is doubled.", hint: "Keep one.")
            ]
            state.leftovers = [.dayFolders: items(1, oldest: 9)]
        }
        let (output, outcome, attempt) = try await run(#"{"actions": ["reconcile"]}"#, house)
        guard case .succeeded = outcome else {
            _ = Issue.record("\(outcome)")
            return
        }
        let warning = try #require(attempt.warnings.first)
        #expect(warning.code == "result_doubled" && warning.message.contains("And 3 more."))
        #expect(warning.message.contains("fsck --repair"))
        #expect(output["actions"]?.firstElement?["findings"]?.firstElement?["count"]?.int64 == 4)
        #expect(house.removed == ["day-folders/0"])
    }

    @Test(arguments: ["places", "match"]) func aParameterOfAnActionThatIsNotAskedForIsRefused(name: String) throws {
        let value = name == "places" ? #"["archive"]"# : #""x""#
        let wrong = try JSONValue(parsing: Array(#"{"actions": ["vacuum"], "\#(name)": \#(value)}"#.utf8))
        #expect(Maintenance.check(wrong)?.pointer == "/parameters/\(name)")
        let right = try JSONValue(
            parsing: Array(#"{"actions": ["clear-cache", "retention"], "\#(name)": \#(value)}"#.utf8))
        #expect(Maintenance.check(right) == nil)
    }

    @Test func noJobFileCanSetALimit() {
        let names = Set(Maintenance.descriptor.parameters.fields.map(\.name))
        #expect(names == ["actions", "dry_run", "match", "places"])
        #expect(Maintenance.descriptor.settings.fields.contains { $0.name == "archive_days" && $0.defaultJSON == "90" })
        // Each place is limited by age, number and size.
        let settings = Set(Maintenance.descriptor.settings.fields.map(\.name))
        #expect(settings.count { $0.hasSuffix("_days") } == RetentionPlace.allCases.count)
        #expect(settings.count { $0.hasSuffix("_mib") } == RetentionPlace.allCases.count)
        #expect(settings.isSuperset(of: ["scraping_usage_mib", "scraping_batches_mib", "cache_answers"]))
    }
}
