import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// Every error of the chat service, on request, and the replies that are no text.
@Suite(.serialized) struct ChatErrorTests {
    /// A row of the table of faults.
    struct Row: Sendable {
        var kind: String
        var status: Int
        var type: String?
        var code: String?
    }

    static let rows = [
        Row(kind: "bad-request", status: 400, type: "invalid_request_error"),
        Row(
            kind: "context-too-long", status: 400, type: "invalid_request_error", code: "context_length_exceeded"),
        Row(kind: "invalid-key", status: 401, type: "invalid_request_error", code: "invalid_api_key"),
        Row(
            kind: "forbidden", status: 403, type: "request_forbidden", code: "unsupported_country_region_territory"),
        Row(kind: "no-model", status: 404, type: "invalid_request_error", code: "model_not_found"),
        Row(kind: "request-timeout", status: 408),
        Row(kind: "conflict", status: 409),
        Row(kind: "unprocessable", status: 422),
        Row(kind: "rate-limit", status: 429, type: "rate_limit_error", code: "rate_limit_exceeded"),
        Row(kind: "slow-down", status: 429, type: "rate_limit_error", code: "slow_down"),
        Row(kind: "insufficient-quota", status: 429, type: "insufficient_quota", code: "insufficient_quota"),
        Row(
            kind: "credit-exhausted", status: 429, type: "credit_balance_exhausted", code: "credit_balance_exhausted"),
        Row(kind: "server-error", status: 500, type: "server_error"),
        Row(kind: "bad-gateway", status: 502, type: "server_error"),
        Row(kind: "overloaded", status: 503, type: "service_unavailable_error", code: "server_is_overloaded"),
        Row(kind: "gateway-timeout", status: 504, type: "server_error"),
        Row(kind: "error-200", status: 200, type: "server_error"),
    ]

    // One sandbox for all rows: some dozens at once would keep other tests from their turn.
    @Test func everyRowIsAnsweredOnce() async throws {
        try await SandboxRig.chat { rig in
            for row in Self.rows {
                for extra in ["", ",\"stream\":true"] {
                    try rig.sandbox.order(FaultOrder("chat:*:\(row.kind)"))
                    try Self.expect(row, try await rig.ask(extra: extra))
                    try await #expect(rig.ask(extra: extra).status == 200, "\(row.kind)")
                    #expect(rig.sandbox.log.calls.suffix(2).map(\.outcome) == [row.kind, "ok"])
                }
            }
        }
    }

    private static func expect(_ row: Row, _ answer: RawAnswer) throws {
        #expect(answer.status == row.status, "\(row.kind)")
        #expect(answer.header("content-type") == "application/json", "\(row.kind)")
        let error = try #require(try answer.json["error"], "\(row.kind)")
        #expect(error.members.map(\.name) == ["message", "type", "param", "code"], "\(row.kind)")
        #expect(error["message"]?.string?.isEmpty == false, "\(row.kind)")
        #expect(error["type"]?.string == row.type, "\(row.kind)")
        #expect(error["code"]?.string == row.code, "\(row.kind)")
        #expect(answer.header("retry-after") == nil && answer.header("x-should-retry") == nil, "\(row.kind)")
    }

    @Test func aPlanOrdersTheHeadersOfARetry() async throws {
        try await SandboxRig.chat(
            "chat:1:rate-limit:retry-after=7:x-should-retry=false", "chat:2:overloaded:retry-after-ms=250",
            "chat:3:html-503:retry-after=soon", "chat:4:slow-down:retry-after-date=20"
        ) { rig in
            let first = try await rig.ask()
            #expect(first.header("retry-after") == "7" && first.header("x-should-retry") == "false")
            try await #expect(rig.ask().header("retry-after-ms") == "250")
            let page = try await rig.ask()
            #expect(page.status == 503 && page.header("retry-after") == "soon")
            #expect(page.header("content-type") == "text/html")
            let dated = try await rig.ask()
            let date = try #require(dated.header("date").flatMap { Timestamp(httpDate: $0) })
            let moment = try #require(dated.header("retry-after").flatMap { Timestamp(httpDate: $0) })
            // Both are whole seconds, read one after the other.
            #expect(moment >= date + .seconds(20))
        }
    }

    @Test func anErrorMayBePlainText() async throws {
        try await SandboxRig.chat("chat:1:text-500") { rig in
            let answer = try await rig.ask()
            #expect(answer.status == 500 && answer.text == "Internal Server Error")
            #expect(answer.header("content-type") == "text/plain; charset=utf-8")
        }
    }

    @Test(
        arguments: [
            ("empty-content", "", nil, "stop"), ("refusal", nil, "I'm sorry, I can't help with that.", "stop"),
            ("tool-call", nil, nil, "tool_calls"), ("content-filter", "[0 earlier] You ", nil, "content_filter"),
            ("length", "[0 earlier] You ", nil, "length"),
        ] as [(String, String?, String?, String)])
    func aReplyMayBeNoWholeText(kind: String, content: String?, refusal: String?, reason: String) async throws {
        try await SandboxRig.chat("chat:1:\(kind)", "chat:2:\(kind)") { rig in
            let choice = try #require(try await rig.ask().json.choice)
            #expect(choice["message"]?["content"]?.string == content)
            #expect(choice["message"]?["refusal"]?.string == refusal)
            #expect((choice["message"]?["tool_calls"] != nil) == (kind == "tool-call"))
            #expect(choice["finish_reason"]?.string == reason)
            let events = try ChatChunks(try await rig.ask(extra: ",\"stream\":true")).json.compactMap(\.choice)
            let deltas = events.compactMap { $0["delta"] }
            #expect(deltas.compactMap { $0["content"]?.string }.joined() == content ?? "")
            #expect(deltas.compactMap { $0["refusal"]?.string }.joined() == refusal ?? "")
            #expect(deltas.contains { $0["tool_calls"] != nil } == (kind == "tool-call"))
            #expect(events.last?["finish_reason"]?.string == reason)
        }
    }

    @Test func choicesAndUsageMayBeMissing() async throws {
        try await SandboxRig.chat("chat:1:no-choices", "chat:2:no-usage") { rig in
            try await #expect(rig.ask().json["choices"]?.count == 0)
            let reply = try await rig.ask().json
            #expect(reply["usage"] == nil && reply.choice != nil)
        }
    }

    @Test func chanceIsMendedByARetry() async throws {
        try await SandboxRig.chat { rig in
            var order = FaultOrder()
            (order.percent, order.seed, order.kinds) = (100, 7, ["overloaded"])
            try rig.sandbox.order(order)
            for text in ["um", "dois", "três"] {
                try await #expect(rig.ask(text).status == 503)
                try await #expect(rig.ask(text).status == 200)
            }
        }
    }

    @Test func modelsFailToo() async throws {
        try await SandboxRig.chat("models:1:server-error", "*:*:refusal", settings: .with { $0.keys = [] }) { rig in
            try await #expect(rig.get("/openai/v1/models").status == 500)
            try await #expect(rig.get("/openai/v1/models").status == 200)
            try await #expect(rig.ask().json.choice?["message"]?["refusal"]?.string != nil)
        }
    }
}
