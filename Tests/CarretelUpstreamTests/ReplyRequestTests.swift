import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// How often and how `chat-reply` asks, by what a real answer's headers say and by what the service knows.
@Suite(.timeLimit(.minutes(5))) struct ReplyRequestTests {
    /// More than the longest pause that is made without being told. A date has whole seconds, the begun one cut off.
    private static let waits = [("retry-after=0.6", 590), ("retry-after-ms=600", 590), ("retry-after-date=2", 990)]

    @Test(arguments: waits) func aRetryWaitsAsLongAsTheServiceSays(header: String, least: Int) async throws {
        try await ReplyRig.run { rig in
            try rig.order("overloaded:\(header)")
            let attempt = try await rig.attempt()
            #expect(attempt.follows == "model, 2")
            let first = try #require(attempt.calls.first?.arrivedAt)
            let second = try #require(attempt.calls.last?.arrivedAt)
            #expect(second - first >= .milliseconds(least))
        }
    }

    /// The last but one would be waited for, were there more than 100 s for the whole answer.
    @Test(arguments: [
        "retry-after=121", "retry-after-ms=120001", "retry-after-date=100000", "retry-after=110",
        "x-should-retry=false",
    ])
    func someHeadersLeaveNoRetry(header: String) async throws {
        try await ReplyRig.run { rig in
            try rig.order("overloaded:always:\(header)")
            let attempt = try await rig.attempt()
            #expect(attempt.follows == "fallback server_error, 1" && attempt.calls.count == 1)
        }
    }

    @Test(arguments: [("bad-request", "model, 2"), ("insufficient-quota", "fallback quota_exhausted, 1")])
    func aServiceMayWishForARetryOfAllButAQuota(fault: String, follows: String) async throws {
        try await ReplyRig.run { rig in
            try rig.order("\(fault):x-should-retry=true:retry-after-ms=1")
            #expect(try await rig.attempt().follows == follows)
        }
    }

    /// With no retry allowed, since this is none.
    @Test(arguments: ChatLimitRefusal.allCases.filter { $0 != .ignored }, ["max_tokens", "max_completion_tokens"])
    func aServiceThatKnowsOneNameOfTheLimitIsAskedByItFromThenOn(
        refusal: ChatLimitRefusal, known: String
    ) async throws {
        let unknown = known == "max_tokens" ? "max_completion_tokens" : "max_tokens"
        var chat = ChatSettings()
        chat.knows = try #require(ChatLimitNames(rawValue: known))
        chat.refusal = refusal
        try await ReplyRig.run(chat) { rig in
            for follows in ["model, 2", "model, 1"] {
                let attempt = try await rig.attempt(
                    settings: #"{"answer_seconds":100,"retries":0}"#, profile: ["token_parameter": unknown])
                #expect(attempt.follows == follows && attempt.warnings.isEmpty)
                let names = attempt.calls.map { $0.json?[known] == nil ? unknown : known }
                #expect(names == Array([unknown, known].suffix(attempt.requests)))
            }
        }
    }
}
