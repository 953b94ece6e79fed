import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelWorker

struct ChoreTests {
    /// What an attempt has asked for, to be answered when the test says so.
    private final class Requests: Sendable {
        private let asked = Mutex<[String]>([])
        var actions: [String] { asked.withLock { $0 } }

        func attempt(_ cancellation: Cancellation = Cancellation()) throws -> WorkerAttempt {
            let ports = AttemptPorts(
                datasets: ScriptedDatasets(), http: NoHTTP(), cacheFolder: nil, business: NoBusinessStore(),
                housekeeping: NoHousekeeping(),
                html: NoHTMLParser(), browsers: NoBrowsers(), reaper: try ChildReaper(sweepsAfterEachChild: false))
            let assignment = WorkerProbe.assignment(CarretelWorkerTests.attempt(1), "{}")
            return try WorkerAttempt(assignment, ports: ports, cancellation: cancellation) { [self] frame in
                guard case .request(_, let action, _) = frame else { return }
                asked.withLock { $0.append(action) }
            }
        }
    }

    private func report(_ rows: Int) -> [UInt8] { ChoreAnswer.done(ChoreReport(rows: rows, isDone: false)).json }

    @Test func oneRequestIsOutAtATimeAndAnswersFollowTheirOrder() async throws {
        let requests = Requests()
        let attempt = try requests.attempt()
        let first = Task { try await attempt.ask(.purge(JournalPurge(table: .history, keep: 1))) }
        try await eventually("the first request") { requests.actions.count == 1 }
        let second = Task { try await attempt.ask(.shrink) }
        try await eventually("the second's turn") { attempt.answers.waitingCount == 2 }
        #expect(requests.actions == ["purge"])
        attempt.answers.answer(report(11))
        #expect(try await first.value.rows == 11)
        try await eventually("the second request") { requests.actions == ["purge", "shrink"] }
        attempt.answers.answer(report(22))
        #expect(try await second.value.rows == 22)
        // One that nobody waits for is dropped.
        attempt.answers.answer(report(33))
    }

    @Test func aCancelledAttemptWaitsForNoAnswer() async throws {
        let requests = Requests()
        let cancellation = Cancellation()
        let attempt = try requests.attempt(cancellation)
        let asking = Task { try await attempt.ask(.shrink) }
        try await eventually("the request") { requests.actions.count == 1 }
        cancellation.cancel(.deadline)
        await #expect(throws: FailureReason.cancelled) { try await asking.value }
        await #expect(throws: FailureReason.cancelled) { try await attempt.ask(.shrink) }
        #expect(requests.actions.count == 1)
    }

    @Test func aRefusalIsTheFailure() async throws {
        let requests = Requests()
        let attempt = try requests.attempt()
        let reason = FailureReason(.permanent, code: "chore_refused", message: "No.")
        let asking = Task { try await attempt.ask(.shrink) }
        try await eventually("the request") { requests.actions.count == 1 }
        attempt.answers.answer(ChoreAnswer.refused(reason).json)
        await #expect(throws: reason) { try await asking.value }
    }
}
