import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What an answer means: the errors that were seen on real servers, behind a proxy and without.
@Suite struct OdooAnswerTests {
    /// An answer, and `KIND CLASS CODE` of what it means.
    struct Row: CustomTestStringConvertible {
        var api = OdooProtocol.jsonrpc
        var response: HTTPResponse
        var asksForFields = false
        var meaning: String
        var testDescription: String {
            "\(api) \(response.status) \(String(decoding: response.body, as: UTF8.self).prefix(110)): \(meaning)"
        }

        init(_ response: HTTPResponse, _ meaning: String) {
            self.response = response
            self.meaning = meaning
        }

        init(rpc name: String, code: Int = 200, fields: Bool = false, _ meaning: String) {
            self.init(.rpcError(name, code: code), meaning)
            asksForFields = fields
        }

        init(json2 name: String, _ status: Int, fields: Bool = false, _ meaning: String) {
            self.init(.json2Error(name, status: status), meaning)
            asksForFields = fields
            api = .json2
        }
    }

    static let rows = [
        Row(rpc: "odoo.exceptions.AccessDenied", "denied permanent odoo_denied"),
        Row(rpc: "odoo.exceptions.AccessDenied", code: 0, "denied permanent odoo_denied"),
        Row(rpc: "odoo.exceptions.MissingError", "recordMissing permanent odoo_record_missing"),
        Row(rpc: "odoo.exceptions.UserError", fields: true, "modelMissing permanent odoo_model_missing"),
        Row(rpc: "odoo.exceptions.UserError", "badRequest permanent odoo_bad_request"),
        Row(rpc: "odoo.exceptions.ValidationError", "badRequest permanent odoo_bad_request"),
        Row(rpc: "odoo.exceptions.AccessError", "forbidden permanent odoo_forbidden"),
        Row(rpc: "odoo.exceptions.AccessError", fields: true, "forbidden permanent odoo_forbidden"),
        Row(rpc: "builtins.ValueError", "badRequest permanent odoo_bad_request"),
        Row(rpc: "builtins.ValueError", code: 0, "badRequest permanent odoo_bad_request"),
        Row(rpc: "builtins.AttributeError", "badRequest permanent odoo_bad_request"),
        Row(rpc: "builtins.TypeError", "badRequest permanent odoo_bad_request"),
        Row(rpc: "builtins.IndexError", "badRequest permanent odoo_bad_request"),
        Row(rpc: "psycopg2.errors.InvalidDatetimeFormat", "badRequest permanent odoo_bad_request"),
        Row(rpc: "psycopg2.errors.InvalidRowCountInLimitClause", "badRequest permanent odoo_bad_request"),
        Row(rpc: "psycopg2.errors.InvalidRowCountInResultOffsetClause", "badRequest permanent odoo_bad_request"),
        Row(rpc: "psycopg2.OperationalError", "infrastructure transient odoo_fault"),
        Row(rpc: "psycopg2.errors.SerializationFailure", "infrastructure transient odoo_fault"),
        Row(rpc: "psycopg2.errors.QueryCanceled", "infrastructure transient odoo_fault smaller"),
        Row(rpc: "builtins.MemoryError", "infrastructure transient odoo_fault smaller"),
        Row(rpc: "odoo.addons.extra.Unheard", "infrastructure transient odoo_fault"),
        Row(rpc: "", "infrastructure transient odoo_fault"),
        Row(rpc: "odoo.http.SessionExpiredException", code: 100, "expired transient odoo_session_expired"),
        Row(rpc: "odoo.http.SessionExpiredException", "expired transient odoo_session_expired"),
        Row(rpc: "other", code: 100, "expired transient odoo_session_expired"),
        Row(json2: "werkzeug.exceptions.Unauthorized", 401, "denied permanent odoo_denied"),
        Row(json2: "odoo.exceptions.AccessError", 403, "forbidden permanent odoo_forbidden"),
        Row(json2: "werkzeug.exceptions.NotFound", 404, fields: true, "modelMissing permanent odoo_model_missing"),
        Row(json2: "werkzeug.exceptions.NotFound", 404, "badRequest permanent odoo_bad_request"),
        Row(json2: "odoo.exceptions.MissingError", 404, "recordMissing permanent odoo_record_missing"),
        Row(json2: "werkzeug.exceptions.BadRequest", 400, "badRequest permanent odoo_bad_request"),
        Row(json2: "builtins.ValueError", 500, "badRequest permanent odoo_bad_request"),
        Row(json2: "builtins.TypeError", 500, "badRequest permanent odoo_bad_request"),
        Row(json2: "psycopg2.OperationalError", 500, "infrastructure transient odoo_fault"),
        Row(.html(400), "badRequest permanent odoo_status"),
        Row(.html(401), "denied permanent odoo_denied"),
        Row(.html(404), "badRequest permanent odoo_status"),
        Row(.html(413), "badRequest permanent odoo_status"),
        Row(.html(415), "badRequest permanent odoo_status"),
        Row(.html(429), "infrastructure transient odoo_too_many_requests"),
        Row(.html(500), "infrastructure transient odoo_unavailable"),
        Row(.html(502), "infrastructure transient odoo_unavailable"),
        Row(.html(503), "infrastructure transient odoo_unavailable"),
        Row(.html(504), "infrastructure transient odoo_unavailable smaller"),
        Row(.html(200), "infrastructure transient odoo_no_answer"),
        Row(.scripted(200), "infrastructure transient odoo_no_answer"),
        Row(.scripted(200, body: " <html>"), "infrastructure transient odoo_no_answer"),
        Row(.json(#"{"jsonrpc": "2.0", "id": 1, "res"#), "infrastructure transient odoo_malformed smaller"),
        Row(.json(#"{"jsonrpc": "2.0", "id": 1, "result": NaN}"#), "infrastructure transient odoo_malformed"),
        Row(.json("[]"), "infrastructure transient odoo_malformed"),
        Row(.json("{}"), "infrastructure transient odoo_malformed"),
        Row(.json(#"{"jsonrpc": "2.0", "result": 1}"#, status: 500), "infrastructure transient odoo_unavailable"),
    ]

    @Test(arguments: rows) func everyErrorHasItsKindClassAndCode(_ row: Row) throws {
        let answer = OdooAnswer(
            label: "sale.order search_read", api: row.api, asksForFields: row.asksForFields,
            scrubber: SecretScrubber([]))
        let failure = try #require(throws: OdooFailure.self) { try answer.value(of: row.response) }
        let smaller = failure.asksForSmallerPage ? " smaller" : ""
        #expect(
            "\(failure.kind) \(failure.reason.failureClass) \(failure.reason.code)\(smaller)" == row.meaning)
        #expect(failure.reason.message.hasPrefix("sale.order search_read: "))
        #expect(!failure.reason.message.contains("secret-path"))
        #expect(failure.isWorthRetrying == (failure.reason.failureClass == .transient))
    }

    /// What went wrong on the way, and what it means.
    static let ways: [(HTTPFailure.Kind, String)] = [
        (.refused, "infrastructure"), (.closed, "infrastructure"), (.truncated, "infrastructure smaller"),
        (.timedOut, "infrastructure smaller"), (.connectTimedOut, "infrastructure"), (.unresolved, "infrastructure"),
        (.unreachable, "infrastructure"), (.tls, "infrastructure"), (.proxy, "infrastructure"),
        (.malformed, "infrastructure"), (.unavailable, "infrastructure"), (.bodyTooLarge, "badRequest smaller"),
        (.headersTooLarge, "badRequest"), (.untrusted, "denied"), (.invalidURL, "denied"), (.invalidRequest, "denied"),
        (.plainRefused, "denied"), (.redirectRefused, "denied"), (.cancelled, "cancelled"),
    ]

    @Test(arguments: ways) func everyFailureOfTheWayHasItsKind(kind: HTTPFailure.Kind, meaning: String) {
        let failure = OdooAnswer.failure(HTTPFailure(kind, "x"), "label")
        #expect("\(failure.kind)\(failure.asksForSmallerPage ? " smaller" : "")" == meaning)
        #expect(failure.reason.code == kind.code)
        #expect(Self.ways.count == HTTPFailure.Kind.allCases.count)
    }

    static let rpc = OdooAnswer(label: "x", api: .jsonrpc, scrubber: SecretScrubber([]))
    static let json2 = OdooAnswer(label: "x", api: .json2, scrubber: SecretScrubber([]))

    @Test func aMethodThatReturnsNothingLeavesTheResultOut() throws {
        #expect(try Self.rpc.value(of: .json(#"{"jsonrpc": "2.0", "id": 1}"#)) == nil)
        #expect(try Self.rpc.value(of: .rpc("null")) == nil)
        #expect(try Self.json2.value(of: .json("null")) == nil)
    }

    @Test func aResultIsHandedOnWhateverItIs() throws {
        #expect(try Self.rpc.value(of: .rpc("false"))?.boolean == false)
        #expect(try Self.json2.value(of: .json("[1]"))?.count == 1)
        #expect(try Self.rpc.value(of: .scripted(200, body: #"{"jsonrpc": "2.0", "result": 7}"#))?.int64 == 7)
    }

    @Test func theWordsOfAServerAreEscapedAndCut() throws {
        let long = #"line\nnext \u001b[31m "# + String(repeating: "ab ", count: 500)
        let failure = #expect(throws: OdooFailure.self) {
            try Self.rpc.value(of: .rpcError("builtins.ValueError", long))
        }
        let message = try #require(failure?.reason.message)
        #expect(message.hasPrefix(#"x: Odoo says: line next \u{001B}[31m ab ab"#))
        #expect(message.hasSuffix("… (builtins.ValueError)"))
        #expect(message.count < 400)
    }

    @Test func aWaitThatIsNamedIsKeptUpToALimit() throws {
        func named(_ value: String) -> Duration? {
            let response = HTTPResponse.html(503, headers: [HTTPHeaders.Field(name: "retry-after", value: value)])
            return #expect(throws: OdooFailure.self) { try Self.rpc.value(of: response) }?.retryAfter
        }
        #expect(named("7") == .seconds(7))
        #expect(named("86400") == OdooLimits.longestNamedWait)
        #expect(named("Fri, 20 Nov 2026 11:59:58 GMT") == nil)
    }
}
