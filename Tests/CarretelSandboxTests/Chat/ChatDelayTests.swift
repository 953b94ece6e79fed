import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// Answers of the chat service that let wait.
@Suite(.serialized) struct ChatDelayTests {
    @Test func aSlowReplyTakesTheSecondsThatItsPlanNames() async throws {
        try await SandboxRig.chat("chat:1:slow:seconds=1") { rig in
            try await #expect(rig.ask().status == 200)
            let call = try #require(try await rig.chatCalls(ended: 1).first)
            let settledAt = try #require(call.settledAt)
            #expect(settledAt - call.arrivedAt >= .seconds(1) && call.outcome == "slow")
        }
    }

    @Test func aCallThatHangsHasNoAnswerUntilItsClientLeaves() async throws {
        try await SandboxRig.chat("chat:1:hang") { rig in
            let answer = try await rig.ask(patience: 200)
            #expect(answer.bytes.isEmpty)
            guard case .silent = answer.end else { return #expect(Bool(false), "\(answer.end)") }
            // The client may have left before the sandbox had read its call: the next must not come first.
            try await eventually("the call that hangs") { rig.sandbox.chat.calls.count == 1 }
            try await #expect(rig.ask().status == 200)
        }
    }
}
