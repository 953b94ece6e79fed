package import CarretelCore
package import CarretelSystem

/// What is known of all schedules: `state/schedules.json`, replaced whole and synced whenever something changes. It stays
/// after the daemon, because the next one goes on from it and `carretel status` shows it.
///
/// A file rather than a table of the journal: it changes a few times an hour and not with any job, so it neither waits
/// for the journal's thread nor needs a new schema there.
package struct ScheduleDocument: Sendable {
    /// One schedule.
    package struct Schedule: Sendable {
        package var name: String
        package var type: String
        package var isEnabled: Bool
        /// When it is due, as configured.
        package var timing: String
        package var warnAfter: Duration
        package var memory: ScheduleMemory
        /// When its next job is dropped, as seen when this was written.
        package var next: Timestamp?
    }

    package static let fileName: FileName = "schedules.json"
    /// The largest that is read: 4 MiB.
    package static let maxBytes = 4 << 20
    private static let schema = "carretel/schedules/1"

    package var schedules: [Schedule]

    /// Collects schedules.
    package init(_ schedules: [Schedule]) { self.schedules = schedules }

    /// Reads the document of a state folder.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: what the system said; permanent `schedules_unreadable` when it is none that Carretel wrote.
    package static func read(in folder: Directory) throws -> ScheduleDocument? {
        guard try folder.statusIfPresent(of: fileName) != nil else { return nil }
        let bytes = try folder.readFile(fileName, limit: maxBytes).bytes
        // Replaced whole, so what is not JSON was not written by us.
        guard let document = (try? JSONValue(parsing: bytes)).flatMap({ ScheduleDocument(json: $0) }) else {
            throw FailureReason(
                .permanent, code: "schedules_unreadable",
                message: "\(folder.path)/\(fileName) is not what Carretel wrote.")
        }
        return document
    }

    /// Replaces the document of a state folder; it is on disk afterwards.
    func write(in folder: Directory) throws(SystemError) {
        let temporary: FileName = "schedules.json.new"
        let file = try folder.openFile(temporary, .updateOrCreate(mode: 0o644))
        try file.truncate(to: 0)
        try file.writeAll(encoded())
        try file.syncData()
        try file.close()
        try folder.rename(temporary, to: folder, as: Self.fileName, .replace)
        try folder.sync()
    }

    private func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("schema", Self.schema)
        writer.name("schedules" as StaticString)
        writer.beginArray()
        for schedule in schedules { schedule.encode(into: &writer) }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }

    private init?(json: JSONValue) {
        guard json["schema"]?.string == Self.schema, let elements = json["schedules"]?.elements else { return nil }
        schedules = []
        for element in elements {
            guard let schedule = Schedule(json: element) else { return nil }
            schedules.append(schedule)
        }
    }
}

extension ScheduleDocument.Schedule {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", name)
        writer.member("type", type)
        writer.member("enabled", isEnabled)
        writer.member("timing", timing)
        writer.member("warn_after_seconds", warnAfter.wholeMilliseconds / 1_000)
        writer.member("next", next)
        writer.member("considered", memory.considered)
        writer.member("considered_timing", memory.timing)
        writer.member("skipped", memory.skipped)
        writer.member("generation", memory.generation)
        writer.name("last" as StaticString)
        if let last = memory.last { last.encode(into: &writer) } else { writer.null() }
        writer.name("previous" as StaticString)
        if let previous = memory.previous { previous.encode(into: &writer) } else { writer.null() }
        writer.endObject()
    }

    fileprivate init?(json: JSONValue) {
        guard let name = json["name"]?.string, let type = json["type"]?.string,
            let isEnabled = json["enabled"]?.boolean,
            let timing = json["timing"]?.string, let warnAfter = json["warn_after_seconds"]?.int64,
            let considered = json.moment("considered"), let known = json["considered_timing"]?.string,
            let skipped = json["skipped"]?.int64, let generation = json["generation"]?.int64, let last = json["last"]
        else { return nil }
        let run = ScheduledRun(json: last)
        guard run != nil || last.isNull else { return nil }
        self.init(
            name: name, type: type, isEnabled: isEnabled, timing: timing, warnAfter: .seconds(warnAfter),
            memory: ScheduleMemory(
                timing: known, considered: considered, skipped: Int(skipped), generation: Int(generation),
                last: run,
                previous: json["previous"].flatMap { ScheduledRun(json: $0) }),
            next: json.moment("next"))
    }
}

extension ScheduledRun {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("due", due)
        writer.member("at_start", isAtStart)
        writer.member("generation", generation)
        switch phase {
        case .dropping: writer.member("phase", "dropping")
        case .dropped: writer.member("phase", "dropped")
        case .ended(let end):
            writer.member("phase", "ended")
            writer.member("status", end.status?.rawValue)
            writer.member("started_at", end.startedAt)
            writer.member("finished_at", end.finishedAt)
        }
        writer.endObject()
    }

    fileprivate init?(json: JSONValue) {
        guard let due = json.moment("due"), let isAtStart = json["at_start"]?.boolean,
            let generation = json["generation"]?.int64
        else { return nil }
        let phase: Phase
        switch json["phase"]?.string {
        case "dropping": phase = .dropping
        case "dropped": phase = .dropped
        case "ended":
            phase = .ended(
                End(
                    status: json["status"]?.string.flatMap { JobStatus(rawValue: $0) },
                    startedAt: json.moment("started_at"), finishedAt: json.moment("finished_at")))
        default: return nil
        }
        self.init(due: due, isAtStart: isAtStart, generation: Int(generation), phase: phase)
    }
}

extension JSONValue {
    fileprivate func moment(_ name: String) -> Timestamp? { self[name]?.string.flatMap { Timestamp(rfc3339: $0) } }
}
