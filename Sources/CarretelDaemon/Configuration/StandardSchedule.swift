internal import CarretelCore

/// A schedule that is there without being configured: once its type exists and, where that talks to an upstream system,
/// the system's profile `default` is configured.
struct StandardSchedule {
    let name: String
    let values: [ScheduleKey: String]
    var mappings: [String: [(name: String, json: [UInt8])]] = [:]
    /// A variable that gives the minutes, beside the one of the key.
    var minutesVariable: String?

    /// All there are.
    static let all = [
        StandardSchedule(
            name: "odoo-sync",
            values: [.type: "odoo-sync-window", .everyMinutes: "30", .atStart: "true"],
            // The first run looks back further than the others, to close the gap of the time before.
            mappings: ["at_start_parameters": [("first_run", Array("true".utf8))]],
            minutesVariable: "SYNC_INTERVAL_MINUTES"),
        // At night by the zone that expressions without one have.
        StandardSchedule(
            name: "maintenance",
            // Its first nights may take all of their time, and that is nothing to be warned of.
            values: [
                .type: "maintenance", .cron: "30 3 * * *", .timeoutSeconds: "14400", .warnAfterSeconds: "14400",
            ]),
    ]

    /// What it says, with its variable over it.
    func text(_ environment: [String: String]) -> ScheduleText {
        var text = ScheduleText(self)
        if let minutesVariable, let minutes = environment[minutesVariable] {
            text.set(.everyMinutes, .init(text: minutes, place: minutesVariable))
        }
        return text
    }

    /// Whether it is there.
    func applies(in catalogue: JobCatalogue, _ profiles: ProfileBook) -> Bool {
        guard let type = values[.type].flatMap({ catalogue.type(named: $0) }) else { return false }
        return type.upstream.map { profiles.hasStandardProfile(of: $0) } ?? true
    }
}
