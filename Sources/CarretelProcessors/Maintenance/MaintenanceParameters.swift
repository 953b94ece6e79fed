import CarretelCore

/// One thing that maintenance does.
enum MaintenanceAction: String, Sendable, CaseIterable {
    case clearCache = "clear-cache"
    case retention, vacuum, reconcile
}

/// What can be kept within limits.
enum RetentionPlace: Sendable, Hashable, CaseIterable {
    case files(KeptPlace)
    case table(JournalTable)

    /// In the order in which they have their turn: tables, which take small steps, first, and the archive, which is larger
    /// than all else, last.
    static let allCases: [RetentionPlace] =
        JournalTable.allCases.map { .table($0) }
        + KeptPlace.allCases.filter { $0 != .archive }.map { .files($0) } + [.files(.archive)]

    /// As jobs and results call it.
    var name: String {
        switch self {
        case .files(let place): place.rawValue
        case .table(let table): table.rawValue
        }
    }
}

/// What a job asks for.
struct MaintenanceParameters: Sendable {
    static let schema = ParameterSchema([
        ParameterField(
            "actions", .array(of: .choice(MaintenanceAction.allCases.map(\.rawValue)), count: 1...4),
            "What is to be done, in the order retention, vacuum, reconcile after clear-cache.",
            default: #"["retention", "vacuum", "reconcile"]"#),
        ParameterField("dry_run", .boolean, "Only say what would be done.", default: "false"),
        ParameterField("match", .string(maxBytes: 200), "clear-cache: only answers with that text in their key."),
        ParameterField(
            "places",
            .array(of: .choice(RetentionPlace.allCases.map(\.name)), count: 1...RetentionPlace.allCases.count),
            "retention: only these places. Their limits come from the configuration."),
    ])

    let actions: [MaintenanceAction]
    let isDryRun: Bool
    let match: String?
    let places: [RetentionPlace]

    init(_ parameters: JSONValue) throws(FailureReason) {
        let reader = ParameterReader(parameters)
        let wanted =
            try reader.choices("actions", of: MaintenanceAction.self) ?? [.retention, .vacuum, .reconcile]
        actions = MaintenanceAction.allCases.filter(wanted.contains)
        isDryRun = parameters["dry_run"]?.boolean ?? false
        match = parameters["match"]?.string
        let names = try reader.texts("places")
        places = RetentionPlace.allCases.filter { names?.contains($0.name) ?? true }
    }

    static func check(_ parameters: JSONValue) -> FailureReason? {
        guard let read = try? MaintenanceParameters(parameters) else { return nil }  // The schema has said why.
        for (name, action) in [("match", MaintenanceAction.clearCache), ("places", .retention)]
        where parameters[name] != nil && !read.actions.contains(action) {
            return FailureReason(
                .permanent, code: "invalid_parameters",
                message: "\(name) says something of the action \(action.rawValue), which is not asked for.",
                pointer: "/parameters/\(name)", hint: "Add \(action.rawValue) to actions, or leave \(name) out.")
        }
        guard read.match?.isEmpty != true else {
            return FailureReason(
                .permanent, code: "invalid_parameters", message: "match is empty, which every key would match.",
                pointer: "/parameters/match", hint: "Give a text of one byte or more, or leave match out.")
        }
        return nil
    }
}
