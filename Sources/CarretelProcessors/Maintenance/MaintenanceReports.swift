import CarretelCore

/// What retention did in one place.
struct PlaceReport: Sendable, Hashable {
    var place: String
    var limits: RetentionLimits
    /// Things that were looked at; nil where nothing is limited, and for tables.
    var lookedAt: Int?
    /// Rows of a table that were there at the beginning; nil where nobody had to count them.
    var rows: Int?
    /// Things, or rows, that went.
    var removed = 0
    /// Names that went for them.
    var files = 0
    /// Of rows, as their average size is estimated; nil where there is no estimate.
    var bytes: Int? = 0
    var leftAlone = 0
    /// Things whose time had come and that somebody needs.
    var inUse = 0
    /// Things that the system did not let go.
    var refused = 0
    var causes: [RetentionCause: Int] = [:]
    var isComplete = true
    /// Why it was not done at all.
    var skipped: String?
    /// What stopped it half-way.
    var problem: String?

    init(_ place: RetentionPlace, _ limits: RetentionLimits) {
        self.place = place.name
        self.limits = limits
    }

    /// Notes that a thing went.
    mutating func remove(_ item: KeptItem, files: Int, _ cause: RetentionCause? = nil) {
        removed += 1
        self.files += files
        bytes = bytes.map { $0 + item.bytes }
        if let cause { causes[cause, default: 0] += 1 }
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("place", place)
        writer.name("limits" as StaticString)
        writer.beginObject()
        writer.member("days", limits.days)
        writer.member("count", limits.count)
        writer.member("mib", limits.mebibytes)
        writer.endObject()
        writer.member("looked_at", lookedAt)
        writer.member("removed", removed)
        writer.member("files", files)
        writer.member("bytes", bytes)
        writer.member("kept", (lookedAt ?? rows).map { $0 - removed })
        writer.member("left_alone", leftAlone)
        writer.member("in_use", inUse)
        writer.member("refused", refused)
        writer.name("decided_by" as StaticString)
        writer.beginObject()
        for cause in RetentionCause.allCases {
            writer.name(cause.rawValue)
            writer.integer(causes[cause] ?? 0)
        }
        writer.endObject()
        writer.member("complete", isComplete)
        writer.member("skipped", skipped)
        writer.member("problem", problem)
        writer.endObject()
    }
}

/// What became of one kind of leftovers.
struct RepairReport: Sendable, Hashable {
    var leftover: Leftover
    var found = 0
    var removed = 0
    var files = 0
    var bytes = 0
    var inUse = 0
    var refused = 0

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("what", leftover.rawValue)
        writer.member("found", found)
        writer.member("removed", removed)
        writer.member("files", files)
        writer.member("bytes", bytes)
        writer.member("in_use", inUse)
        writer.member("refused", refused)
        writer.endObject()
    }
}

/// What one action did.
struct ActionReport: Sendable {
    var action: MaintenanceAction
    var duration = Duration.zero
    /// Whether it came to its end; one that was skipped did.
    var isComplete = true
    /// Why it was not done at all.
    var skipped: String?
    /// What stopped it.
    var failure: FailureReason?
    /// Of retention, and of the cache.
    var places: [PlaceReport] = []
    /// Of answers that went, or would: the first thousand.
    var keys: [String] = []
    var repairs: [RepairReport] = []
    var findings: [HouseFinding] = []
    /// What vacuum gave back to the file system, in how many steps; of a dry run what it would at least, in none.
    var returned: (bytes: Int, steps: Int?)?

    init(_ action: MaintenanceAction) {
        self.action = action
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("action", action.rawValue)
        writer.member("seconds", duration.inSeconds)
        writer.member("complete", isComplete)
        writer.member("skipped", skipped)
        writer.member("reason", failure)
        switch action {
        case .clearCache:
            list("places", places, &writer) { $0.write(to: &$1) }
            list("keys", keys, &writer) { $1.string($0) }
        case .retention: list("places", places, &writer) { $0.write(to: &$1) }
        case .vacuum:
            writer.member("bytes", returned?.bytes)
            writer.member("steps", returned?.steps)
        case .reconcile:
            list("repairs", repairs, &writer) { $0.write(to: &$1) }
            list("findings", findings, &writer, Self.write)
        }
        writer.endObject()
    }

    private func list<Element>(
        _ name: StaticString, _ elements: [Element], _ writer: inout JSONWriter,
        _ write: (Element, inout JSONWriter) -> Void
    ) {
        writer.name(name)
        writer.beginArray()
        for element in elements { write(element, &writer) }
        writer.endArray()
    }

    private static func write(_ finding: HouseFinding, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("code", finding.code)
        writer.member("count", finding.count)
        writer.member("message", finding.message)
        writer.member("hint", finding.hint)
        writer.endObject()
    }
}

extension Duration {
    /// Seconds, for people, to the millisecond.
    var inSeconds: Double { Double(wholeMilliseconds) / 1_000 }
}
