import CarretelCore

// `/jsonrpc`: the services `common` and `object`, credentials in every call.
extension OdooDesk {
    /// The task of a call of a service.
    func serviceCall(_ parameters: JSONValue?, _ envelope: OdooEnvelope) -> OdooTask {
        let service = parameters?["service"]?.string ?? ""
        let method = parameters?["method"]?.string ?? ""
        let arguments = parameters?["args"].map { Array($0.elements) } ?? []
        switch (service, method) {
        case ("common", "version"):
            return OdooTask(method: "common.version", envelope: envelope) {
                [versionJSON] () throws(OdooRefusal) -> OdooTask.Outcome in OdooTask.Outcome(json: versionJSON)
            }
        case ("common", "login"), ("common", "authenticate"):
            return OdooTask(method: "common.\(method)", envelope: envelope) {
                [self] () throws(OdooRefusal) -> OdooTask.Outcome in
                let user = try login(arguments)
                return OdooTask.Outcome(json: Array((user.map { "\($0.id)" } ?? "false").utf8))
            }
        case ("object", "execute_kw"), ("object", "execute"): return objectCall(method, arguments, envelope)
        default:
            return OdooTask(method: "\(service).\(method)", envelope: envelope) {
                () throws(OdooRefusal) -> OdooTask.Outcome in
                throw service == "common" || service == "object"
                    ? .attribute("Method not found: \(method)") : .index("KeyError: '\(service)'")
            }
        }
    }

    /// Who logs in; nil for a wrong password or an unknown login, which is no error.
    private func login(_ arguments: [JSONValue]) throws(OdooRefusal) -> OdooUser? {
        guard arguments.count >= 3 else {
            throw .type("exp_authenticate() missing \(3 - arguments.count) required positional arguments")
        }
        try checkDatabase(arguments[0].string)
        let secret = arguments[2].string
        return settings.users.first {
            $0.login == arguments[1].string && ($0.password == secret || $0.apiKey == secret)
        }
    }

    private func objectCall(_ way: String, _ arguments: [JSONValue], _ envelope: OdooEnvelope) -> OdooTask {
        guard arguments.count >= 5, let model = arguments[3].string, let method = arguments[4].string else {
            return OdooTask(method: "object.\(way)", envelope: envelope) {
                () throws(OdooRefusal) -> OdooTask.Outcome in
                throw .type("execute_kw() missing required positional arguments")
            }
        }
        var call = ModelCall(model: model, method: method)
        if way == "execute" {
            call.positional = Array(arguments.dropFirst(5))
        } else {
            call.positional = arguments.count > 5 ? Array(arguments[5].elements) : []
            call.named = arguments.count > 6 ? arguments[6] : nil
        }
        return task(call, envelope) { [self] () throws(OdooRefusal) -> OdooUser in
            try checkDatabase(arguments[0].string)
            let id = arguments[1].int64 ?? 0
            guard let user = settings.users.first(where: { $0.id == id }) else {
                // A uid of false, as a login that failed gives, is refused like a wrong password.
                if id == 0 { throw .accessDenied }
                throw .missing("res.users", [id], user: id)
            }
            let secret = arguments[2].string
            guard user.password == secret || user.apiKey == secret else { throw .accessDenied }
            return user
        }
    }

    private func checkDatabase(_ name: String?) throws(OdooRefusal) {
        guard name == settings.database else { throw .unknownDatabase(name ?? "") }
    }
}
