import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// What the chat service replies when all is well, and what it says of what was asked.
@Suite(.serialized) struct ChatReplyTests {
    @Test func aReplySaysWhatArrived() async throws {
        try await SandboxRig.chat { rig in
            let body = """
                {"model":"gpt-4o-mini","temperature":0.85,"messages":[{"role":"system","content":"Seja breve."},\
                {"role":"user","content":"oi"},{"role":"assistant","content":"Olá"},\
                {"role":"user","content":[{"type":"text","text":"e o "},{"type":"text","text":"pedido?"}]}]}
                """
            let answer = try await rig.ask(body: body)
            #expect(answer.status == 200)
            #expect(answer.header("content-type") == "application/json")
            let reply = try answer.json
            #expect(reply["object"]?.string == "chat.completion")
            #expect(reply["model"]?.string == "gpt-4o-mini-2024-07-18")
            #expect(reply["id"]?.string?.hasPrefix("chatcmpl-") == true)
            let message = try #require(reply.choice?["message"])
            #expect(message["role"]?.string == "assistant")
            #expect(message["content"]?.string == "[2 earlier] You said: e o pedido?")
            #expect(message["refusal"]?.isNull == true)
            #expect(reply.choice?["finish_reason"]?.string == "stop")
        }
    }

    @Test func tokensAreFourCharactersEach() async throws {
        try await SandboxRig.chat { rig in
            // [0 earlier] You said: olá! has 26 characters; the message has 4.
            let usage = try #require(try await rig.ask("olá!").json["usage"])
            #expect(usage["prompt_tokens"]?.int64 == 8)
            #expect(usage["completion_tokens"]?.int64 == 7)
            #expect(usage["total_tokens"]?.int64 == 15)
        }
    }

    @Test(arguments: ["max_tokens", "max_completion_tokens"]) func aReplyIsCutAtItsLimit(name: String) async throws {
        try await SandboxRig.chat { rig in
            let reply = try await rig.ask(extra: ",\"\(name)\":3").json
            #expect(reply.choice?["message"]?["content"]?.string == "[0 earlier] ")
            #expect(reply.choice?["finish_reason"]?.string == "length")
            #expect(reply["usage"]?["completion_tokens"]?.int64 == 3)
        }
    }

    @Test func aReplyIsFilledUp() async throws {
        try await SandboxRig.chat(settings: .with { $0.leastTokens = 300 }) { rig in
            let reply = try await rig.ask().json
            #expect(reply["usage"]?["completion_tokens"]?.int64 == 300)
            #expect(reply.choice?["message"]?["content"]?.string?.hasPrefix("[0 earlier] You said: bom dia") == true)
        }
    }

    @Test func everyAnswerHasTheHeadersOfOpenAI() async throws {
        try await SandboxRig.chat("chat:2:rate-limit") { rig in
            let good = try await rig.ask()
            let bad = try await rig.ask()
            #expect(bad.status == 429)
            #expect(good.header("x-request-id") != bad.header("x-request-id"))
            for answer in [good, bad] {
                for name in ["x-request-id", "openai-processing-ms", "openai-organization", "openai-version", "date"] {
                    #expect(answer.header(name)?.isEmpty == false, "\(name)")
                }
                #expect(answer.header("x-ratelimit-limit-requests") == "10000")
                #expect(answer.header("x-ratelimit-limit-tokens") == "200000")
            }
            #expect(good.header("x-ratelimit-reset-requests") == "6ms")
            #expect(bad.header("x-ratelimit-remaining-requests") == "0")
            #expect(bad.header("x-ratelimit-reset-requests") == "1s")
            #expect(bad.header("x-ratelimit-reset-tokens") == "6m0s")
        }
    }

    @Test func modelsAreListed() async throws {
        try await SandboxRig.chat(settings: .with { ($0.keys, $0.models) = ([], ["one", "two"]) }) { rig in
            let list = try await rig.get("/openai/v1/models").json
            #expect(list["object"]?.string == "list")
            #expect(list["data"]?.elements.map { $0["id"]?.string } == ["one", "two"])
        }
    }

    @Test func latencyAndSpeedTakeTheirTime() async throws {
        let settings = ChatSettings.with { ($0.latency, $0.tokensPerSecond) = (.milliseconds(60), 100) }
        try await SandboxRig.chat(settings: settings) { rig in
            for (index, extra) in [",\"max_tokens\":5", ",\"max_tokens\":5,\"stream\":true"].enumerated() {
                try await #expect(rig.ask(extra: extra).status == 200)
                let call = try await rig.chatCalls(ended: index + 1)[index]
                let end = try #require(call.settledAt)
                // 60 ms, then 5 tokens of 10 ms.
                #expect(end - call.arrivedAt >= .milliseconds(110))
            }
        }
    }

    @Test func theLogHoldsWhatWasAskedButNoKey() async throws {
        try await SandboxRig.chat { rig in
            _ = try await rig.ask("primeira")
            _ = try await rig.ask("segunda", extra: ",\"max_tokens\":7", key: "api-key: my-very-secret")
            let calls = try await rig.chatCalls(ended: 2)
            #expect(calls.map(\.number) == [1, 2])
            #expect(calls.map(\.status) == [200, 401])
            #expect(calls.map(\.outcome) == ["ok", "invalid-key"])
            #expect(calls.map(\.keyForm) == ["bearer", "api-key"])
            #expect(calls[1].json?["max_tokens"]?.int64 == 7)
            #expect(calls[0].arrivedAt < calls[1].arrivedAt)
            let door = try await rig.get("/sandbox/chat/log")
            let listed = try #require(door.json["calls"]).elements.map { $0 }
            #expect(listed.count == 2)
            let message = listed[1]["body"]?["messages"]?.elements.first { _ in true }
            #expect(message?["content"]?.string == "segunda")
            #expect(listed[0]["arrived_us"]?.int64 == calls[0].arrivedAt.nanoseconds / 1_000)
            #expect(listed[0]["request_id"]?.string == calls[0].requestID)
            for secret in ["my-very-secret", ChatSettings.defaultKey] { #expect(!door.text.contains(secret)) }
            #expect(rig.sandbox.log.calls.map(\.outcome) == ["ok", "invalid-key"])
        }
    }

    @Test func aCallIsInTheLogWhileItIsUnderWay() async throws {
        try await SandboxRig.chat(settings: .with { $0.latency = .seconds(600) }) { rig in
            async let answer = rig.ask(patience: 120_000)
            try await eventually("the call is there") { rig.sandbox.chat.calls.count == 1 }
            #expect(rig.sandbox.chat.calls[0].settledAt == nil)
            await rig.sandbox.stop()
            // Whoever waits is let go at the end of the sandbox.
            try await #expect(answer.end == .closed)
        }
    }

    @Test func resetForgetsTheCallsAndCountsAnew() async throws {
        try await SandboxRig.chat("chat:2:no-model") { rig in
            try await #expect(rig.ask().status == 200)
            rig.sandbox.reset()
            try await #expect(rig.ask().status == 200)
            try await #expect(rig.ask().status == 404)
            #expect(try await rig.chatCalls(ended: 2).map(\.number) == [1, 2])
        }
    }
}
