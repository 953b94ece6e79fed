import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct FallbackTests {
    private let entities = """
        {"guardia":{"name":"Guardiã","fallbacks":["{name} pensa.","{name} sorri, {name}."]},
         "mudo":{"name":"Mudo"},"default":{"name":"Alguém","fallbacks":["{name} espera."]}}
        """

    private func entity(_ id: String, _ entities: String) throws -> Entity {
        try EntityBook(ChatRun.profile(["entities": entities])).entity(id)
    }

    @Test func templatesComeFromTheEntityElseFromDefaultElseFromHere() throws {
        #expect(try entity("guardia", entities).fallbacks == ["Guardiã pensa.", "Guardiã sorri, Guardiã."])
        #expect(try entity("mudo", entities).fallbacks == ["Mudo espera."])
        #expect(try entity("outro", entities).fallbacks == ["Alguém espera."])
        let builtIn = try entity("outro", "{}").fallbacks
        #expect(builtIn.count == Fallbacks.builtIn.count)
        #expect(builtIn.contains { $0.hasPrefix("outro ") } && builtIn.allSatisfy { !$0.contains("{") })
        #expect(EntityBook().entity("outro").fallbacks == builtIn)
    }

    @Test func theSameMessageOfASessionHasTheSameReply() throws {
        let entity = Entity(name: "x", fallbacks: (0..<10).map { "t\($0)" })
        func reply(_ session: String, _ message: String) -> String {
            Fallbacks.reply(of: entity, sessionID: session, message: message)
        }
        #expect(reply("s1", "Onde?") == reply("s1", "Onde?"))
        // What the choice is today it must be after an update, too.
        #expect(reply("s1", "Onde?") == "t0")
        let byMessage = Set((0..<200).map { reply("s1", "m\($0)") })
        let bySession = Set((0..<200).map { reply("s\($0)", "m") })
        #expect(byMessage.count == 10 && bySession.count == 10)
    }

    @Test func theChosenTemplateIsTheReply() async throws {
        var replies: Set<String> = []
        for number in 0..<20 {
            let run = try await ChatRun(
                ScriptedService(.problem(401)), message: "Onde \(number)?",
                profile: ChatRun.profile(["entities": entities]))
            replies.insert(try run.output()["reply"]?.string ?? "?")
        }
        #expect(replies == ["Guardiã pensa.", "Guardiã sorri, Guardiã."])
    }

    @Test func withoutAKeyTheDefaultServiceIsNotAsked() async throws {
        let service = ScriptedService()
        for url in [nil, "https://api.openai.com/v1", "https://API.openai.com/v1/"] {
            let profile = ChatRun.profile(url.map { ["url": $0] } ?? [:], key: nil)
            let run = try await ChatRun(service, profile: profile)
            #expect(try run.end() == "fallback: no_key")
            let output = try run.output()
            #expect(output["requests"]?.int64 == 0 && output["seconds"]?.numberText == "0")
            #expect(output["usage"]?.isNull == true && output["model"]?.string == "gpt-4o-mini")
            #expect(run.warnings == ["fallback"])
            #expect(run.attempt.warnings.first?.message.contains("(no_key)") == true)
        }
        #expect(service.requests.isEmpty)
    }

    @Test func aProfileThatNobodyKnowsOrThatIsWrongIsAFallbackToo() async throws {
        let service = ScriptedService()
        var unknown = ChatRun.profile(key: nil)
        (unknown.name, unknown.isKnown) = ("branch", false)
        let run = try await ChatRun(service, profile: unknown)
        #expect(try run.end() == "fallback: profile_unknown")
        #expect(run.attempt.warnings.first?.message.contains("no profile branch for openai") == true)
        #expect(try run.output()["model"]?.isNull == true)
        for values in [["url": "nowhere"], ["url": "http://example.com/v1"], ["max_tokens": "many"]] {
            #expect(try await ChatRun(service, profile: ChatRun.profile(values)).end() == "fallback: profile_invalid")
        }
        // Entities that are none leave the built-in templates.
        let broken = try await ChatRun(
            ScriptedService(.problem(500), .problem(500)), profile: ChatRun.profile(["entities": "[1]"]))
        #expect(try broken.end() == "fallback: server_error")
        #expect(broken.warnings == ["profile_invalid", "fallback"])
        #expect(broken.attempt.warnings.first?.message.contains("entities") == true)
        #expect(service.requests.isEmpty)
    }

    /// One way to each code.
    static let ways: [(FallbackReason, ScriptedService)] = [
        (.timedOut, ScriptedService(.problem(408), .problem(408))),
        (.rateLimited, ScriptedService(.problem(429), .problem(429))),
        (.quotaExhausted, ScriptedService(.problem(429, type: "insufficient_quota"))),
        (.unauthorized, ScriptedService(.problem(401))), (.forbidden, ScriptedService(.problem(403))),
        (.notFound, ScriptedService(.problem(404))),
        (.modelNotFound, ScriptedService(.problem(404, code: "model_not_found"))),
        (.conflict, ScriptedService(.problem(409), .problem(409))), (.invalidRequest, ScriptedService(.problem(400))),
        (.serverError, ScriptedService(.problem(500), .problem(502))),
        (.unreachable, ScriptedService([.init(answer: .failure(HTTPFailure(.untrusted, "x")))])),
        (
            .truncated,
            ScriptedService(Array(repeating: .init(answer: .failure(HTTPFailure(.truncated, "x"))), count: 2))
        ),
        (.answerInvalid, ScriptedService(.scripted(body: "OK"))), (.answerEmpty, ScriptedService(.chat(" "))),
        (.refused, ScriptedService(.completion(#"{"content":null,"refusal":"No."}"#))),
        (.toolCall, ScriptedService(.completion(#"{"content":null,"tool_calls":[{}]}"#, finish: "tool_calls"))),
        (.contentFiltered, ScriptedService(.chat("a", finish: "content_filter"))),
    ]

    @Test func everyReasonHasItsCodeAndIsAReply() async throws {
        for (reason, service) in Self.ways {
            let run = try await ChatRun(service)
            #expect(try run.end() == "fallback: \(reason.rawValue)")
            #expect(try run.output()["reply"]?.string?.isEmpty == false)
            #expect(run.warnings.last == "fallback" && run.warnings.count { $0 == "fallback" } == 1)
            #expect(run.attempt.warnings.last?.message.contains("(\(reason.rawValue))") == true)
        }
        let others: Set<FallbackReason> = [.noKey, .profileUnknown, .profileInvalid]
        #expect(Set(Self.ways.map(\.0)).union(others) == Set(FallbackReason.allCases))
    }

    @Test func whatTheServiceSaidOfAnAnswerThatIsNoneIsKept() async throws {
        let output = try await ChatRun(ScriptedService(.chat("a", finish: "content_filter"))).output()
        #expect(output["usage"]?["total_tokens"]?.int64 == 35 && output["finish_reason"]?.string == "content_filter")
        #expect(output["model"]?.string == "gpt-4o-mini-2024-07-18")
    }

    @Test func theKeyIsNeverSeen() async throws {
        let body = "Incorrect API key provided: \(ChatRun.key). \u{1B}[31m"
        let run = try await ChatRun(ScriptedService(.scripted(401, body: body)))
        let words = try #require(run.attempt.warnings.first?.message)
        #expect(words.contains("(secret)") && !words.contains(ChatRun.key) && !words.contains("\u{1B}"))
        guard case .succeeded(let bytes, _) = run.outcome else { return #expect(Bool(false)) }
        #expect(!String(decoding: bytes, as: UTF8.self).contains(ChatRun.key))
    }
}
