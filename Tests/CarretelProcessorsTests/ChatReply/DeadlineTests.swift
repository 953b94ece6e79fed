import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// From when the time for the whole answer counts.
@Suite struct DeadlineTests {
    /// The limit of the one request that an attempt makes, which fails for good; nil when it makes none.
    private func limit(readySince: Duration?, attempt: Int = 1, settings: String = "{}") async throws -> Duration? {
        let service = ScriptedService(.problem(401))
        _ = try await ChatRun(service, settings: settings, readySince: readySince, attempt: attempt)
        return service.requests.first?.limits.total
    }

    @Test func waitingForAWorkerDoesNotComeOnTop() async throws {
        #expect(try await limit(readySince: nil) == .seconds(18))
        #expect(try await limit(readySince: .zero) == .seconds(18))
        #expect(try await limit(readySince: .seconds(7)) == .seconds(11))
    }

    @Test func aWallClockThatWasSetBackGivesNoMoreThanTheAttemptHas() async throws {
        #expect(try await limit(readySince: .seconds(-3_600)) == .seconds(18))
    }

    @Test func whoHasWaitedTooLongHasTheFallbackWithoutACall() async throws {
        for wait in [18, 19, 100_000] {
            let service = ScriptedService()
            let run = try await ChatRun(service, readySince: .seconds(Int64(wait)))
            #expect(try run.end() == "fallback: timed_out" && service.requests.isEmpty)
            #expect(run.warnings == ["timed_out", "fallback"])
        }
    }

    @Test func aSecondAttemptHasWhatIsLeftAndAlwaysTimeToAskOnce() async throws {
        #expect(try await limit(readySince: .seconds(7), attempt: 2) == .seconds(11))
        #expect(try await limit(readySince: .seconds(17), attempt: 2) == .seconds(2))
        #expect(try await limit(readySince: .seconds(60), attempt: 2) == .seconds(2))
        let settings = #"{"answer_seconds":1}"#
        #expect(try await limit(readySince: .seconds(60), attempt: 2, settings: settings) == .seconds(1))
    }

    @Test func aReplyHasAnEnd() async throws {
        let long = String(repeating: "ã", count: ChatLimits.maxReplyBytes)
        let run = try await ChatRun(ScriptedService(.chat("x" + long)))
        let reply = try #require(try run.output()["reply"]?.string)
        // The last character of two bytes does not fit.
        #expect(reply.utf8.count == ChatLimits.maxReplyBytes - 1 && reply.hasPrefix("xãã") && reply.hasSuffix("ã"))
        #expect(run.warnings == ["reply_cut"])
        let whole = String(repeating: "x", count: ChatLimits.maxReplyBytes)
        let fitting = try await ChatRun(ScriptedService(.chat(whole)))
        #expect(try fitting.output()["reply"]?.string == whole && fitting.warnings.isEmpty)
    }
}
