import CarretelCore
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
import Testing

/// `chat-reply` through the real program with real requests.
@Suite(.temporaryDirectory, .serialized, .timeLimit(.minutes(5)))
struct ChatServiceTests {
    /// Long enough for a worker to start and to ask, which counts too, also where much else goes on.
    private let short = ["CARRETEL_TYPES_CHAT_REPLY_ANSWER_SECONDS": "15"]

    @Test func aModelAnswers() async throws {
        try await ChatRig.run { rig in
            let output = try await rig.output("one")
            #expect(output["origin"]?.string == "model" && output["fallback_reason"]?.isNull == true)
            #expect(output["reply"]?.string?.isEmpty == false && output["requests"]?.int64 == 1)
            let call = try #require(rig.calls.first)
            #expect(output["request_id"]?.string == call.requestID && rig.calls.count == 1)
            #expect(output["usage"]?["total_tokens"]?.int64 ?? 0 > 0)
            #expect(try rig.counts().isEmpty)
        }
    }

    @Test func aServiceThatStopsInTheMiddleCostsNoMoreThanTheTimeForTheAnswer() async throws {
        try await ChatRig.run("chat:*:stall:always", environment: short) { rig in
            let output = try await rig.output("one")
            #expect(output["origin"]?.string == "fallback" && output["fallback_reason"]?.string == "timed_out")
            // Nothing is left for another request.
            #expect(output["requests"]?.int64 == 1 && rig.calls.count == 1)
            #expect(try rig.counts() == ["fallback": 1, "timed_out": 1])
        }
    }

    /// By itself, in its first attempt, and before the time for the whole answer is over.
    @Test func aTimeLimitOfTheJobThatComesFirstEndsInAFallbackToo() async throws {
        try await ChatRig.run("chat:*:hang:always") { rig in
            try rig.drop("one", members: #","timeout_seconds":10"#)
            let result = try await rig.daemon.result(of: "one", within: .seconds(60))
            #expect(result["status"]?.string == "succeeded" && result["attempts"]?.count == 1)
            let output = try #require(result["output"])
            #expect(output["origin"]?.string == "fallback" && output["fallback_reason"]?.string == "timed_out")
            #expect(output["requests"]?.int64 == 1 && rig.calls.count == 1)
            #expect(try rig.counts() == ["fallback": 1, "timed_out": 1])
        }
    }

    /// The first stands at a call that is never answered until the second waits for it, and goes on when its worker is
    /// killed.
    @Test func whoAsksTheSameWhileTheFirstIsOnItsWayHasItsAnswer() async throws {
        try await ChatRig.run("chat:1:hang") { rig in
            try rig.drop("first")
            try await eventually("the first call") { !rig.calls.isEmpty }
            try rig.drop("second")
            try await eventually("the second's wait") { try rig.count(.following) == 1 }
            try rig.killWorkers()
            let first = try await rig.output(of: "first")
            let second = try await rig.output(of: "second")
            #expect(first["origin"]?.string == "model" && second["origin"]?.string == "duplicate")
            #expect(first["reply"]?.string == second["reply"]?.string)
            for member in ["request_id", "seconds", "usage", "requests"] {
                #expect(first[member]?.raw.elementsEqual(second[member]?.raw ?? []) == true, "\(member)")
            }
            #expect(rig.calls.count == 2)
            #expect(try rig.counts() == ["duplicate": 1])
        }
    }

    @Test func aStreamIsTold() async throws {
        var settings = ChatSettings()
        settings.tokensPerSecond = 40
        settings.leastTokens = 200
        try await ChatRig.run(settings: settings) { rig in
            let output = try await rig.output("one", #","stream":true"#)
            #expect(output["origin"]?.string == "model")
            let partial = try await partial("one", rig)
            #expect(partial.count > 1)
            #expect(partial.joined() == output["reply"]?.string)
        }
    }

    @Test func aWorkerThatDiesCostsNobodyTheReply() async throws {
        try await ChatRig.run("chat:1:hang") { rig in
            try rig.drop("one")
            try await eventually("the first call") { !rig.calls.isEmpty }
            try rig.killWorkers()
            let output = try await rig.output(of: "one")
            #expect(output["origin"]?.string == "model" && rig.calls.count == 2)
        }
    }

    @Test func theKeyIsSeenNowhere() async throws {
        let key = "sk-71c0f2e9-of-the-test"
        let log = ["OPENAI_API_KEY": key, "CARRETEL_LOG_LEVEL": "trace"]
        var settings = ChatSettings()
        settings.keys = [key]
        try await ChatRig.run("chat:2:invalid-key", environment: log, settings: settings) { rig in
            let first = try await rig.output("one", #","stream":true"#)
            #expect(first["origin"]?.string == "model")
            let second = try await rig.output("two", message: "E agora?")
            #expect(second["fallback_reason"]?.string == "unauthorized")
            let search = SecretSearch([Array(key.utf8)])
            #expect(try search.findings(in: Directory.open(path: rig.daemon.spool)) == [])
            #expect(!search.finds(in: Array(rig.daemon.log().utf8)))
        }
    }

    /// The pieces of text that were told, once the last line is there.
    private func partial(_ name: String, _ rig: ChatRig) async throws -> [String] {
        let path = "outgoing/progress/\(name).events.jsonl"
        try await eventually("the last event") {
            try rig.daemon.exists(path) && EventLine.isComplete(rig.daemon.read(path))
        }
        return try rig.daemon.read(path).split(separator: UInt8(ascii: "\n")).compactMap {
            try JSONValue(parsing: Array($0))["partial"]?.string
        }
    }
}
