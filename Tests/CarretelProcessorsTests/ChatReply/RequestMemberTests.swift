import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Members of a request that not every server takes.
@Suite struct RequestMemberTests {
    @Test func aServerThatKnowsTheOldNameAloneIsAskedByItAndThatIsNoRetry() async throws {
        let service = ScriptedService(
            .problem(400, param: "max_completion_tokens"), .problem(500), .chat("Sim."), .chat("De novo."))
        let processor = ChatReply()
        #expect(try await ChatRun(service, processor: processor).end() == "model: Sim.")
        #expect(try await ChatRun(service, processor: processor).end() == "model: De novo.")
        #expect(
            try service.bodies().map { ($0["max_completion_tokens"] ?? $0["max_tokens"])?.int64 } == [
                400, 400, 400, 400,
            ])
        #expect(try service.bodies().map { $0["max_tokens"] != nil } == [false, true, true, true])
        #expect(service.starts[1] == .milliseconds(500))
    }

    @Test func whatIsLearntHoldsForThatAccountAndModelAlone() async throws {
        let service = ScriptedService(.problem(400, param: "max_completion_tokens"), .chat("a"), .chat("b"), .chat("c"))
        let processor = ChatReply()
        _ = try await ChatRun(service, processor: processor)
        _ = try await ChatRun(service, profile: ChatRun.profile(identity: "i2"), processor: processor)
        _ = try await ChatRun(service, profile: ChatRun.profile(["model": "other"]), processor: processor)
        #expect(try service.bodies().map { $0["max_tokens"] != nil } == [false, true, false, false])
    }

    @Test func whoSaysWhatTheLimitIsCalledIsHeardWhateverWasLearnt() async throws {
        let service = ScriptedService(.problem(400, param: "max_completion_tokens"), .chat("a"), .chat("b"))
        let processor = ChatReply()
        _ = try await ChatRun(service, processor: processor)
        let profile = ChatRun.profile(["token_parameter": "max_completion_tokens"])
        _ = try await ChatRun(service, profile: profile, processor: processor)
        // The same name as before: what was learnt holds.
        #expect(try service.bodies().map { $0["max_tokens"] != nil } == [false, true, true])
        let other = ScriptedService(.problem(400, param: "max_tokens"), .chat("a"), .chat("b"))
        let second = ChatReply()
        _ = try await ChatRun(other, profile: ChatRun.profile(["token_parameter": "max_tokens"]), processor: second)
        _ = try await ChatRun(other, processor: second)
        #expect(try other.bodies().map { $0["max_tokens"] != nil } == [true, false, false])
        let third = ScriptedService(.chat("a"), .chat("b"))
        let same = ChatReply()
        _ = try await ChatRun(third, processor: same)
        _ = try await ChatRun(third, profile: ChatRun.profile(["token_parameter": "max_tokens"]), processor: same)
        #expect(try third.bodies().map { $0["max_tokens"] != nil } == [false, true])
    }

    @Test func aServerThatRefusesTheOldNameIsAskedByTheNew() async throws {
        let message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
        let service = ScriptedService(.problem(400, param: "max_tokens", message: message), .chat("Sim."))
        let run = try await ChatRun(service, profile: ChatRun.profile(["token_parameter": "max_tokens"]))
        #expect(try run.end() == "model: Sim.")
        #expect(try service.bodies().map { $0["max_tokens"] != nil } == [true, false])
        #expect(try service.bodies().map { $0["max_completion_tokens"] != nil } == [false, true])
    }

    @Test func aServerThatRefusesBothNamesIsAskedTwice() async throws {
        let message = "max_tokens and max_completion_tokens are unknown"
        let service = ScriptedService(.problem(400, message: message), .problem(400, message: message))
        #expect(try await ChatRun(service).end() == "fallback: invalid_request")
        #expect(service.requests.count == 2)
    }

    @Test func aModelThatTakesNoTemperatureIsAskedWithout() async throws {
        let service = ScriptedService(
            .problem(400, param: "temperature", message: "Only the default (1) value is supported."), .chat("Sim."))
        #expect(try await ChatRun(service).end() == "model: Sim.")
        #expect(try service.bodies().map { $0["temperature"] != nil } == [true, false])
    }
}
