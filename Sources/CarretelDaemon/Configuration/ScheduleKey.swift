internal import CarretelCore

/// A key of a schedule that holds one value: in the file `schedules.NAME.KEY`, in the environment that in capitals.
enum ScheduleKey: String, CaseIterable {
    case type
    case everyMinutes = "every_minutes"
    case everySeconds = "every_seconds"
    case cron
    case zone
    case atStart = "at_start"
    case missed
    case jitterSeconds = "jitter_seconds"
    case enabled
    case priority
    case timeoutSeconds = "timeout_seconds"
    case requestedBy = "requested_by"
    case warnAfterSeconds = "warn_after_seconds"

    /// The first part of the paths of all such keys.
    static let root = "schedules"
    /// What such keys look like, for hints.
    static let pattern = "\(root).NAME.KEY"
    /// The keys that hold a mapping; in the file alone.
    static let mappings = ["parameters", "at_start_parameters"]
    /// The three that say when; one of them is given.
    static let timings: [ScheduleKey] = [.everyMinutes, .everySeconds, .cron]

    /// Every key, for hints.
    static var all: String { (allCases.map(\.rawValue) + mappings).joined(separator: ", ") }

    /// What its value may be.
    var kind: ConfigurationKey.Kind {
        switch self {
        case .type, .cron, .zone, .requestedBy: .text
        case .everyMinutes: .integer(1...44_640)
        case .everySeconds: .integer(1...86_400)
        case .atStart, .enabled: .flag
        case .missed: .choice(MissedPolicy.allCases.map(\.rawValue))
        case .jitterSeconds: .integer(0...3_600)
        case .priority: .integer(0...9)
        case .timeoutSeconds, .warnAfterSeconds: .integer(1...604_800)
        }
    }

    /// The variable that comes before the file.
    func variable(of schedule: String) -> String {
        ConfigurationKey.environmentName(of: "\(Self.root).\(schedule).\(rawValue)")
    }
}
