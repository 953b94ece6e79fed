import CarretelCore
import CarretelTestKit
import Synchronization

@testable import CarretelProcessors

/// An Odoo server in memory, which speaks both protocols as 17.0 and 19.0 were seen to speak: one model whose records
/// are the ids from 1 up, one user.
final class ScriptedOdoo: Sendable {
    /// What it is like.
    struct Manner: Sendable {
        /// Nil when there is no `/jsonrpc`.
        var version: String? = #"[17, 0, 0, "final", 0, ""]"#
        var hasJSON2 = false
        var databases = ["erp"]
        var records = 0
        var date: String? = "Fri, 20 Nov 2026 11:59:58 GMT"
    }

    private struct Fault {
        var label: String
        var above: Int
        var times: Int
        var answer: Result<HTTPResponse, HTTPFailure>
    }

    private struct State {
        var manner: Manner
        var labels: [String] = []
        var moments: [MonotonicInstant] = []
        var faults: [Fault] = []
    }

    static let login = "syncro"
    static let password = "p4ss/w\"ord-of-the-test"
    static let key = "k3y-0f-the-test"

    let clock: ManualClock
    private let state: Mutex<State>

    init(_ manner: Manner = Manner(), clock: ManualClock = ManualClock()) {
        self.clock = clock
        state = Mutex(State(manner: manner))
    }

    /// What was called, in order: `common authenticate`, `sale.order search_read >0 #1000`; over `/json/2` with `json2 `
    /// in front.
    var labels: [String] { state.withLock { $0.labels } }

    /// The milliseconds between each call and the one before.
    var pauses: [Int64] {
        let moments = state.withLock { $0.moments }
        return zip(moments.dropFirst(), moments).map { ($0 - $1).wholeMilliseconds }
    }

    func change(_ body: (inout Manner) -> Void) { state.withLock { body(&$0.manner) } }

    /// Answers calls whose label contains a text, for pages larger than `above`, so many times otherwise.
    func fail(_ label: String, above: Int = 0, times: Int = 1, _ answer: HTTPResponse) {
        state.withLock { $0.faults.append(Fault(label: label, above: above, times: times, answer: .success(answer))) }
    }

    /// Ends calls without an answer.
    func fail(_ label: String, above: Int = 0, times: Int = 1, _ failure: HTTPFailure) {
        state.withLock { $0.faults.append(Fault(label: label, above: above, times: times, answer: .failure(failure))) }
    }

    /// The way to it.
    var http: ScriptedHTTP {
        ScriptedHTTP { (request) throws(HTTPFailure) in try self.answer(request) }
    }

