import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// What the chat service refuses by itself: keys, addresses, models, bodies and limits.
@Suite(.serialized) struct ChatCheckTests {
    @Test func aKeyMayStandInEitherHeader() async throws {
        try await SandboxRig.chat(settings: .with { $0.keys = ["one", "two"] }) { rig in
            try await #expect(rig.ask(key: "Authorization: Bearer one").status == 200)
            try await #expect(rig.ask(key: "api-key: two").status == 200)
            let wrong = try await rig.ask(key: "Authorization: Bearer three")
            #expect(wrong.status == 401)
            #expect(try wrong.json["error"]?["code"]?.string == "invalid_api_key")
            #expect(!wrong.text.contains("three"))
            let none = try await rig.ask(key: "X: y")
            #expect(none.status == 401)
            #expect(try none.json["error"]?["code"]?.isNull == true)
        }
    }

    @Test func anOpenServiceAsksForNoKey() async throws {
        try await SandboxRig.chat(settings: .with { $0.keys = [] }) { rig in
            try await #expect(rig.ask(key: "X: y").status == 200)
            try await #expect(rig.ask(key: "Authorization: Bearer whatever").status == 200)
        }
    }

    @Test func addressesOfAzureNameTheModel() async throws {
        try await SandboxRig.chat { rig in
            let path = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
            let body = #"{"messages":[{"role":"user","content":"oi"}]}"#
            let key = "api-key: \(ChatSettings.defaultKey)"
            try await #expect(rig.ask(body: body, path: path, key: key).json["model"]?.string == "gpt-4o-2024-07-18")
            let wrong = try await rig.ask(body: body, path: path, key: "api-key: x")
            #expect(wrong.status == 401)
            #expect(try wrong.json["error"]?.members.map(\.name) == ["code", "message"])
            let none = try await rig.ask(
                body: body, path: "/openai/deployments/none/chat/completions?api-version=2024-10-21", key: key)
            #expect(none.status == 404)
            #expect(try none.json["error"]?["code"]?.string == "DeploymentNotFound")
            let version = "/openai/v1/chat/completions?api-version=preview"
            try await #expect(rig.ask(body: body, path: version).status == 400)
            try await #expect(rig.ask(body: #"{"model":"gpt-4o","# + body.dropFirst(), path: version).status == 200)
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await SandboxRig.chat { rig in
            for path in ["/openai/v1/nothing", "/openai/v2/chat/completions", "/openai/chat/completions", "/openai/v1"]
            {
                let answer = try await rig.ask(body: "{}", path: path)
                #expect(answer.status == 404, "\(path)")
                #expect(try answer.json["error"]?["message"]?.string == "Invalid URL (POST \(path))")
            }
            try await #expect(rig.get("/openai/v1/chat/completions").status == 405)
        }
    }

    @Test func anUnknownModelIsNotFound() async throws {
        try await SandboxRig.chat(settings: .with { $0.models = ["llama"] }) { rig in
            let answer = try await rig.ask()
            #expect(answer.status == 404)
            let error = try #require(try answer.json["error"])
            #expect(error["code"]?.string == "model_not_found")
            #expect(error["message"]?.string?.contains("`gpt-4o-mini`") == true)
        }
    }

    static let bodies: [(String, String?, String?)] = [
        ("{", nil, nil),
        ("[]", nil, nil),
        (#"{"messages":[]}"#, nil, nil),
        (#"{"model":"gpt-4o"}"#, "messages", "missing_required_parameter"),
        (#"{"model":"gpt-4o","messages":"oi"}"#, "messages", "invalid_type"),
        (#"{"model":"gpt-4o","messages":[]}"#, "messages", "empty_array"),
        (#"{"model":"gpt-4o","messages":[{"content":"x"}]}"#, "messages[0].role", "missing_required_parameter"),
        (#"{"model":"gpt-4o","messages":[{"role":"king","content":"x"}]}"#, "messages[0].role", "invalid_value"),
        (#"{"model":"gpt-4o","messages":[{"role":"user","content":7}]}"#, "messages[0].content", "invalid_type"),
        (#"{"model":"gpt-4o","messages":[{"role":"user"}]}"#, "messages[0].content", "invalid_type"),
        (#"{"model":"gpt-4o","messages":[MESSAGE],"typo":1}"#, nil, nil),
        (#"{"model":"gpt-4o","messages":[MESSAGE],"temperature":"hot"}"#, "temperature", "invalid_type"),
        (#"{"model":"gpt-4o","messages":[MESSAGE],"temperature":2.5}"#, "temperature", "decimal_above_max_value"),
        (#"{"model":"gpt-4o","messages":[MESSAGE],"temperature":-1}"#, "temperature", "decimal_below_min_value"),
        (#"{"model":"gpt-4o","messages":[MESSAGE],"max_tokens":0}"#, "max_tokens", "integer_below_min_value"),
        (#"{"model":"gpt-4o","messages":[MESSAGE],"max_tokens":1.5}"#, "max_tokens", "invalid_type"),
        (
            #"{"model":"gpt-4o","messages":[MESSAGE],"max_tokens":5,"max_completion_tokens":5}"#, "max_tokens",
            "invalid_parameter_combination"
        ),
        (#"{"model":"gpt-4o","messages":[MESSAGE],"stream_options":{}}"#, "stream_options", nil),
    ]

    @Test func aWrongBodyIsRefused() async throws {
        try await SandboxRig.chat { rig in
            let message = #"{"role":"user","content":"oi"}"#
            for (body, param, code) in Self.bodies {
                let answer = try await rig.ask(body: body.components(around: "MESSAGE").joined(separator: message))
                #expect(answer.status == 400, "\(body)")
                let error = try #require(try answer.json["error"], "\(body)")
                #expect(error["type"]?.string == "invalid_request_error", "\(body)")
                #expect(error["param"]?.string == param, "\(body)")
                #expect(error["code"]?.string == code, "\(body)")
            }
            #expect(Set(rig.sandbox.log.calls.map(\.outcome)) == ["bad-body"])
        }
    }

    @Test func theLimitMayBeKnownByOneNameOnly() async throws {
        for known in [ChatLimitNames.maxTokens, .maxCompletionTokens] {
            let other = known == .maxTokens ? ChatLimitNames.maxCompletionTokens : .maxTokens
            try await SandboxRig.chat(settings: .with { $0.knows = known }) { rig in
                let good = try await rig.ask(extra: ",\"\(known.rawValue)\":3").json
                #expect(good["usage"]?["completion_tokens"]?.int64 == 3)
                let answer = try await rig.ask(extra: ",\"\(other.rawValue)\":3")
                #expect(answer.status == 400)
                let error = try #require(try answer.json["error"])
                #expect(error["code"]?.string == "unsupported_parameter")
                #expect(error["param"]?.string == other.rawValue)
                #expect(error["message"]?.string?.hasSuffix("Use '\(known.rawValue)' instead.") == true)
            }
        }
    }

    @Test func serversRefuseTheOtherNameInTheirOwnWays() async throws {
        let extra = ",\"max_completion_tokens\":3"
        try await Self.knowingOld(.unrecognized) { rig in
            let answer = try await rig.ask(extra: extra)
            #expect(answer.status == 400)
            let error = try #require(try answer.json["error"])
            #expect(error["message"]?.string == "Unrecognized request argument supplied: max_completion_tokens")
            #expect(error["param"]?.isNull == true && error["code"]?.isNull == true)
        }
        try await Self.knowingOld(.detail) { rig in
            let answer = try await rig.ask(extra: extra)
            #expect(answer.status == 422)
            let detail = try answer.json["detail"]?.elements.first { _ in true }
            #expect(detail?["type"]?.string == "extra_forbidden")
            #expect(detail?["loc"]?.elements.map(\.string) == ["body", "max_completion_tokens"])
        }
        try await Self.knowingOld(.flat) { rig in
            let answer = try await rig.ask(extra: extra)
            #expect(answer.status == 400)
            #expect(try answer.json["object"]?.string == "error")
            #expect(try answer.json["code"]?.int64 == 400)
            #expect(try answer.json["message"]?.string?.contains("'max_completion_tokens'") == true)
        }
        try await Self.knowingOld(.ignored) { rig in
            let reply = try await rig.ask(extra: extra).json
            #expect(reply.choice?["finish_reason"]?.string == "stop")
        }
    }

    private static func knowingOld(
        _ refusal: ChatLimitRefusal, _ body: (SandboxRig) async throws -> Void
    ) async throws {
        try await SandboxRig.chat(settings: .with { ($0.knows, $0.refusal) = (.maxTokens, refusal) }, body)
    }
}
