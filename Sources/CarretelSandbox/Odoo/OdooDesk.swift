import CarretelCore
import Synchronization

/// Understands requests: paths, bodies, credentials.
final class OdooDesk: Sendable {
    let settings: OdooSettings
    let database: OdooDatabase
    let sessions = Mutex(OdooSessions())

    init(_ settings: OdooSettings, _ database: OdooDatabase) {
        self.settings = settings
        self.database = database
    }

    var now: Timestamp { database.clock().wall }

    /// Takes a request apart.
    func arrival(_ request: SandboxRequest) -> OdooArrival {
        let path = request.path
        if path.hasPrefix("/json/2/") { return bareCall(request) }
        let isKnown =
            path == "/jsonrpc" || path.hasPrefix("/web/dataset/call_kw") || path.hasPrefix("/web/session/")
            || path == "/web/webclient/version_info"
        guard isKnown else { return .page(OdooPage.notFound) }
        guard request.method == "POST", Self.isJSON(request) else {
            return .page(
                OdooPage.badRequest(
                    "&lt;Function&gt; is of type JSON-RPC; Request inferred type is compatible with Plain HTTP."))
        }
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: request.body)
        } catch {
            return .page(OdooPage.badRequest("Invalid JSON data"))
        }
        guard root.kind == .object else { return .page(OdooPage.badRequest("Invalid JSON-RPC data")) }
        let envelope = OdooEnvelope.rpc(id: root["id"].map { Array($0.raw) } ?? Array("null".utf8))
        let parameters = root["params"]
        var task =
            path == "/jsonrpc" ? serviceCall(parameters, envelope) : webCall(request, parameters, envelope)
        task.fingerprint = FNV1a.hash(Array(path.utf8) + (parameters?.canonicalBytes() ?? []))
        return .task(task)
    }

    static func isJSON(_ request: SandboxRequest) -> Bool {
        request.headers["content-type"]?.lowercased().hasPrefix("application/json") == true
    }

    /// What the server says of itself.
    var versionJSON: [UInt8] {
        let serie = settings.version.rawValue
        let day = settings.version == .v17 ? "20240709" : "20251001"
        return Array(
            ("{\"server_version\": \"\(serie).0-\(day)\", \"server_version_info\": [\(serie), 0, 0, \"final\", 0, \"\"], "
                + "\"server_serie\": \"\(serie).0\", \"protocol_version\": 1}").utf8)
    }
}

// Calls of models, whatever way they came.
extension OdooDesk {
    /// What a call of a model has in it.
    struct ModelCall: Sendable {
        var model: String
        var method: String
        var positional: [JSONValue] = []
        var named: JSONValue?
    }

    /// The task of a call, for a user who is found out when it runs.
    func task(
        _ call: ModelCall, _ envelope: OdooEnvelope,
        user: @escaping @Sendable () throws(OdooRefusal) -> OdooUser
    ) -> OdooTask {
        let limit = call.named?["limit"]?.int64.map { Int($0) }
        return OdooTask(method: "\(call.model).\(call.method)", envelope: envelope, model: call.model, limit: limit) {
            [self] () throws(OdooRefusal) -> OdooTask.Outcome in
            let outcome = try run(call, as: try user())
            return OdooTask.Outcome(json: outcome.json, rows: outcome.rows)
        }
    }

    func run(_ call: ModelCall, as user: OdooUser) throws(OdooRefusal) -> OdooRun.Outcome {
        guard database.snapshot.place(of: call.model) != nil else {
            throw .user("Object \(call.model) doesn't exist")
        }
        let method = try OdooMethod.named(call.method, on: call.model, version: settings.version)
        let arguments = try OdooArguments(method, positional: call.positional, named: call.named)
        return try OdooRun(database, settings, user: user, model: call.model, arguments).outcome(of: method)
    }
}