    private func answer(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPResponse {
        // What is no JSON gets the answer that Odoo has for it.
        guard let body = try? JSONValue(parsing: request.body) else { return .html(400) }
        let path = request.url.dropFirst("https://odoo.test:443".count)
        let call = path == "/jsonrpc" ? Call(rpc: body) : Call(path: String(path), body)
        guard let call else { return .html(404) }
        let now = clock.now.monotonic
        let (fault, manner) = state.withLock { state in
            state.labels.append(call.label)
            state.moments.append(now)
            let index = state.faults.firstIndex {
                $0.times > 0 && call.label.contains($0.label) && call.limit ?? .max > $0.above
            }
            if let index { state.faults[index].times -= 1 }
            return (index.map { state.faults[$0].answer }, state.manner)
        }
        var response = try fault?.get() ?? call.answer(manner, request)
        if let date = manner.date { response.head.headers.append(HTTPHeaders.Field(name: "Date", value: date)) }
        return response
    }

    /// One call as it came.
    private struct Call {
        var label: String
        var limit: Int?
        var isJSON2: Bool
        var arguments: [JSONValue] = []
        var after: Int64 = 0
        var wanted: Set<Int64>?

        init?(rpc body: JSONValue) {
            guard let parameters = body["params"], let service = parameters["service"]?.string,
                let method = parameters["method"]?.string
            else { return nil }
            isJSON2 = false
            arguments = parameters["args"].map { Array($0.elements) } ?? []
            guard service == "object" else {
                label = "\(service) \(method)"
                return
            }
            label = "\(arguments[3].string ?? "") \(arguments[4].string ?? "")"
            read(domain: arguments[5].elements.first { _ in true }, limit: arguments[6]["limit"])
        }

        init?(path: String, _ body: JSONValue) {
            let parts = path.split(separator: "/")
            guard parts.count == 4, parts[0] == "json", parts[1] == "2" else { return nil }
            isJSON2 = true
            label = "json2 \(parts[2]) \(parts[3])"
            read(domain: body["domain"], limit: body["limit"])
        }

        private mutating func read(domain: JSONValue?, limit: JSONValue?) {
            guard let domain, let limit = limit?.int64 else { return }
            self.limit = Int(limit)
            for term in domain.elements.map({ Array($0.elements) }) where term.count == 3 && term[0].string == "id" {
                if term[1].string == ">" { after = term[2].int64 ?? 0 }
                if term[1].string == "in" { wanted = Set(term[2].elements.compactMap(\.int64)) }
            }
            label += " >\(after) #\(limit)"
        }

        func answer(_ manner: Manner, _ request: HTTPRequest) -> HTTPResponse {
            if isJSON2 {
                guard manner.hasJSON2 else { return .html(404) }
                let authorization = request.headers.first { $0.name == "Authorization" }?.value.reveal()
                guard authorization == "bearer \(ScriptedOdoo.key)" else {
                    return .json2Error("werkzeug.exceptions.Unauthorized", "Invalid apikey", status: 401)
                }
                return .json(result(manner))
            }
            guard let version = manner.version else { return .html(404) }
            switch label {
            case "common version": return .rpc(#"{"server_version": "x", "server_version_info": \#(version)}"#)
            case "db list": return .rpc("[\(manner.databases.map { "\"\($0)\"" }.joined(separator: ", "))]")
            case "common authenticate": return .rpc(isKnown(login: 1, credential: 2) ? "2" : "false")
            default:
                guard arguments[1].int64 == 2, isKnown(login: nil, credential: 2) else {
                    return .rpcError("odoo.exceptions.AccessDenied", "Access Denied")
                }
                return .rpc(result(manner))
            }
        }

        private func isKnown(login: Int?, credential: Int) -> Bool {
            let credential = arguments[credential].string
            return (login.map { arguments[$0].string == ScriptedOdoo.login } ?? true)
                && (credential == ScriptedOdoo.password || credential == ScriptedOdoo.key)
        }

        private func result(_ manner: Manner) -> String {
            if label.contains("context_get") { return #"{"lang": "en_US", "tz": false, "uid": 2}"# }
            if label.contains("fields_get") {
                return #"{"name": {"type": "char", "string": "Name", "store": true}, "#
                    + #""partner_id": {"type": "many2one", "string": "Customer", "relation": "res.partner", "store": true}}"#
            }
            let ids = (1...Int64(max(manner.records, 1))).filter {
                $0 > after && $0 <= manner.records && wanted?.contains($0) != false
            }.prefix(limit ?? .max)
            let isSearch = label.contains(" search >")
            let rows = ids.map { isSearch ? "\($0)" : #"{"id": \#($0), "name": "S\#($0)"}"# }
            return "[\(rows.joined(separator: ", "))]"
        }
    }
}

extension HTTPResponse {
    /// A result of JSON-RPC.
    static func rpc(_ result: String) -> HTTPResponse {
        .json(#"{"jsonrpc": "2.0", "id": 1, "result": \#(result)}"#)
    }

    /// An error of JSON-RPC, with the traceback that Odoo adds.
    static func rpcError(_ name: String, _ message: String = "…", code: Int = 200) -> HTTPResponse {
        .json(
            #"{"jsonrpc": "2.0", "id": 1, "error": {"code": \#(code), "message": "Odoo Server Error", "#
                + #""data": {"name": "\#(name)", "debug": "Traceback: /srv/odoo/secret-path SELECT 1", "#
                + #""message": "\#(message)", "arguments": [], "context": {}}}}"#)
    }

    /// An error of `/json/2`.
    static func json2Error(_ name: String, _ message: String = "…", status: Int) -> HTTPResponse {
        .json(
            #"{"name": "\#(name)", "message": "\#(message)", "arguments": [], "context": {}, "#
                + #""debug": "Traceback: /srv/odoo/secret-path SELECT 1"}"#, status: status)
    }

    /// What a proxy answers, and Odoo to what it does not understand.
    static func html(_ status: Int, headers: [HTTPHeaders.Field] = []) -> HTTPResponse {
        .scripted(
            status, headers: [HTTPHeaders.Field(name: "Content-Type", value: "text/html")] + headers,
            body: "<html><head><title>\(status)</title></head></html>")
    }
}

/// A client of a scripted server, and the attempt that it works for.
struct OdooRig {
    let odoo: ScriptedOdoo
    let attempt: ScriptedAttempt
    let account: OdooAccount
    let sessions: OdooSessions

    /// Prepares an attempt.
    ///
    /// - Parameters:
    ///   - odoo: the server, whose clock is the attempt's.
    ///   - values: of the profile, beside address and login.
    ///   - secrets: of the profile; the password unless told otherwise.
    ///   - sessions: of the worker.
    ///   - http: what answers in the server's place.
    ///   - attempt: its number.
    /// - Throws: ``FailureReason`` for a profile that is none.
    init(
        _ odoo: ScriptedOdoo, _ values: [String: String] = [:],
        secrets: [String: String] = ["password": ScriptedOdoo.password], sessions: OdooSessions = OdooSessions(),
        http: (any HTTPClient)? = nil, attempt: Int = 1
    ) throws {
        self.odoo = odoo
        self.sessions = sessions
        let standard = ["url": "https://odoo.test", "database": "erp", "username": ScriptedOdoo.login]
        let profile = Profile(
            name: "default", system: "odoo",
            values: standard.merging(values) { $1 }.filter { !$0.value.isEmpty || $0.key == "database" },
            secrets: secrets.mapValues { Secret($0) }, identity: "c0ffee")
        self.attempt = try ScriptedAttempt(
            profile: profile, http: http ?? odoo.http, attempt: attempt, clock: odoo.clock)
        account = try OdooAccount(profile)
    }

    var client: OdooClient { OdooClient(account: account, sessions: sessions, attempt: attempt) }

    static let orders = OdooQuery(model: "sale.order", domain: .everything, fields: ["name"])

    /// The failure of a call; nil when it succeeded.
    func failure<Value>(
        of call: (OdooClient) async throws(OdooFailure) -> Value
    ) async -> OdooFailure? {
        do throws(OdooFailure) {
            _ = try await call(client)
            return nil
        } catch {
            return error
        }
    }

    /// The failure of a page of orders.
    func pageFailure(limit: Int = 1_000) async -> OdooFailure? {
        var query = Self.orders
        query.limit = limit
        return await failure { (client) throws(OdooFailure) in try await client.page(query, after: 0) }
    }
}
