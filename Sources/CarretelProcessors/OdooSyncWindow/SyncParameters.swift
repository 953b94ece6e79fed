import CarretelCore

/// What a job asks of `odoo-sync-window`, read from its `parameters`.
struct SyncParameters: Sendable {
    /// The declared members (docs/odoo-sync-window.md).
    static let schema = ParameterSchema([
        ParameterField(
            "services", .array(of: .choice(SyncService.all.map(\.name)), count: 1...SyncService.all.count),
            "What to bring up to date. The order is always that of the table in docs/odoo-sync-window.md.",
            default: "[" + SyncService.standard.map { "\"\($0.name)\"" }.joined(separator: ",") + "]"),
        ParameterField(
            "windows",
            .object(
                ParameterSchema(
                    SyncService.all.map {
                        ParameterField(
                            $0.name, .integer(1...SyncLimits.maxWindowMinutes),
                            "How many minutes \($0.name) looks back at least.")
                    })),
            "How far a service looks back at least, in minutes, where that is to differ from the configuration."),
        ParameterField(
            "from", .timestamp,
            "Read what changed from this moment on, and not from where the last run ended. Whole seconds."),
        ParameterField("to", .timestamp, "The end of that, exclusive; only together with from. Whole seconds."),
        ParameterField(
            "first_run", .boolean, "Whether the window of carteira is widened, as after a start.", default: "false"),
        ParameterField(
            "profile", .string(maxBytes: 100), "Which Odoo server and user: a profile of the configuration.",
            default: "\"\(Profile.standardName)\""),
    ])

    /// In the order in which they run.
    let services: [SyncService]
    /// By service, in minutes.
    let windows: [String: Int]
    let from: Timestamp?
    let to: Timestamp?
    let isFirstRun: Bool

    /// Reads parameters that are valid by ``schema`` and ``check(_:)``.
    ///
    /// - Throws: permanent `invalid_parameters` when they are not: a frame need not come from the daemon.
    init(_ parameters: JSONValue) throws(FailureReason) {
        if let reason = Self.schema.problems(in: parameters, limit: 1).first ?? Self.check(parameters) {
            throw FailureReason(
                .permanent, code: "invalid_parameters", message: reason.message, pointer: reason.pointer,
                hint: reason.hint)
        }
        if let named = parameters["services"] {
            let names = Set(named.elements.compactMap(\.string))
            services = SyncService.all.filter { names.contains($0.name) }
        } else {
            services = SyncService.standard
        }
        windows = Self.windows(parameters)
        from = Self.moment(parameters, "from")
        to = Self.moment(parameters, "to")
        isFirstRun = parameters["first_run"]?.boolean ?? false
    }

    /// Says what the schema cannot.
    static func check(_ parameters: JSONValue) -> FailureReason? {
        for name in ["from", "to"] where moment(parameters, name)?.isWholeSecond == false {
            return invalid(
                name, "Expected whole seconds, found \"\(parameters[name]?.string ?? "")\".",
                "Odoo compares moments of change by whole seconds; leave the fraction out.")
        }
        guard let from = moment(parameters, "from") else {
            guard parameters["to"] != nil else { return nil }
            return invalid("to", "Expected from beside to, found none.", "Add from, or leave to out.")
        }
        if let to = moment(parameters, "to"), to <= from {
            return invalid("to", "Expected a moment after from.", "Give a later to, or leave it out to read up to now.")
        }
        for name in ["windows", "first_run"] where isAsked(parameters, name) {
            return invalid(
                name, "Expected from or \(name), found both.",
                "With from exactly the given stretch is read; leave \(name) out.")
        }
        return nil
    }

    private static func isAsked(_ parameters: JSONValue, _ name: String) -> Bool {
        guard let value = parameters[name] else { return false }
        return value.boolean ?? true
    }

    private static func moment(_ parameters: JSONValue, _ name: String) -> Timestamp? {
        parameters[name]?.string.flatMap { Timestamp(rfc3339: $0) }
    }

    private static func windows(_ parameters: JSONValue) -> [String: Int] {
        var windows: [String: Int] = [:]
        guard let object = parameters["windows"] else { return windows }
        for (name, value) in object.members { windows[name] = value.int64.map { Int($0) } }
        return windows
    }

    private static func invalid(_ name: String, _ message: String, _ hint: String) -> FailureReason {
        FailureReason(
            .permanent, code: "invalid_parameters", message: message, pointer: "/parameters/\(name)", hint: hint)
    }
}
