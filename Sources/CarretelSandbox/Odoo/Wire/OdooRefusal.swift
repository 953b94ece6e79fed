/// A call that Odoo refuses: the Python exception that its answer names.
struct OdooRefusal: Error, Sendable, Hashable {
    /// `odoo.exceptions.AccessError`: what clients tell them apart by.
    var name: String
    /// For people, and possibly translated.
    var message: String
    /// The status under `/json/2`; JSON-RPC always answers 200.
    var status = 500
    /// JSON-RPC's code where it is neither 200 nor 0.
    var code: Int?

    private init(_ name: String, _ message: String, status: Int = 500, code: Int? = nil) {
        self.name = name
        self.message = message
        self.status = status
        self.code = code
    }

    static let accessDenied = OdooRefusal("odoo.exceptions.AccessDenied", "Access Denied", status: 403)
    static let throttled = OdooRefusal(
        "odoo.exceptions.AccessDenied", "Too many login failures, please wait a bit before trying again.", status: 403)
    static let sessionExpired = OdooRefusal(
        "odoo.http.SessionExpiredException", "Session expired", status: 403, code: 100)
    static let invalidKey = OdooRefusal("werkzeug.exceptions.Unauthorized", "Invalid apikey", status: 401)
    static let noDatabase = OdooRefusal("odoo.exceptions.AccessError", "Database not found.", status: 403)

    static func notFound(_ message: String) -> OdooRefusal {
        OdooRefusal("werkzeug.exceptions.NotFound", message, status: 404, code: 404)
    }

    static func unknownDatabase(_ name: String) -> OdooRefusal {
        database(
            "OperationalError",
            "connection to server on socket \"/run/postgresql/.s.PGSQL.5432\" failed: FATAL:  database \"\(name)\" "
                + "does not exist\n")
    }

    static func missing(_ model: String, _ ids: [Int64], user: Int64) -> OdooRefusal {
        let list = ids.map(String.init).joined(separator: ", ") + (ids.count == 1 ? "," : "")
        return OdooRefusal(
            "odoo.exceptions.MissingError",
            "Record does not exist or has been deleted.\n(Record: \(model)(\(list)), User: \(user))", status: 404)
    }

    static func user(_ message: String) -> OdooRefusal {
        OdooRefusal("odoo.exceptions.UserError", message, status: 422)
    }

    static func access(_ message: String) -> OdooRefusal {
        OdooRefusal("odoo.exceptions.AccessError", message, status: 403)
    }

    static func value(_ message: String) -> OdooRefusal { OdooRefusal("builtins.ValueError", message) }
    static func type(_ message: String) -> OdooRefusal { OdooRefusal("builtins.TypeError", message) }
    static func index(_ message: String) -> OdooRefusal { OdooRefusal("builtins.IndexError", message) }

    static func attribute(_ message: String) -> OdooRefusal {
        OdooRefusal("builtins.AttributeError", message)
    }

    /// What the driver of PostgreSQL says: `errors.InvalidDatetimeFormat`.
    static func database(_ name: String, _ message: String) -> OdooRefusal {
        OdooRefusal("psycopg2.\(name)", message)
    }

    static func invalidField(_ name: String, _ model: String) -> OdooRefusal {
        value("Invalid field '\(name)' on model '\(model)'")
    }

    /// A traceback as it comes in `debug`: long, and full of what is not for strangers.
    var traceback: String {
        var lines = ["Traceback (most recent call last):"]
        for (place, step) in Self.steps.enumerated() {
            lines.append("  File \"/srv/erp/src/odoo/\(step.file)\", line \(120 + place * 137), in \(step.function)")
            lines.append("    \(step.code)")
            lines.append("    " + String(repeating: "^", count: step.code.utf8.count))
        }
        if name.hasPrefix("psycopg2.") {
            lines.append("  SELECT \"t\".\"id\" FROM \"t\" WHERE (\"t\".\"write_date\" >= %s) ORDER BY \"t\".\"id\"")
        }
        let short = name.hasPrefix("builtins.") ? String(name.dropFirst(9)) : name
        return lines.joined(separator: "\n") + "\n\(short): \(message)\n"
    }

    private static let steps: [(file: String, function: String, code: String)] = [
        ("http.py", "serve", "return self.with_retries(self.handle, self.environment)"),
        ("service/model.py", "with_retries", "outcome = attempt()"),
        ("http.py", "handle", "answer = self.router.call(rule.target, arguments)"),
        ("addons/base/models/ir_http.py", "call", "outcome = target(**request.params)"),
        ("http.py", "wrapper", "outcome = target(self, *arguments, **accepted)"),
        ("addons/base/controllers/rpc.py", "jsonrpc", "return to_service(service, method, arguments)"),
        ("http.py", "to_service", "return services[service](method, parameters)"),
        ("service/model.py", "dispatch", "outcome = run(database, user, *parameters[3:])"),
        ("service/model.py", "run", "return in_transaction(cursor, user, model, method, *arguments, **named)"),
        ("api.py", "call", "outcome = method(records, *arguments, **named)"),
        ("models.py", "search_read", "found = self.fetch(domain, names, offset=offset, limit=limit, order=order)"),
        ("models.py", "fetch", "query = self.prepare(domain, offset=offset, limit=limit, order=order)"),
    ]
}
