import CarretelCore
import Synchronization

// `/web/…`: a session opened once, its cookie with every call. `/json/2/…`: a key with every call, in 19 alone.
extension OdooDesk {
    /// The task of a request under `/web/`.
    func webCall(_ request: SandboxRequest, _ parameters: JSONValue?, _ envelope: OdooEnvelope) -> OdooTask {
        let cookie = request.cookie("session_id")
        switch request.path {
        case "/web/webclient/version_info":
            return OdooTask(method: "common.version", envelope: envelope) {
                [versionJSON] () throws(OdooRefusal) -> OdooTask.Outcome in OdooTask.Outcome(json: versionJSON)
            }
        case "/web/session/authenticate":
            return OdooTask(method: "session.authenticate", envelope: envelope) {
                [self] () throws(OdooRefusal) -> OdooTask.Outcome in try openSession(parameters)
            }
        case "/web/session/destroy":
            return OdooTask(method: "session.destroy", envelope: envelope) {
                [self] () throws(OdooRefusal) -> OdooTask.Outcome in
                sessions.withLock { $0.close(cookie) }
                return OdooTask.Outcome()
            }
        default: break
        }
        guard request.path.hasPrefix("/web/dataset/call_kw"), let model = parameters?["model"]?.string,
            let method = parameters?["method"]?.string
        else {
            return OdooTask(method: request.path, envelope: envelope) {
                () throws(OdooRefusal) -> OdooTask.Outcome in
                throw .notFound("The requested URL was not found on the server.")
            }
        }
        let call = ModelCall(
            model: model, method: method, positional: parameters?["args"].map { Array($0.elements) } ?? [],
            named: parameters?["kwargs"])
        return task(call, envelope) { [self] () throws(OdooRefusal) -> OdooUser in
            guard let user = sessions.withLock({ $0.user(cookie, at: now) }) else { throw .sessionExpired }
            return user
        }
    }

    private func openSession(_ parameters: JSONValue?) throws(OdooRefusal) -> OdooTask.Outcome {
        guard parameters?["db"]?.string == settings.database else { throw .noDatabase }
        let now = now
        guard !sessions.withLock({ $0.isThrottled(at: now) }) else { throw .throttled }
        let login = parameters?["login"]?.string
        let password = parameters?["password"]?.string
        // A key opens no session.
        guard let user = settings.users.first(where: { $0.login == login && $0.password == password }) else {
            sessions.withLock { $0.recordFailure(at: now) }
            throw .accessDenied
        }
        let lifetime = settings.sessionLifetime
        let id = sessions.withLock { $0.open(user, ends: now + lifetime, version: settings.version) }
        let seconds = lifetime.wholeMicroseconds / 1_000_000
        let header = "Set-Cookie: session_id=\(id); Max-Age=\(seconds); HttpOnly; Path=/"
        var text = OdooText()
        text.raw("{\"uid\": ")
        text.integer(user.id)
        text.raw(", \"user_context\": {\"lang\": \"en_US\", \"tz\": \"America/Sao_Paulo\", \"uid\": ")
        text.integer(user.id)
        text.raw("}, \"db\": ")
        text.string(settings.database)
        text.raw(", \"name\": ")
        text.string(user.name)
        text.raw(", \"username\": ")
        text.string(user.login)
        text.raw(", ")
        text.raw(versionJSON.dropFirst())
        return OdooTask.Outcome(
            json: text.bytes, headers: settings.version == .v17 ? [header] : [header, header])
    }

    /// A call under `/json/2/<model>/<method>`.
    func bareCall(_ request: SandboxRequest) -> OdooArrival {
        let parts = request.path.split(separator: "/").map(String.init)
        guard settings.version == .v19, request.method == "POST", parts.count == 4 else {
            return .page(OdooPage.notFound)
        }
        guard Self.isJSON(request) else { return .page(OdooPage.wrongType) }
        let body: JSONValue
        do throws(JSONError) {
            body = try JSONValue(parsing: request.body, limits: JSONLimits(requiresObject: true))
        } catch {
            return .page(OdooPage.badRequest("Invalid JSON data"))
        }
        let (model, method) = (parts[2], parts[3])
        let asked = request.headers["x-odoo-database"]
        let key = request.headers["authorization"].flatMap { text -> String? in
            text.lowercased().hasPrefix("bearer ") ? String(text.dropFirst(7)) : nil
        }
        let call = ModelCall(model: model, method: method, named: body)
        var task = task(call, .bare) { [self] () throws(OdooRefusal) -> OdooUser in
            guard asked == nil || asked == settings.database else { throw .notFound("Database not found.") }
            guard let key, let user = settings.users.first(where: { $0.apiKey == key }) else { throw .invalidKey }
            guard database.snapshot.place(of: model) != nil else {
                throw .notFound("the model '\(model)' does not exist")
            }
            guard method.hasPrefix("_") || OdooMethod(rawValue: method) != nil else {
                throw .notFound("The method '\(model).\(method)' does not exist")
            }
            return user
        }
        task.fingerprint = FNV1a.hash(Array(request.path.utf8) + body.canonicalBytes())
        return .task(task)
    }
}
