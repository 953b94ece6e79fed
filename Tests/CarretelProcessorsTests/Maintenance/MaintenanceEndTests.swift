import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelProcessors

/// How attempts at `maintenance` ask the journal, rest and end.
@Suite struct MaintenanceEndTests {
    private let retentionOfHistory = #"{"actions": ["retention"], "places": ["history"]}"#

    private func output(_ outcome: ProcessorOutcome) throws -> JSONValue {
        switch outcome {
        case .succeeded(let output, _), .partial(let output, _, _): return try JSONValue(parsing: output)
        default: throw FailureReason(.permanent, code: "no_output", message: "\(outcome)")
        }
    }

    @Test func aTableIsPurgedStepByStepFromWhereTheLastOneEnded() async throws {
        let house = ScriptedHouse()
        house.state.withLock { $0.surveys[.history] = TableSurvey(rows: 525, rowBytes: 200) }
        let attempt = try ScriptedAttempt(
            parameters: retentionOfHistory, settings: #"{"history_days": 10, "history_rows": 5, "history_mib": 1}"#,
            housekeeping: house)
        attempt.answerChores([
            ChoreReport(rows: 500, byCount: 2, isDone: false, cursor: 500, took: .milliseconds(3)),
            ChoreReport(rows: 20, byCount: 17, byBytes: 3, isDone: true),
        ])
        let before = attempt.now.wall + .seconds(-864_000)
        let hourAgo = attempt.now.wall + .seconds(-3_600)
        let start = attempt.now.monotonic
        let table = try await output(Maintenance().run(attempt))["actions"]?.firstElement?["places"]?.firstElement
        let first = JournalPurge(
            table: .history, before: before, youngest: hourAgo, keep: 5, bytes: 1 << 20, rows: 525,
            rowBytes: 200)
        var second = first
        (second.cursor, second.rows) = (500, 25)
        #expect(attempt.chores == [.purge(first), .purge(second)])
        #expect(table?["removed"]?.int64 == 520 && table?["complete"]?.boolean == true)
        #expect(table?["kept"]?.int64 == 5 && table?["bytes"]?.int64 == 520 * 200)
        let causes = try #require(table?["decided_by"])
        #expect(["age", "count", "bytes"].map { causes[$0]?.int64 } == [498, 19, 3])
        // Four times what the step took, and nothing after the last.
        #expect(attempt.now.monotonic - start == .milliseconds(3 + 12))
    }

