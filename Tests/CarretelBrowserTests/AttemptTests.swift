import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

extension RealBrowsers {
    /// The browsers of a real worker's attempts.
    @Suite(.temporaryDirectory, .timeLimit(.minutes(10))) struct AttemptTests {
        private let server: PageServer

        init() throws { server = try PageServer { _ in "<p>Oi</p>" } }

        private func assign(_ number: UInt64, then: String, to worker: WorkerProbe) throws {
            let parameters = #"{"url": "\#(server.url("/"))", "then": "\#(then)"}"#
            try worker.assign(WorkerProbe.attempt(number), type: "browse", parameters)
        }

        /// The output of an attempt that succeeds.
        private func output(of worker: WorkerProbe) async throws -> String {
            guard case .outcome(_, .succeeded(let output, _)) = try await worker.nextOutcome() else { return "" }
            return String(decoding: output, as: UTF8.self)
        }

        @Test func noBrowserSurvivesACancelledAttempt() async throws {
            let worker = try WorkerProbe()
            try assign(1, then: "wait", to: worker)
            try await worker.next { if case .progress = $0 { true } else { false } }
            #expect(try worker.browsers.count > 3)
            try worker.send(.cancel(WorkerProbe.attempt(1), reason: .requested))
            #expect(try await worker.nextOutcome() == .outcome(WorkerProbe.attempt(1), .cancelled))
            #expect(try worker.browsers == [])
            #expect(try await worker.finish() == .exited(code: 0))
        }

        @Test func aBrowserThatAnAttemptForgetsEndsWithIt() async throws {
            let worker = try WorkerProbe()
            try assign(1, then: "leave", to: worker)
            #expect(try await output(of: worker) == #"{"fresh":true}"#)
            #expect(try worker.browsers == [])
            #expect(try await worker.finish() == .exited(code: 0))
        }

        @Test func aBrowserGivenBackServesTheNextAttemptAndEndsWithTheWorker() async throws {
            let worker = try WorkerProbe()
            for (number, answer) in [(1, #"{"fresh":true}"#), (2, #"{"fresh":false}"#), (3, #"{"fresh":false}"#)] {
                try assign(UInt64(number), then: "keep", to: worker)
                #expect(try await output(of: worker) == answer)
            }
            #expect(try worker.browsers.count > 3)
            #expect(try await worker.finish() == .exited(code: 0))
            #expect(try worker.browsers == [])
            #expect(try Directory.open(path: worker.temporary).names == ["state"])
        }

        @Test func nothingSurvivesAWorkerThatIsKilled() async throws {
            let worker = try WorkerProbe()
            try assign(1, then: "wait", to: worker)
            try await worker.next { if case .progress = $0 { true } else { false } }
            #expect(try worker.browsers.count > 3)
            worker.child.kill(force: true)
            #expect(try await worker.end() == .signalled(signal: 9))
            #expect(try worker.browsers == [])
        }
    }
}
