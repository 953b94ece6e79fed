import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelSandbox

/// Every kind of fault that the sandbox's chat service can play: what docs/chat-reply.md says has to follow, and after
/// how many requests.
@Suite(.timeLimit(.minutes(5))) struct ReplyFaultTests {
    /// What a fault that stays comes to.
    typealias Row = (fault: String, follows: String)

    /// Whether a stream is asked for or not.
    private static let ofBoth: [Row] = [
        ("bad-request", "fallback invalid_request, 1"), ("context-too-long", "fallback invalid_request, 1"),
        ("unprocessable", "fallback invalid_request, 1"), ("invalid-key", "fallback unauthorized, 1"),
        ("forbidden", "fallback forbidden, 1"), ("no-model", "fallback model_not_found, 1"),
        ("request-timeout", "fallback timed_out, 2"), ("conflict", "fallback conflict, 2"),
        ("rate-limit", "fallback rate_limited, 2"), ("slow-down", "fallback rate_limited, 2"),
        ("insufficient-quota", "fallback quota_exhausted, 1"), ("credit-exhausted", "fallback quota_exhausted, 1"),
        ("server-error", "fallback server_error, 2"), ("text-500", "fallback server_error, 2"),
        ("bad-gateway", "fallback server_error, 2"), ("overloaded", "fallback server_error, 2"),
        ("gateway-timeout", "fallback server_error, 2"), ("error-200", "fallback server_error, 2"),
        ("empty-content", "fallback answer_empty, 1"), ("refusal", "fallback refused, 1"),
        ("tool-call", "fallback tool_call, 1"), ("content-filter", "fallback content_filtered, 1"),
        ("length", "model, 1"), ("no-usage", "model, 1"), ("slow:seconds=1", "model, 1"),
        ("stall", "fallback timed_out, 1"), ("hang", "fallback timed_out, 1"),
        ("html-502", "fallback server_error, 2"), ("html-503", "fallback server_error, 2"),
        ("html-504", "fallback server_error, 2"), ("html-login", "fallback answer_invalid, 1"),
        ("empty-body", "fallback answer_invalid, 1"), ("bad-json", "fallback answer_invalid, 1"),
        ("truncated", "fallback truncated, 2"), ("reset", "fallback unreachable, 2"), ("wrong-type", "model, 1"),
    ]
    private static let ofPlain: [Row] = [("no-choices", "fallback answer_invalid, 1")]
    private static let ofStreams: [Row] = [
        ("no-choices", "fallback answer_empty, 1"), ("stream-error", "fallback server_error, 2"),
        ("stream-broken", "fallback truncated, 2"), ("stream-short", "fallback truncated, 2"),
        ("stream-garbage", "fallback answer_invalid, 1"), ("no-done", "model, 1"), ("stream-odd", "model, 1"),
        ("stream-torn", "model, 1"), ("no-stream", "model, 1"),
    ]

    private static func rows(isStream: Bool) -> [Row] { ofBoth + (isStream ? ofStreams : ofPlain) }

    /// Only what never comes to its end is waited out, so only there is the time for the whole answer short.
    private static func settings(under fault: String) -> String {
        ["stall", "hang"].contains(fault) ? #"{"answer_seconds":3}"# : ReplyRig.patient
    }

    /// What a job warns of.
    private static func warnings(of attempt: ReplyAttempt, under fault: String) -> [String] {
        guard let reason = attempt.fallbackReason else { return fault == "length" ? ["reply_cut"] : [] }
        let isCounted = ["timed_out", "rate_limited"].contains(reason)
        return (isCounted ? Array(repeating: reason, count: attempt.requests) : []) + ["fallback"]
    }

    @Test func everyKindIsHere() {
        let known = TransportFault.allCases.map(\.rawValue) + ChatFault.allCases.map(\.rawValue)
        let here = (Self.ofBoth + Self.ofPlain + Self.ofStreams).map { String($0.fault.prefix { $0 != ":" }) }
        #expect(Set(here) == Set(known))
    }

    @Test(arguments: [false, true]) func whatStaysEndsAsTheTableSays(isStream: Bool) async throws {
        try await ReplyRig.run { rig in
            for row in Self.rows(isStream: isStream) {
                try rig.order("\(row.fault):always:retry-after-ms=1")
                let attempt = try await rig.newWorker().attempt(
                    isStream: isStream, settings: Self.settings(under: row.fault))
                #expect(attempt.follows == row.follows, "\(row.fault)")
                #expect(attempt.warnings == Self.warnings(of: attempt, under: row.fault), "\(row.fault)")
                #expect(attempt.calls.count == attempt.requests, "\(row.fault)")
                #expect(attempt.output["reply"]?.string?.isEmpty == false, "\(row.fault)")
            }
        }
    }

    @Test(arguments: [false, true]) func whatPassesIsMendedByARetry(isStream: Bool) async throws {
        try await ReplyRig.run { rig in
            for row in Self.rows(isStream: isStream) where row.follows.hasSuffix(", 2") {
                try rig.order("\(row.fault):retry-after-ms=1")
                let attempt = try await rig.newWorker().attempt(isStream: isStream)
                #expect(attempt.follows == "model, 2" && attempt.calls.count == 2, "\(row.fault)")
                #expect(attempt.output["request_id"]?.string == attempt.calls.last?.requestID, "\(row.fault)")
                // Whatever was told before the retry is taken back.
                let told = isStream ? attempt.output["reply"]?.string : ""
                #expect(attempt.partialText == told, "\(row.fault)")
            }
        }
    }

    @Test(arguments: ["stream-odd", "stream-torn", "no-done", "wrong-type", "no-usage"])
    func aStreamThatIsOnlyOddIsToldWhole(fault: String) async throws {
        try await ReplyRig.run { rig in
            try rig.order("\(fault):always")
            let attempt = try await rig.attempt(isStream: true)
            #expect(attempt.output["reply"]?.string == "[0 earlier] You said: Onde?")
            #expect(attempt.partialText == "[0 earlier] You said: Onde?")
        }
    }

    @Test func aStreamThatBreaksIsTakenBack() async throws {
        try await ReplyRig.run { rig in
            try rig.order("stream-broken:always")
            let attempt = try await rig.attempt(isStream: true)
            #expect(attempt.events.count { $0["restart"]?.boolean == true } == 2)
            #expect(attempt.events.contains { $0["partial"] != nil } && attempt.partialText.isEmpty)
        }
    }
}
