import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelWorker

struct PermitTests {
    /// A daemon that gives these answers, one a question, and counts the questions.
    private final class Daemon: Sendable {
        private let state: Mutex<(answers: [PermitDesk.Answer], asked: Int)>
        private let desk = Mutex<PermitDesk?>(nil)
        var asked: Int { state.withLock { $0.asked } }

        init(_ answers: [PermitDesk.Answer]) { state = Mutex((answers, 0)) }

        func attempt(_ cancellation: Cancellation = Cancellation()) throws -> WorkerAttempt {
            let ports = AttemptPorts(
                datasets: ScriptedDatasets(), http: NoHTTP(), cacheFolder: nil, business: NoBusinessStore(),
                housekeeping: NoHousekeeping(), html: NoHTMLParser(), browsers: NoBrowsers(),
                reaper: try ChildReaper(sweepsAfterEachChild: false))
            let assignment = WorkerProbe.assignment(CarretelWorkerTests.attempt(1), "{}")
            let attempt = try WorkerAttempt(assignment, ports: ports, cancellation: cancellation) { [self] in take($0) }
            desk.withLock { $0 = attempt.permits }
            return attempt
        }

        private func take(_ frame: WorkerFrame) {
            guard case .permit(_, let permit) = frame else { return }
            let answer = state.withLock { state -> PermitDesk.Answer? in
                state.asked += 1
                return state.answers.isEmpty ? nil : state.answers.removeFirst()
            }
            if let answer { desk.withLock { $0 }?.answer(permit, answer) }
        }
    }

    @Test func aClosingBeyondThePatienceIsToldAtOnce() async throws {
        let moment = SystemClock.now().wall + .seconds(3_600)
        let daemon = Daemon([.waitUntil(moment)])
        let attempt = try daemon.attempt()
        #expect(try await attempt.acquire(permit: "omie/1", patience: .seconds(60)) == .closed(until: moment))
        #expect(daemon.asked == 1)
    }

    @Test func aClosingWithinThePatienceIsWaitedFor() async throws {
        let moment = SystemClock.now().wall + .milliseconds(20)
        let daemon = Daemon([.waitUntil(moment), .granted])
        let attempt = try daemon.attempt()
        #expect(try await attempt.acquire(permit: "omie/1", patience: .seconds(600)) == .granted)
        #expect(SystemClock.now().wall >= moment)
        #expect(daemon.asked == 2)
    }

    @Test func waitingBehindOthersIsEndedByCancellationAlone() async throws {
        let daemon = Daemon([])
        let cancellation = Cancellation()
        let attempt = try daemon.attempt(cancellation)
        let grant = Task { try await attempt.acquire(permit: "omie/1", patience: .zero) }
        try await eventually("the question") { daemon.asked == 1 }
        cancellation.cancel(.requested)
        await #expect(throws: FailureReason.self) { try await grant.value }
    }

    @Test func aloneOnlyTheUpstreamClosesAPermit() {
        let permits = LonePermits()
        let key = attempt(1)
        let moment = SystemClock.now().wall + .seconds(3_600)
        #expect(isGranted(permits.answer(to: .permit(key, permit: "a"))))
        #expect(permits.answer(to: .release(key, permit: "a", outcome: .closed(until: moment))) == nil)
        #expect(!isGranted(permits.answer(to: .permit(key, permit: "a"))))
        #expect(isGranted(permits.answer(to: .permit(key, permit: "b"))))
        #expect(permits.answer(to: .release(key, permit: "a", outcome: .closed(until: .earliest))) == nil)
        #expect(isGranted(permits.answer(to: .permit(key, permit: "a"))))
    }

    private func isGranted(_ answer: (permit: String, answer: PermitDesk.Answer)?) -> Bool {
        if case .granted = answer?.answer { true } else { false }
    }
}
