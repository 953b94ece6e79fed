import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// Streams of the chat service, whole, wrong and left.
@Suite(.serialized) struct ChatStreamTests {
    private static let stream = ",\"stream\":true"

    @Test func aStreamHasTheRoleTheTokensAndTheEnd() async throws {
        try await SandboxRig.chat { rig in
            let plain = try await rig.ask("olá")
            let answer = try await rig.ask("olá", extra: Self.stream)
            #expect(answer.header("content-type") == "text/event-stream; charset=utf-8")
            let body = try ChatChunks(answer)
            #expect(body.isEnded)
            let events = try body.json
            #expect(body.text == body.events.map { "data: \($0)\n\n" }.joined())
            #expect(Set(events.map { $0["id"]?.string }).count == 1)
            #expect(events.allSatisfy { $0["object"]?.string == "chat.completion.chunk" && $0["usage"] == nil })
            #expect(events.first?.choice?["delta"]?["role"]?.string == "assistant")
            #expect(try Self.text(events) == plain.json.choice?["message"]?["content"]?.string)
            #expect(events.map { $0.choice?["finish_reason"]?.string }.compactMap { $0 } == ["stop"])
            #expect(events.last?.choice?["delta"]?.count == 0)
        }
    }

    @Test func theUsageComesLastWhenItIsAskedFor() async throws {
        try await SandboxRig.chat { rig in
            let extra = Self.stream + #","stream_options":{"include_usage":true},"max_tokens":4"#
            let events = try ChatChunks(try await rig.ask(extra: extra)).json
            #expect(events.dropLast().allSatisfy { $0["usage"]?.isNull == true })
            #expect(events.last?["choices"]?.count == 0)
            #expect(events.last?["usage"]?["completion_tokens"]?.int64 == 4)
            #expect(events.dropLast().last?.choice?["finish_reason"]?.string == "length")
        }
    }

    @Test func tokensComeAtTheirTimes() async throws {
        try await SandboxRig.chat(settings: .with { $0.tokensPerSecond = 0.001 }) { rig in
            // The role is there at once, the first token would take a quarter of an hour.
            let answer = try await rig.ask(extra: Self.stream, until: "\n\n\r\n")
            let body = try ChatChunks(answer)
            #expect(body.chunks.count == 1 && !body.isEnded)
            let call = try await rig.chatCalls(ended: 1)[0]
            #expect(call.leftAfter == 1)
            #expect(rig.sandbox.log.calls.map(\.outcome) == ["left"])
        }
    }

    @Test func aClientMayLeaveBeforeTheFirstByte() async throws {
        try await SandboxRig.chat(settings: .with { $0.latency = .seconds(600) }) { rig in
            for extra in ["", Self.stream] {
                let answer = try await rig.ask(extra: extra, patience: 100)
                #expect(answer.end == .silent && answer.bytes.isEmpty)
            }
            #expect(try await rig.chatCalls(ended: 2).map(\.leftAfter) == [0, 0])
        }
    }

