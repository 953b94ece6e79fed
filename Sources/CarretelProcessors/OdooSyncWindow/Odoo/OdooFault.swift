import CarretelCore

/// An error that Odoo itself answers: the class of a Python exception and its words. What follows is decided by the class
/// alone: the words may be translated, and the number beside them differs between versions.
struct OdooFault: Sendable {
    /// `odoo.exceptions.AccessError`.
    var name: String
    /// Credentials taken out, escaped and cut.
    var words: String

    /// Reads the object that has `name` and `message`: `error.data` of JSON-RPC, the body of `/json/2`. Its `debug`, a
    /// traceback with paths and SQL, is not looked at.
    init(_ data: JSONValue?, scrubber: SecretScrubber) {
        name = Self.quotable(data?.member("name")?.string ?? "", scrubber)
        words = Self.quotable(data?.member("message")?.string ?? "", scrubber)
    }

    /// Whose turn it is after this fault.
    struct Meaning: Sendable, Hashable {
        var kind: OdooFailure.Kind
        var failureClass: FailureClass
        var code: String
        var hint: String?
        var asksForSmallerPage = false
    }

    /// The failure that it makes of a call.
    ///
    /// - Parameters:
    ///   - label: of the call.
    ///   - asksForFields: whether the call asked for a model's fields, so that a refusal is about the model.
    /// - Returns: with the server's words.
    func failure(_ label: String, asksForFields: Bool) -> OdooFailure {
        let meaning = Self.meaning(of: name, asksForFields: asksForFields)
        let said = [words, name.isEmpty ? "" : "(\(name))"].filter { !$0.isEmpty }.joined(separator: " ")
        return OdooFailure(
            meaning.kind,
            FailureReason(
                meaning.failureClass, code: meaning.code,
                message: "\(label): Odoo says: \(said.isEmpty ? "an error without a name" : said)", hint: meaning.hint),
            asksForSmallerPage: meaning.asksForSmallerPage)
    }

    /// Only so much is looked at, and less is quoted, so that no half of a secret stays at the end.
    private static func quotable(_ text: String, _ scrubber: SecretScrubber) -> String {
        let scrubbed = scrubber.scrub(String(text.unicodeScalars.prefix(20 * OdooLimits.quotedCharacters)))
        let cut = String(scrubbed.unicodeScalars.prefix(OdooLimits.quotedCharacters))
        let trimmed = cut.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return TerminalText.escape(trimmed) + (cut.unicodeScalars.count < scrubbed.unicodeScalars.count ? " …" : "")
    }
}

// The table of exceptions.
extension OdooFault {
    /// What an exception means for the call.
    static func meaning(of name: String, asksForFields: Bool) -> Meaning {
        switch name {
        case "odoo.exceptions.AccessDenied", "werkzeug.exceptions.Unauthorized": .denied
        case "odoo.http.SessionExpiredException":
            Meaning(kind: .expired, failureClass: .transient, code: "odoo_session_expired")
        case "odoo.exceptions.AccessError", "werkzeug.exceptions.Forbidden": .forbidden
        case "odoo.exceptions.MissingError":
            Meaning(kind: .recordMissing, failureClass: .permanent, code: "odoo_record_missing")
        // A model that is not there is a UserError over JSON-RPC, as are quite other things; asked for its fields alone,
        // there is nothing else to object to.
        case "odoo.exceptions.UserError" where asksForFields, "werkzeug.exceptions.NotFound" where asksForFields:
            .modelMissing
        default: meaning(ofFamily: name)
        }
    }

    private static func meaning(ofFamily name: String) -> Meaning {
        if smallerPages.contains(name) { return .failing(asksForSmallerPage: true) }
        if transient.contains(name) { return .failing() }
        let families = ["odoo.exceptions.", "builtins.", "psycopg2.", "werkzeug.exceptions."]
        // An exception of some module: nobody can say whether it will pass.
        return families.contains(where: name.hasPrefix) ? .badRequest : .failing()
    }

    /// Too much for the server at once.
    private static let smallerPages: Set<String> = [
        "builtins.MemoryError", "builtins.TimeoutError", "psycopg2.errors.OutOfMemory", "psycopg2.errors.QueryCanceled",
        "psycopg2.extensions.QueryCanceledError", "werkzeug.exceptions.GatewayTimeout",
        "werkzeug.exceptions.RequestTimeout",
    ]

    /// The server or its database is in trouble, or somebody else was faster.
    private static let transient: Set<String> = [
        "builtins.BrokenPipeError", "builtins.ConnectionAbortedError", "builtins.ConnectionError",
        "builtins.ConnectionRefusedError", "builtins.ConnectionResetError", "builtins.OSError", "builtins.SystemExit",
        "odoo.exceptions.ConcurrencyError", "odoo.sql_db.PoolError", "psycopg2.InterfaceError",
        "psycopg2.OperationalError", "psycopg2.errors.AdminShutdown", "psycopg2.errors.CannotConnectNow",
        "psycopg2.errors.CrashShutdown", "psycopg2.errors.DeadlockDetected", "psycopg2.errors.DiskFull",
        "psycopg2.errors.IdleInTransactionSessionTimeout", "psycopg2.errors.InFailedSqlTransaction",
        "psycopg2.errors.LockNotAvailable", "psycopg2.errors.SerializationFailure",
        "psycopg2.errors.TooManyConnections",
        "psycopg2.extensions.TransactionRollbackError", "psycopg2.pool.PoolError", "werkzeug.exceptions.BadGateway",
        "werkzeug.exceptions.InternalServerError", "werkzeug.exceptions.ServiceUnavailable",
        "werkzeug.exceptions.TooManyRequests",
    ]
}

extension OdooFault.Meaning {
    static let denied = OdooFault.Meaning(
        kind: .denied, failureClass: .permanent, code: "odoo_denied",
        hint: "Check the profile's username, password and API key. With two-factor login Odoo takes an API key only.")
    static let forbidden = OdooFault.Meaning(
        kind: .forbidden, failureClass: .permanent, code: "odoo_forbidden",
        hint: "Give the profile's user the right to read it, or leave it out.")
    static let modelMissing = OdooFault.Meaning(
        kind: .modelMissing, failureClass: .permanent, code: "odoo_model_missing",
        hint: "Install the module that has the model, or leave out what needs it.")
    static let badRequest = OdooFault.Meaning(
        kind: .badRequest, failureClass: .permanent, code: "odoo_bad_request",
        hint: "Odoo refuses what it is asked for; trying again cannot help.")

    /// A server in trouble.
    static func failing(asksForSmallerPage: Bool = false) -> OdooFault.Meaning {
        OdooFault.Meaning(
            kind: .infrastructure, failureClass: .transient, code: "odoo_fault",
            hint: "When this stays, see Odoo's log, and that the profile's database exists.",
            asksForSmallerPage: asksForSmallerPage)
    }
}