    @Test func whatIsNotKnownOfATableIsNull() async throws {
        let attempt = try ScriptedAttempt(
            parameters: #"{"actions": ["retention"], "places": ["scraping-usage"]}"#, housekeeping: ScriptedHouse())
        attempt.answerChores([ChoreReport(rows: 4, isDone: true)])
        let table = try await output(Maintenance().run(attempt))["actions"]?.firstElement?["places"]?.firstElement
        #expect(table?["kept"]?.isNull == true && table?["bytes"]?.isNull == true)
        #expect(table?["decided_by"]?["age"]?.int64 == 4)
    }

    @Test func aLimitThatIsSwitchedOffIsNotAskedFor() async throws {
        let attempt = try ScriptedAttempt(
            parameters: retentionOfHistory, settings: #"{"history_days": 0, "history_rows": 0}"#,
            housekeeping: ScriptedHouse())
        attempt.answerChores([])
        let table = try await output(Maintenance().run(attempt))["actions"]?.firstElement?["places"]?.firstElement
        #expect(attempt.chores.isEmpty && table?["skipped"]?.string == "Nothing is limited here.")
    }

    @Test func vacuumAsksUntilNothingIsLeft() async throws {
        let attempt = try ScriptedAttempt(parameters: #"{"actions": ["vacuum"]}"#)
        attempt.answerChores([ChoreReport(bytes: 4_096, isDone: false), ChoreReport(bytes: 8_192, isDone: true)])
        let action = try await output(Maintenance().run(attempt))["actions"]?.firstElement
        #expect(action?["bytes"]?.int64 == 12_288 && action?["steps"]?.int64 == 2)
    }

    @Test func withoutAJournalItsChoresAreSkippedAndTheRestIsDone() async throws {
        let house = ScriptedHouse([
            .failed: [KeptItem(name: "old", since: Timestamp(microseconds: 0), bytes: 1)]
        ])
        let attempt = try ScriptedAttempt(housekeeping: house)
        let outcome = try await Maintenance().run(attempt)
        guard case .succeeded = outcome else {
            _ = Issue.record("\(outcome)")
            return
        }
        let actions = try #require(output(outcome)["actions"])
        #expect(house.removed == ["old"])
        #expect(actions.elements.first { $0["action"]?.string == "vacuum" }?["skipped"]?.isNull == false)
        // One a table and one of vacuum.
        #expect(attempt.warnings.map(\.code) == Array(repeating: "chore_skipped", count: 4))
    }

    @Test func atTheTimeLimitItShowsWhatWasDone() async throws {
        let old = (0..<100).map { KeptItem(name: "\($0)", since: Timestamp(microseconds: Int64($0)), bytes: 1) }
        let house = ScriptedHouse([.failed: old])
        let attempt = try ScriptedAttempt(housekeeping: house)
        house.state.withLock { $0.whenRemoved = { [weak attempt] in if $0 == 10 { attempt?.endTime() } } }
        let outcome = try await Maintenance().run(attempt)
        guard case .partial(_, _, let reason) = outcome else {
            _ = Issue.record("\(outcome)")
            return
        }
        #expect(reason.code == "timed_out" && house.removed.count == 10)
        let place = try output(outcome)["actions"]?.firstElement?["places"]?.elements.first {
            $0["place"]?.string == "failed"
        }
        #expect(place?["removed"]?.int64 == 10 && place?["complete"]?.boolean == false)
    }

    @Test func cancelledItEndsAfterTheThingInHand() async throws {
        let old = (0..<100).map { KeptItem(name: "\($0)", since: Timestamp(microseconds: Int64($0)), bytes: 1) }
        let house = ScriptedHouse([.failed: old])
        let attempt = try ScriptedAttempt(
            parameters: #"{"actions": ["retention", "vacuum"], "places": ["failed"]}"#, housekeeping: house)
        house.state.withLock { $0.whenRemoved = { [weak attempt] in if $0 == 3 { attempt?.cancel() } } }
        #expect(try await Maintenance().run(attempt) == .cancelled)
        #expect(house.removed.count == 3 && attempt.chores.isEmpty)
    }

    @Test func anActionThatFailsLeavesTheOthersTheirTurn() async throws {
        // Nothing can be looked at, but the journal answers.
        let attempt = try ScriptedAttempt(parameters: #"{"actions": ["vacuum", "reconcile"]}"#)
        attempt.answerChores([ChoreReport(bytes: 4_096, isDone: true)])
        let outcome = try await Maintenance().run(attempt)
        guard case .partial(_, _, let reason) = outcome else {
            _ = Issue.record("\(outcome)")
            return
        }
        #expect(reason.code == "storage_failed")
        let alone = try ScriptedAttempt(parameters: #"{"actions": ["reconcile"]}"#)
        guard case .failed = try await Maintenance().run(alone) else {
            _ = Issue.record("It did not fail.")
            return
        }
    }

    // MARK: - Paces

    @Test func aLargeThingIsPaidForByALongerRest() {
        var pace = RemovalPace(perSecond: 500)
        let start = MonotonicInstant(nanoseconds: 0)
        #expect(pace.rest(after: 9, at: start) == nil)
        #expect(pace.rest(after: 1, at: start) == .milliseconds(20))
        #expect(pace.rest(after: 500, at: start + .milliseconds(20)) == .seconds(1))
        // Time in which nothing was removed is not saved up.
        #expect(pace.rest(after: 10, at: start + .seconds(60)) == .milliseconds(20))
    }

    @Test func theJournalRestsAMultipleOfAStepAndNeverNothing() {
        let pace = ChorePace(factor: 4)
        #expect(pace.rest(took: .milliseconds(3), elapsed: .milliseconds(5)) == .milliseconds(20))
        #expect(pace.rest(took: .zero, elapsed: .zero) == .milliseconds(5))
        // An answer that waited behind others does not count as work.
        #expect(pace.rest(took: .milliseconds(3), elapsed: .seconds(2)) == .milliseconds(32))
        #expect(pace.rest(took: .seconds(9), elapsed: .seconds(9)) == .seconds(10))
    }
}