    @Test func aConnectionGoesOnAfterAStream() async throws {
        try await SandboxRig.chat { rig in
            let body = #"{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"oi"}]}"#
            let head = "POST /openai/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
            let key = "Authorization: Bearer \(ChatSettings.defaultKey)\r\n"
            let first = "\(head)\(key)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            let second = "\(head)\(key)Connection: close\r\nContent-Length: 1\r\n\r\n{"
            let answer = try await rig.send(first + second)
            #expect(answer.text.contains("data: [DONE]\n\n\r\n0\r\n\r\nHTTP/1.1 400 Bad Request\r\n"))
        }
    }

    @Test func anErrorComesAmongTheEvents() async throws {
        try await SandboxRig.chat("chat:1:stream-error") { rig in
            let answer = try await rig.ask(extra: Self.stream)
            #expect(answer.status == 200)
            let events = try ChatChunks(answer).json
            #expect(events.last?["error"]?["type"]?.string == "server_error")
            #expect(try Self.text(Array(events.dropLast())).hasPrefix("[0 earlier"))
        }
    }

    @Test(arguments: [("stream-broken", false), ("truncated", false), ("stream-short", true)])
    func aStreamBreaksOff(kind: String, isEnded: Bool) async throws {
        try await SandboxRig.chat("chat:2:\(kind)") { rig in
            let whole = try ChatChunks(try await rig.ask(extra: Self.stream))
            let answer = try await rig.ask(extra: Self.stream)
            #expect(answer.end == .closed)
            let body = try ChatChunks(answer)
            #expect(body.isEnded == isEnded)
            #expect(0..<whole.chunks.count ~= body.chunks.count && !body.chunks.isEmpty)
            #expect(!body.text.contains("[DONE]"))
        }
    }

    @Test func anAnswerStandsStill() async throws {
        try await SandboxRig.chat("chat:1:stall", "chat:2:stall") { rig in
            // Of ten events, the role, eight tokens and the end, five come; the fifth has the token "You ".
            let body = try ChatChunks(try await rig.ask(extra: Self.stream, until: "\"You \""))
            #expect(!body.isEnded && body.chunks.count == 5)
            let plain = try await rig.ask(until: "\"role\"")
            #expect(plain.status == 200 && plain.end == .left)
            let calls = try await rig.chatCalls(ended: 2)
            // Both clients left while nothing came, and nothing was sent but what they have.
            #expect(calls.map(\.leftAfter) == [5, 0])
            #expect(plain.body.count == (plain.announced ?? 0) / 2)
        }
    }

    @Test func theEndMayBeMissing() async throws {
        try await SandboxRig.chat("chat:1:no-done", "chat:2:stream-garbage", "chat:3:empty-body") { rig in
            let open = try ChatChunks(try await rig.ask(extra: Self.stream))
            #expect(open.isEnded && open.events.last?.contains("\"finish_reason\":\"stop\"") == true)
            let garbage = try ChatChunks(try await rig.ask(extra: Self.stream)).events
            #expect(garbage.last == "[DONE]" && garbage.contains("{\"id\":"))
            let empty = try ChatChunks(try await rig.ask(extra: Self.stream))
            #expect(empty.isEnded && empty.chunks.isEmpty)
            #expect(try await rig.chatCalls(ended: 3).count == 3)
        }
    }

    @Test func theSameEventsMayComeOddlyOrTorn() async throws {
        try await SandboxRig.chat("chat:2:stream-torn", "chat:3:stream-odd") { rig in
            let whole = try ChatChunks(try await rig.ask("olá ✓", extra: Self.stream)).json
            let torn = try ChatChunks(try await rig.ask("olá ✓", extra: Self.stream))
            #expect(torn.chunks.allSatisfy { $0.count <= 7 })
            #expect(try Self.text(torn.json) == Self.text(whole))
            let odd = try ChatChunks(try await rig.ask("olá ✓", extra: Self.stream)).text
            #expect(odd.hasPrefix(": keep-alive\r\n\r\nevent: message\r\nid: 1\r\nretry: 10\r\ndata:{\"id\""))
            #expect(odd.hasSuffix("data:[DONE]\r\n\r\n"))
        }
    }

    @Test func aStreamMayBeIgnored() async throws {
        try await SandboxRig.chat("chat:*:no-stream") { rig in
            // It fits streams alone, so the plain call leaves it as it is.
            try await #expect(rig.ask().header("content-type") == "application/json")
            let answer = try await rig.ask(extra: Self.stream)
            #expect(try answer.json["object"]?.string == "chat.completion")
            #expect(rig.sandbox.log.calls.map(\.outcome) == ["ok", "no-stream"])
        }
    }

    private static func text(_ events: [JSONValue]) throws -> String {
        events.compactMap { $0.choice?["delta"]?["content"]?.string }.joined()
    }
}
