import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelProcessors

/// How maintenance shares its time out, and what it makes of a clock that has jumped.
@Suite struct MaintenanceTimeTests {
    private func items(_ count: Int) -> [KeptItem] {
        (0..<count).map { KeptItem(name: "\($0)", since: Timestamp(microseconds: Int64($0)), bytes: 1) }
    }

    private func output(_ outcome: ProcessorOutcome) throws -> JSONValue {
        switch outcome {
        case .succeeded(let output, _), .partial(let output, _, _): return try JSONValue(parsing: output)
        default: throw FailureReason(.permanent, code: "no_output", message: "\(outcome)")
        }
    }

    @Test func noPlaceTakesTheTimeOfTheOthers() async throws {
        let house = ScriptedHouse([.failed: items(5_000), .progress: items(1), .archive: items(5_000)])
        // One a second: neither of the large places comes to its end in a quarter of an hour.
        let attempt = try ScriptedAttempt(
            settings: #"{"deletes_per_second": 1}"#, housekeeping: house, timeLimit: .seconds(900))
        attempt.answerChores([
            ChoreReport(isDone: true), ChoreReport(isDone: true), ChoreReport(isDone: true),
            ChoreReport(bytes: 4_096, isDone: true),
        ])
        let outcome = try await Maintenance().run(attempt)
        guard case .partial(_, _, let reason) = outcome else {
            _ = Issue.record("\(outcome)")
            return
        }
        #expect(reason.code == "timed_out")
        let actions = try #require(try output(outcome)["actions"])
        let places = try Array(
            #require(actions.elements.first { $0["action"]?.string == "retention" }?["places"]).elements)
        #expect(places.first?["place"]?.string == "history" && places.last?["place"]?.string == "archive")
        func complete(_ place: String) -> Bool? {
            places.first { $0["place"]?.string == place }?["complete"]?.boolean
        }
        #expect(complete("failed") == false && complete("progress") == true && complete("archive") == false)
        let removed = places.compactMap { $0["removed"]?.int64 }
        #expect(removed.contains(1) && removed.filter { $0 > 30 }.count == 2)
        #expect(places.last?["removed"]?.int64 ?? 0 > 300)
        #expect(actions.elements.first { $0["action"]?.string == "vacuum" }?["bytes"]?.int64 == 4_096)
        #expect(actions.elements.first { $0["action"]?.string == "reconcile" }?["complete"]?.boolean == true)
        #expect(attempt.now.monotonic - ManualClock().now.monotonic <= .seconds(900))
    }

    @Test func whatOthersDoNotNeedGoesToThePlaceThatDoes() async throws {
        let house = ScriptedHouse([.failed: items(300)])
        // One a second: five times what a place has as its share of a quarter of an hour.
        let attempt = try ScriptedAttempt(
            settings: #"{"deletes_per_second": 1}"#, housekeeping: house, timeLimit: .seconds(900))
        attempt.answerChores(Array(repeating: ChoreReport(isDone: true), count: 4))
        let outcome = try await Maintenance().run(attempt)
        guard case .succeeded = outcome else {
            _ = Issue.record("\(outcome)")
            return
        }
        let failed = try output(outcome)["actions"]?.firstElement?["places"]?.elements.first {
            $0["place"]?.string == "failed"
        }
        #expect(failed?["removed"]?.int64 == 300 && failed?["looked_at"]?.int64 == 300 && failed?["kept"]?.int64 == 0)
        #expect(failed?["complete"]?.boolean == true && house.removed.count == 300)
    }

    @Test func aTableGoesOnWhereItsTurnBeforeEnded() async throws {
        // Five seconds a step with its rest: more steps than one share of the time has room for.
        let steps = (1...60).map { step in
            ChoreReport(rows: 2, isDone: step == 60, cursor: Int64(step), took: .seconds(1))
        }
        let house = ScriptedHouse([.archive: items(10)])
        let attempt = try ScriptedAttempt(
            parameters: #"{"actions": ["retention", "reconcile"], "places": ["history", "failed", "archive"]}"#,
            housekeeping: house, timeLimit: .seconds(900))
        attempt.answerChores(steps)
        let outcome = try await Maintenance().run(attempt)
        let places = try #require(try output(outcome)["actions"]?.firstElement?["places"])
        #expect(places.firstElement?["removed"]?.int64 == 120 && places.firstElement?["complete"]?.boolean == true)
        let cursors = attempt.chores.map { chore -> Int64? in
            guard case .purge(let purge) = chore else { return nil }
            return purge.cursor
        }
        let expected: [Int64?] = (0...59).map { $0 == 0 ? nil : Int64($0) }
        #expect(cursors == expected)
        // The others had their turn meanwhile.
        #expect(house.removed.count == 10)
    }

    @Test func aDryRunCountsNothingTwiceWhenItsTurnComesAgain() async throws {
        let house = ScriptedHouse([.failed: items(20)])
        let attempt = try ScriptedAttempt(
            parameters: #"{"actions": ["retention"], "places": ["failed", "archive"], "dry_run": true}"#,
            housekeeping: house, timeLimit: .seconds(70))
        house.state.withLock { state in
            state.inUse = ["1"]
            // So long that the first turn, of ten seconds, ends within the place.
            state.whenAsked = { [weak attempt] in attempt?.clock.advance(by: .seconds(2)) }
        }
        let outcome = try await Maintenance().run(attempt)
        let failed = try output(outcome)["actions"]?.firstElement?["places"]?.firstElement
        #expect(failed?["removed"]?.int64 == 19 && failed?["in_use"]?.int64 == 1)
        #expect(failed?["complete"]?.boolean == true)
        #expect(house.state.withLock { $0.looks.filter { $0.after != nil }.count } > 0)
    }

    @Test func vacuumLeavesTimeToReconcileAndThenGoesOn() async throws {
        let house = ScriptedHouse()
        let attempt = try ScriptedAttempt(
            parameters: #"{"actions": ["vacuum", "reconcile"]}"#, housekeeping: house, timeLimit: .seconds(100))
        // Five seconds each with its rest: more than half of the time.
        attempt.answerChores((1...15).map { ChoreReport(bytes: 10, isDone: $0 == 15, took: .seconds(1)) })
        let outcome = try await Maintenance().run(attempt)
        guard case .succeeded = outcome else {
            _ = Issue.record("\(outcome)")
            return
        }
        let vacuum = try output(outcome)["actions"]?.firstElement
        #expect(vacuum?["bytes"]?.int64 == 150 && vacuum?["steps"]?.int64 == 15)
        let words = attempt.reported.compactMap(\.message)
        let reconciled = try #require(words.firstIndex { $0.hasPrefix("reconcile") })
        let vacuumed = try #require(words.lastIndex { $0.hasPrefix("vacuum") })
        #expect(reconciled > 0 && reconciled < vacuumed)
    }

    @Test func placesThatWereNotReachedAreListed() async throws {
        let house = ScriptedHouse([.rejected: items(2)])
        let attempt = try ScriptedAttempt(
            parameters: #"{"actions": ["retention"], "places": ["failed", "rejected"]}"#, housekeeping: house)
        house.state.withLock { $0.whenLooked = { [weak attempt] _ in attempt?.endTime() } }
        let places = try #require(
            try await output(Maintenance().run(attempt))["actions"]?.firstElement?["places"])
        #expect(places.elements.compactMap { $0["place"]?.string } == ["failed", "rejected"])
        #expect(places.elements.allSatisfy { $0["complete"]?.boolean == false && $0["skipped"]?.isNull == true })
    }

    @Test func aClockThatJumpedForwardRemovesNothingByAge() async throws {
        let clock = ManualClock()
        let young = (0..<4).map { index in
            KeptItem(name: "\(index)", since: clock.now.wall + .seconds(index - 7_200), bytes: 1)
        }
        let house = ScriptedHouse([.failed: young])
        let parameters = #"{"actions": ["retention"], "places": ["failed", "history"]}"#
        func run(_ settings: String = "{}") async throws -> ScriptedAttempt {
            let attempt = try ScriptedAttempt(
                parameters: parameters, settings: settings, housekeeping: house, clock: clock)
            attempt.answerChores([ChoreReport(isDone: true)])
            _ = try await Maintenance().run(attempt)
            return attempt
        }
        #expect(try await run().warnings.isEmpty)
        clock.stepWall(by: .seconds(400 * 86_400))
        let hourAgo = clock.now.wall + .seconds(-3_600)
        let jumped = try await run(#"{"failed_files": 3, "history_rows": 7}"#)
        #expect(jumped.warnings.map(\.code) == ["clock_jumped"])
        // The number of files still counts, the age of rows does not.
        #expect(house.removed == ["0"])
        #expect(jumped.chores == [.purge(JournalPurge(table: .history, youngest: hourAgo, keep: 7))])
        clock.advance(by: .seconds(6 * 86_400))
        #expect(try await run().warnings.map(\.code) == ["clock_jumped"] && house.removed.count == 1)
        // Nobody has set it right in a week.
        clock.advance(by: .seconds(2 * 86_400))
        #expect(try await run().warnings.isEmpty && house.removed.count == 4)
    }

    @Test func timeThatHasPassedIsNoJumpAndAClockSetRightIsBelieved() {
        let clock = ManualClock()
        let first = ClockMark(at: clock.now, bootID: "a", after: nil)
        clock.advance(by: .seconds(100 * 86_400))
        #expect(ClockMark(at: clock.now, bootID: "a", after: first).doubtedSince == nil)
        // Nothing tells how long a machine was off.
        let doubted = ClockMark(at: clock.now, bootID: "b", after: first)
        #expect(doubted.doubtedSince == clock.now.wall)
        clock.stepWall(by: .seconds(-100 * 86_400))
        #expect(ClockMark(at: clock.now, bootID: "b", after: doubted).doubtedSince == nil)
    }

    @Test func anAnswerThatCannotBeRemovedDoesNotFailTheClearing() async throws {
        let house = ScriptedHouse([.cache: items(3)])
        house.state.withLock { $0.refused = ["1"] }
        let attempt = try ScriptedAttempt(parameters: #"{"actions": ["clear-cache"]}"#, housekeeping: house)
        let outcome = try await Maintenance().run(attempt)
        let place = try output(outcome)["actions"]?.firstElement?["places"]?.firstElement
        #expect(place?["removed"]?.int64 == 2 && place?["refused"]?.int64 == 1)
        #expect(place?["complete"]?.boolean == true && attempt.warnings.map(\.code) == ["not_removed"])
        let empty = try JSONValue(parsing: Array(#"{"actions": ["clear-cache"], "match": ""}"#.utf8))
        #expect(Maintenance.check(empty)?.pointer == "/parameters/match")
    }

    @Test func aPlaceThatStopsHalfwaySaysWhatStoppedIt() async throws {
        let house = ScriptedHouse([.failed: items(200)])
        house.state.withLock { $0.refused = Set((50..<200).map(String.init)) }
        let attempt = try ScriptedAttempt(
            parameters: #"{"actions": ["retention", "vacuum"], "places": ["failed"]}"#, housekeeping: house)
        attempt.answerChores([ChoreReport(isDone: true)])
        let place = try await output(Maintenance().run(attempt))["actions"]?.firstElement?["places"]?.firstElement
        #expect(place?["problem"]?.string == "No." && place?["skipped"]?.isNull == true)
        #expect(place?["removed"]?.int64 == 50 && place?["complete"]?.boolean == false)
    }
}
