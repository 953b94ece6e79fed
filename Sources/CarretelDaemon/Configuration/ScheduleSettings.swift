package import CarretelCore

/// A schedule as configured.
package struct ScheduleSettings: Sendable {
    /// A run that takes longer is worth a warning.
    package static let standardWarnAfter = Duration.seconds(300)

    /// Whether it drops jobs.
    package let isEnabled: Bool
    /// The job type; may be empty for one that is switched off.
    package let type: String
    package let rule: ScheduleRule
    package let warnAfter: Duration
    let priority: Int?
    let timeoutSeconds: Int?
    let requestedBy: String
    let parameters: [(name: String, json: [UInt8])]
    /// Laid over ``parameters`` in the run at the start.
    let atStart: [(name: String, json: [UInt8])]

    /// The job file of a run, one line.
    package func jobFile(for run: ScheduledRun) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", type)
        writer.member("key", run.key(of: rule.name))
        writer.member("requested_by", requestedBy)
        if let priority { writer.member("priority", priority) }
        if let timeoutSeconds { writer.member("timeout_seconds", timeoutSeconds) }
        writer.name("meta" as StaticString)
        writer.beginObject()
        writer.member("schedule", rule.name)
        writer.member("due", run.due)
        writer.member("at_start", run.isAtStart)
        writer.endObject()
        writer.name("parameters" as StaticString)
        writer.beginObject()
        let over = run.isAtStart ? atStart : []
        for (name, json) in parameters.filter({ member in !over.contains { $0.name == member.name } }) + over {
            writer.name(name)
            writer.raw(json)
        }
        writer.endObject()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}
