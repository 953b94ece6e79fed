import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// The rows of the tables in docs/chat-reply.md: from status, headers and body to what follows.
@Suite(.seeded) struct RetryRuleTests {
    /// What follows, as text.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var status = 500
        var headers: [String: String] = [:]
        var type = "null"
        var code = "null"
        var message = "Não."
        /// `unauthorized`, or `rate_limited, back-off`, or `rate_limited, 1.5 s`.
        var follows: String
        var testDescription: String { name }
    }

    static let statuses = [
        Row(name: "bad arguments", status: 400, type: "invalid_request_error", follows: "invalid_request"),
        Row(name: "context too long", status: 400, code: "context_length_exceeded", follows: "invalid_request"),
        Row(name: "wrong key", status: 401, code: "invalid_api_key", follows: "unauthorized"),
        Row(name: "region", status: 403, follows: "forbidden"),
        Row(name: "no such model", status: 404, code: "model_not_found", follows: "model_not_found"),
        Row(name: "in words", status: 404, message: "The model does not exist.", follows: "model_not_found"),
        Row(name: "as Azure says it", status: 404, code: "DeploymentNotFound", follows: "model_not_found"),
        Row(name: "as LiteLLM says it", status: 400, code: "model_not_found", follows: "model_not_found"),
        Row(name: "no such path", status: 404, follows: "not_found"),
        Row(name: "too slow", status: 408, follows: "timed_out, back-off"),
        Row(name: "lock", status: 409, follows: "conflict, back-off"),
        Row(name: "no valid body", status: 422, follows: "invalid_request"),
        Row(name: "teapot", status: 418, follows: "invalid_request"),
        Row(name: "rate", status: 429, code: "rate_limit_exceeded", follows: "rate_limited, back-off"),
        Row(name: "slow down", status: 429, code: "slow_down", follows: "rate_limited, back-off"),
        Row(name: "rate without words", status: 429, follows: "rate_limited, back-off"),
        Row(
            name: "quota", status: 429, type: "insufficient_quota", code: "insufficient_quota",
            follows: "quota_exhausted"),
        Row(name: "quota by type", status: 429, type: "insufficient_quota", follows: "quota_exhausted"),
        Row(name: "balance", status: 429, code: "credit_balance_exhausted", follows: "quota_exhausted"),
        Row(
            name: "quota, whatever the headers say", status: 429,
            headers: ["retry-after": "1", "x-should-retry": "true"], code: "insufficient_quota",
            follows: "quota_exhausted"),
        Row(
            name: "quota as LiteLLM says it", status: 429, type: "throttling_error", code: "429",
            message: "litellm.RateLimitError: OpenAIException - {'error': {'code': 'insufficient_quota'}}",
            follows: "quota_exhausted"),
        Row(
            name: "quota in words", status: 429, type: "throttling_error", code: "429",
            message: "OpenAIException - You exceeded your current quota, please check your plan and billing details.",
            follows: "quota_exhausted"),
        Row(
            name: "the same words of a limit a minute", status: 429,
            message: "You exceeded your current quota, please check your plan. Please retry in 36.8s.",
            follows: "rate_limited, back-off"),
        Row(
            name: "the same words with another status", status: 503,
            message: "You exceeded your current quota, please check your plan.", follows: "server_error, back-off"),
        Row(
            name: "rate as LiteLLM says it", status: 429, type: "throttling_error", code: "429",
            message: "litellm.RateLimitError: OpenAIException - Rate limit reached for requests",
            follows: "rate_limited, back-off"),
        Row(name: "filter", status: 400, code: "content_filter", follows: "content_filtered"),
        Row(name: "policy", status: 400, code: "content_policy_violation", follows: "content_filtered"),
        Row(name: "500", status: 500, follows: "server_error, back-off"),
        Row(name: "502", status: 502, follows: "server_error, back-off"),
        Row(
            name: "503", status: 503, type: "service_unavailable_error", code: "server_is_overloaded",
            follows: "server_error, back-off"),
        Row(name: "504", status: 504, follows: "server_error, back-off"),
        Row(name: "599", status: 599, follows: "server_error, back-off"),
        Row(name: "redirect to nowhere", status: 304, follows: "answer_invalid"),
    ]

    static let headers = [
        Row(name: "seconds", headers: ["retry-after": "3"], follows: "server_error, 3.0 s"),
        Row(name: "a part of a second", headers: ["Retry-After": "0.25"], follows: "server_error, 0.25 s"),
        Row(name: "milliseconds", headers: ["retry-after-ms": "1500"], follows: "server_error, 1.5 s"),
        Row(
            name: "milliseconds first", headers: ["retry-after-ms": "1500", "retry-after": "9"],
            follows: "server_error, 1.5 s"),
        Row(
            name: "milliseconds that are none", headers: ["retry-after-ms": "soon", "retry-after": "9"],
            follows: "server_error, 9.0 s"),
        // The manual clock begins at 12:00:00.
        Row(
            name: "date", headers: ["retry-after": "Fri, 20 Nov 2026 12:00:07 GMT"], follows: "server_error, 7.0 s"),
        Row(
            name: "date that has passed", headers: ["retry-after": "Fri, 20 Nov 2026 11:59:59 GMT"],
            follows: "server_error, back-off"),
        Row(name: "two minutes", headers: ["retry-after": "120"], follows: "server_error, 120.0 s"),
        Row(name: "longer", headers: ["retry-after": "120.001"], follows: "server_error"),
        Row(name: "longer by date", headers: ["retry-after": "Fri, 20 Nov 2026 12:02:01 GMT"], follows: "server_error"),
        Row(name: "longer in milliseconds", headers: ["retry-after-ms": "120001"], follows: "server_error"),
        Row(name: "nothing", headers: ["retry-after": "0"], follows: "server_error, back-off"),
        Row(name: "less", headers: ["retry-after": "-5"], follows: "server_error, back-off"),
        Row(
            name: "less in milliseconds", headers: ["retry-after-ms": "-1", "retry-after": "3"],
            follows: "server_error, back-off"),
        Row(name: "word", headers: ["retry-after": "tomorrow"], follows: "server_error, back-off"),
        Row(name: "empty", headers: ["retry-after": ""], follows: "server_error, back-off"),
        Row(name: "not finite", headers: ["retry-after": "inf"], follows: "server_error, back-off"),
        Row(name: "no number", headers: ["retry-after": "nan"], follows: "server_error, back-off"),
        Row(name: "no retry", headers: ["x-should-retry": "false"], follows: "server_error"),
        Row(
            name: "no retry though named", headers: ["x-should-retry": "false", "retry-after": "1"],
            follows: "server_error"),
        Row(
            name: "retry all the same", status: 400, headers: ["x-should-retry": "true"],
            follows: "invalid_request, back-off"),
        Row(
            name: "retry all the same, then", status: 401, headers: ["x-should-retry": "true", "retry-after": "2"],
            follows: "unauthorized, 2.0 s"),
        Row(
            name: "not after so long a wait", headers: ["x-should-retry": "true", "retry-after": "121"],
            follows: "server_error"),
        Row(name: "word that is neither", headers: ["x-should-retry": "maybe"], follows: "server_error, back-off"),
        Row(
            name: "reset values are no waits", status: 429, headers: ["x-ratelimit-reset-requests": "6m0s"],
            follows: "rate_limited, back-off"),
    ]

    @Test(arguments: statuses + headers)
    func anAnswerWithAnErrorMeansWhatTheTableSays(row: Row) throws {
        let response = HTTPResponse.problem(
            row.status, type: row.type, code: row.code, message: row.message, headers: row.headers)
        let reading = AnswerReader(quoting: .nothing, now: ManualClock().now.wall).read(
            response.head, body: response.body)
        guard case .failure(let setback) = reading.result else { return #expect(Bool(false), "\(reading)") }
        #expect(try follows(setback) == row.follows)
        #expect(!reading.wasTaken)
    }

    private static let failures: [(HTTPFailure.Kind, String)] = [
        (.timedOut, "timed_out, back-off"), (.connectTimedOut, "timed_out, back-off"),
        (.refused, "unreachable, back-off"), (.unreachable, "unreachable, back-off"),
        (.unresolved, "unreachable, back-off"), (.closed, "unreachable, back-off"), (.tls, "unreachable, back-off"),
        (.proxy, "unreachable, back-off"), (.unavailable, "unreachable, back-off"),
        (.truncated, "truncated, back-off"), (.malformed, "answer_invalid, back-off"),
        (.bodyTooLarge, "answer_invalid"), (.headersTooLarge, "answer_invalid"), (.untrusted, "unreachable"),
        (.redirectRefused, "unreachable"), (.invalidURL, "profile_invalid"), (.invalidRequest, "profile_invalid"),
        (.plainRefused, "profile_invalid"), (.cancelled, "unreachable"),
    ]

    @Test(arguments: failures)
    func noAnswerMeansWhatTheTableSays(kind: HTTPFailure.Kind, what: String) throws {
        #expect(try follows(SetbackTable.setback(HTTPFailure(kind, "x"))) == what)
        #expect(Self.failures.count == HTTPFailure.Kind.allCases.count)
    }

    /// With all the time in the world.
    private func follows(_ setback: Setback) throws -> String {
        var random = SeededGenerator(seed: try Seed.current)
        let decision = RetryRule(retries: 1).decision(on: setback, done: 0, left: .seconds(1_000), using: &random)
        guard case .retry(let delay) = decision else { return setback.reason.rawValue }
        if case .named = setback.pace.wait {
            return "\(setback.reason.rawValue), \(Double(delay.wholeMicroseconds) / 1_000_000) s"
        }
        return "\(setback.reason.rawValue), back-off"
    }

    @Test(arguments: [(0, 0.375, 0.5), (1, 0.75, 1.0), (2, 1.5, 2.0), (3, 3.0, 4.0), (4, 6.0, 8.0), (9, 6.0, 8.0)])
    func theDelayDoublesUpToEightSecondsLessAQuarterByChance(done: Int, least: Double, most: Double) throws {
        var random = SeededGenerator(seed: try Seed.current)
        var delays: [Double] = []
        for _ in 0..<1_000 {
            let setback = Setback(reason: .serverError, message: "", mayPass: true)
            let decision = RetryRule(retries: 10).decision(
                on: setback, done: done, left: .seconds(100), using: &random)
            guard case .retry(let delay) = decision else { return #expect(Bool(false), "\(decision)") }
            delays.append(Double(delay.wholeMicroseconds) / 1_000_000)
        }
        #expect(delays.allSatisfy { $0 > least - 0.000_002 && $0 <= most })
        // A thousand draws come near both ends.
        let tenth = (most - least) / 10
        #expect((delays.min() ?? 0) < least + tenth && (delays.max() ?? 0) > most - tenth)
    }

    @Test func thereAreNoMoreRetriesThanAllowed() {
        var random = SeededGenerator(seed: 1)
        let setback = Setback(reason: .serverError, message: "", mayPass: true)
        for retries in 0...3 {
            let rule = RetryRule(retries: retries)
            for done in 0...4 {
                let decision = rule.decision(on: setback, done: done, left: .seconds(100), using: &random)
                #expect((decision == .giveUp) == (done >= retries))
            }
        }
    }

    @Test(arguments: [(3_000, false), (3_001, true)])
    func aWaitIsWaitedOnlyIfSomeTimeIsLeftAfterIt(left: Int, isRetried: Bool) {
        var random = SeededGenerator(seed: 1)
        let setback = Setback(
            reason: .rateLimited, message: "", mayPass: true, pace: RetryPace(wait: .named(.seconds(3))))
        let decision = RetryRule(retries: 1).decision(
            on: setback, done: 0, left: .milliseconds(left), using: &random)
        #expect(decision == (isRetried ? .retry(after: .seconds(3)) : .giveUp))
    }
}

extension ChatQuoting {
    /// For a service without a key.
    static var nothing: ChatQuoting { ChatQuoting([]) }
}
