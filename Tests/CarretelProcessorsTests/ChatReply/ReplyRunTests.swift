import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelProcessors

/// What goes out for a reply, how often, and how long it may take.
@Suite(.seeded) struct ReplyRunTests {
    typealias Step = ScriptedService.Step

    @Test func aReplyComesWithEverythingAroundIt() async throws {
        let service = ScriptedService([
            Step(
                answer: .success(.chat("Olá.", headers: [HTTPHeaders.Field(name: "x-request-id", value: "req_9")])),
                delay: .milliseconds(1_234))
        ])
        let run = try await ChatRun(service)
        guard case .succeeded(let bytes, _) = run.outcome else { return #expect(Bool(false), "\(run.outcome)") }
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {"reply":"Olá.","origin":"model","seconds":1.234,\
                "usage":{"prompt_tokens":31,"completion_tokens":4,"total_tokens":35},\
                "model":"gpt-4o-mini-2024-07-18","request_id":"req_9","finish_reason":"stop","requests":1,\
                "fallback_reason":null}
                """)
        #expect(run.warnings.isEmpty && run.attempt.reported.isEmpty)
    }

    @Test func theRequestIsWhatTheServiceWants() async throws {
        let service = ScriptedService(.chat("Olá."))
        _ = try await ChatRun(service, profile: ChatRun.profile(["organization": "org-1", "project": "proj_2"]))
        let request = try #require(service.requests.first)
        #expect(request.method == .post && request.url == "https://api.openai.com:443/v1/chat/completions")
        #expect(
            request.headers.map { "\($0.name): \($0.value.reveal())" } == [
                "Content-Type: application/json", "Accept: application/json", "Authorization: Bearer \(ChatRun.key)",
                "OpenAI-Organization: org-1", "OpenAI-Project: proj_2",
            ])
        #expect(
            String(decoding: request.body, as: UTF8.self) == """
                {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Onde?"}],\
                "max_completion_tokens":400,"temperature":0.85}
                """)
        #expect(request.limits.total == .seconds(18) && request.limits.connect == .seconds(5))
        #expect(request.session == nil && !request.allowsPlainHTTP)
    }

    @Test func azureWantsAnotherHeaderAndAVersion() async throws {
        let service = ScriptedService(.chat("Olá."))
        let url = "https://r.openai.azure.com/openai/deployments/d/"
        _ = try await ChatRun(
            service, profile: ChatRun.profile(["url": url, "auth": "api-key", "api_version": "2024-10-21"]))
        let request = try #require(service.requests.first)
        #expect(
            request.url
                == "https://r.openai.azure.com:443/openai/deployments/d/chat/completions?api-version=2024-10-21")
        #expect(request.headers.first { $0.name == "api-key" }?.value.reveal() == ChatRun.key)
        #expect(!request.headers.contains { $0.name == "Authorization" })
    }

    @Test func theEntitySaysHowItIsAsked() async throws {
        let entities = """
            {"guardia":{"name":"Guardiã","system_prompt":"Você é {name}.","temperature":"none","model":"m-2"},
             "default":{"system_prompt":"Seja breve, {name}.","temperature":0.1}}
            """
        let service = ScriptedService(.chat("A"), .chat("B"))
        let profile = ChatRun.profile(["entities": entities, "model": "m-1", "max_tokens": "77"])
        _ = try await ChatRun(service, profile: profile)
        _ = try await ChatRun(service, entity: "outro", profile: profile)
        let body = try #require(try service.bodies().first)
        #expect(body["model"]?.string == "m-2" && body["temperature"] == nil)
        #expect(body["messages"]?.elements.first { _ in true }?["role"]?.string == "system")
        #expect(body["messages"]?.elements.first { _ in true }?["content"]?.string == "Você é Guardiã.")
        #expect(body["max_completion_tokens"]?.int64 == 77)
        let other = try #require(try service.bodies().last)
        #expect(other["model"]?.string == "m-1" && other["temperature"]?.numberText == "0.1")
        #expect(other["messages"]?.elements.first { _ in true }?["content"]?.string == "Seja breve, outro.")
    }

    @Test(arguments: [(3, [3, 4, 5]), (1, [5]), (0, []), (9, [1, 2, 3, 4, 5])])
    func onlyTheLastMessagesOfTheHistoryGoOut(count: Int, expected: [Int]) async throws {
        let service = ScriptedService(.chat("Olá."))
        let history = (1...5).map { #"{"role":"\#($0 % 2 == 0 ? "assistant" : "user")","content":"h\#($0)"}"# }
        _ = try await ChatRun(
            service, #","history":[\#(history.joined(separator: ","))]"#,
            settings: count == 3 ? "{}" : #"{"history_messages":\#(count)}"#)
        let messages = try #require(try service.bodies().first?["messages"]?.elements.map { $0 })
        #expect(messages.map { $0["content"]?.string } == expected.map { "h\($0)" } + ["Onde?"])
        #expect(messages.dropLast().map { $0["role"]?.string } == expected.map { $0 % 2 == 0 ? "assistant" : "user" })
    }

    // The time for the whole answer.

    @Test func aRequestMayTakeAllTheTimeAndNoMore() async throws {
        let service = ScriptedService([Step(answer: .success(.chat("Tarde.")), delay: .seconds(60))])
        let run = try await ChatRun(service)
        #expect(try run.end() == "fallback: timed_out" && service.requests.count == 1)
        #expect(try run.output()["seconds"]?.numberText == "18" && run.warnings == ["timed_out", "fallback"])
    }

    @Test func aRetryHasOnlyWhatIsLeft() async throws {
        let service = ScriptedService([
            Step(answer: .success(.problem(500, headers: ["retry-after": "3"])), delay: .seconds(10)),
            Step(answer: .success(.chat("Tarde.")), delay: .seconds(6)),
        ])
        let run = try await ChatRun(service)
        #expect(service.starts == [.zero, .seconds(13)])
        #expect(service.requests.map(\.limits.total) == [.seconds(18), .seconds(5)])
        #expect(service.requests.last?.limits.connect == .seconds(5))
        #expect(try run.end() == "fallback: timed_out" && (try run.output()["seconds"]?.numberText == "18"))
        #expect(try run.output()["requests"]?.int64 == 2)
    }

    @Test func aWaitThatDoesNotFitIsNotWaited() async throws {
        let service = ScriptedService([
            Step(answer: .success(.problem(429, headers: ["retry-after": "9"])), delay: .seconds(9))
        ])
        let run = try await ChatRun(service)
        #expect(try run.end() == "fallback: rate_limited" && (try run.output()["seconds"]?.numberText == "9"))
        #expect(run.warnings == ["rate_limited", "fallback"])
    }

    @Test func noChanceMakesTheWholeAnswerTakeLonger() async throws {
        var random = SeededGenerator(seed: try Seed.current)
        for _ in 0..<200 {
            let steps = (0..<12).map { _ in
                let delay = Duration.milliseconds(Int.random(in: 1...9_000, using: &random))
                let answers: [Result<HTTPResponse, HTTPFailure>] = [
                    .success(.problem(500)), .success(.problem(429, headers: ["retry-after": "2"])),
                    .failure(HTTPFailure(.connectTimedOut, "x")),
                    .success(.problem(400, message: "max_completion_tokens")),
                    .success(.problem(422, message: "max_tokens, temperature")),
                ]
                return Step(answer: answers[Int.random(in: 0..<answers.count, using: &random)], delay: delay)
            }
            let service = ScriptedService(steps)
            let seconds = Int.random(in: 1...40, using: &random)
            let run = try await ChatRun(service, settings: #"{"retries":5,"answer_seconds":\#(seconds)}"#)
            let taken = try #require(try run.output()["seconds"]?.numberText.flatMap { Double($0) })
            #expect(taken <= Double(seconds))
            #expect(try run.end().hasPrefix("fallback: "))
            #expect(service.requests.count <= 8)
        }
    }

    @Test func theAttemptsOwnLimitMayComeFirst() async throws {
        let service = ScriptedService()
        let attempt = AttemptBox()
        service.add(
            Step(
                answer: .failure(HTTPFailure(.cancelled, "x")), delay: .seconds(5), after: { attempt.value?.endTime() })
        )
        let run = try await ChatRun(service) { attempt.value = $0 }
        #expect(try run.end() == "fallback: timed_out" && run.warnings == ["timed_out", "fallback"])
        #expect(try run.output()["seconds"]?.numberText == "5")
    }

    @Test func whoIsCancelledSaysNothing() async throws {
        let service = ScriptedService()
        let attempt = AttemptBox()
        service.add(
            Step(answer: .failure(HTTPFailure(.cancelled, "x")), delay: .seconds(5), after: { attempt.value?.cancel() })
        )
        let run = try await ChatRun(service) { attempt.value = $0 }
        #expect(run.outcome == .cancelled && run.warnings.isEmpty)
    }

    // Retries.

    @Test func aRetryThatGoesWellIsTheReply() async throws {
        let service = ScriptedService(.problem(503), .chat("Agora."))
        let run = try await ChatRun(service)
        #expect(try run.end() == "model: Agora." && (try run.output()["requests"]?.int64 == 2))
        let pause = try #require(service.starts.last) - .milliseconds(500)
        #expect(pause > .milliseconds(374) && pause <= .milliseconds(500))
        #expect(run.warnings.isEmpty)
    }

    @Test func everyRequestThatTimedOutOrWasOneTooManyIsCounted() async throws {
        let slow = HTTPFailure(.connectTimedOut, "no connection came about in time")
        let run = try await ChatRun(ScriptedService([Step(answer: .failure(slow)), Step(answer: .failure(slow))]))
        #expect(try run.end() == "fallback: timed_out" && run.warnings == ["timed_out", "timed_out", "fallback"])
        let rate = try await ChatRun(ScriptedService(.problem(429), .problem(429, code: "slow_down")))
        #expect(rate.warnings == ["rate_limited", "rate_limited", "fallback"])
        let quota = try await ChatRun(ScriptedService(.problem(429, code: "insufficient_quota")))
        #expect(try quota.end() == "fallback: quota_exhausted" && quota.warnings == ["fallback"])
        let recovered = try await ChatRun(ScriptedService(.problem(429), .chat("Sim.")))
        #expect(try recovered.end() == "model: Sim." && recovered.warnings == ["rate_limited"])
    }

    @Test func withoutAKeyAnotherServiceIsAskedAllTheSame() async throws {
        let service = ScriptedService(.chat("Sim."))
        let run = try await ChatRun(service, profile: ChatRun.profile(["url": "http://127.0.0.1:8000/v1"], key: nil))
        #expect(try run.end() == "model: Sim.")
        #expect(service.requests.first?.headers.map(\.name) == ["Content-Type", "Accept"])
    }
}

/// An attempt that a service ends; set before it runs.
private final class AttemptBox: Sendable {
    private let held = Mutex<ScriptedAttempt?>(nil)

    var value: ScriptedAttempt? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}
