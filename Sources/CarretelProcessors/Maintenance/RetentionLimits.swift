import CarretelCore

/// What stays in a place; nil for no limit.
struct RetentionLimits: Sendable, Hashable {
    /// A result serves jobs of the same key for 24 hours, with its data; an hour is added for those under way.
    static let resultFloor = Duration.seconds(25 * 3_600)

    var days: Int?
    var count: Int?
    var mebibytes: Int?
    /// What is younger stays whatever the others say.
    var youngest = Duration.zero

    /// Whether nothing ever goes.
    var isEmpty: Bool { days == nil && count == nil && mebibytes == nil }

    /// The largest age that stays.
    var age: Duration? { days.map { .seconds(86_400 * $0) } }

    /// So many bytes stay.
    var bytes: Int? { mebibytes.map { $0 << 20 } }

    /// Only what is older than that moment is of interest; nil where number or bytes may decide, which takes all.
    func horizon(at now: Timestamp) -> Timestamp? {
        guard count == nil, mebibytes == nil, let age else { return nil }
        return now + (.zero - max(age, youngest))
    }
}

/// Which limit decides that something goes.
enum RetentionCause: String, Sendable, CaseIterable {
    case age, count, bytes
}

/// Decides what goes from a place, the oldest first, one thing after the other.
struct RetentionTally: Sendable {
    private let limits: RetentionLimits
    private let now: Timestamp
    /// What is there still.
    private(set) var count: Int
    private(set) var bytes: Int

    init(_ limits: RetentionLimits, now: Timestamp, count: Int, bytes: Int) {
        self.limits = limits
        self.now = now
        self.count = count
        self.bytes = bytes
    }

    /// Why a thing goes; nil when it stays, and then all that are younger do too.
    func cause(toRemove item: KeptItem) -> RetentionCause? {
        let age = now - item.since
        guard age >= limits.youngest else { return nil }
        if let limit = limits.age, age > limit { return .age }
        if let limit = limits.count, count > limit { return .count }
        if let limit = limits.bytes, bytes > limit { return .bytes }
        return nil
    }

    /// Notes that a thing is not there any more.
    mutating func remove(_ item: KeptItem) {
        count -= 1
        bytes -= item.bytes
    }
}
