internal import CarretelCore

/// A ``StatusReport`` in one line for monitoring, by the contract of the Monitoring Plugins project
/// (<https://www.monitoring-plugins.org/doc/guidelines.html>): status, text, `|`, performance data, exit code.
struct StatusCheck {
    /// The four states of the contract; the raw value is the exit code.
    enum State: Int32, Comparable {
        case ok = 0
        case warning = 1
        case critical = 2
        case unknown = 3

        var word: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }

        static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }
    }

    /// From where on something is worth a warning, or an alarm. 0 switches a limit off.
    struct Limits {
        /// Failed and timed-out jobs of this hour and the one before: above it.
        var failuresWarning = 10
        var failuresCritical = 100
        /// Answers of the same time that only stand in for one: above it.
        var fallbacksWarning = 10
        /// How long the oldest job has waited, in seconds: above it.
        var ageWarning = 900
        var ageCritical = 14_400
    }

    private(set) var state = State.ok
    private(set) var line: String

    /// Judges a report.
    init(_ report: StatusReport, limits: Limits) {
        var troubles: [(State, String)] = []
        if !report.daemon.isAlive { troubles.append((.critical, "the daemon is dead")) }
        if let problem = report.law?.problem { troubles.append((.critical, "the law is broken: \(problem)")) }
        if let problem = report.journalProblem { troubles.append((.unknown, "the journal is unreadable: \(problem)")) }
        let age = report.oldestWaiting.map { Int(max((report.at - $0).wholeMilliseconds / 1_000, 0)) } ?? 0
        Self.judge(age, limits.ageWarning, limits.ageCritical, into: &troubles) {
            "the oldest job has waited \(HumanText.duration(.seconds($0)))"
        }
        Self.judge(report.recentFailures, limits.failuresWarning, limits.failuresCritical, into: &troubles) {
            "\($0) failed in this hour and the last"
        }
        Self.judge(report.recentFallbacks, limits.fallbacksWarning, 0, into: &troubles) {
            "\($0) had a fallback for their answer in this hour and the last"
        }
        for lane in report.lanes {
            if let trouble = lane.trouble { troubles.append((.warning, "lane \(lane.name): \(trouble)")) }
        }
        for schedule in report.schedules {
            for warning in schedule.warnings { troubles.append((.warning, "schedule \(schedule.name): \(warning)")) }
        }
        for alert in report.alerts { troubles.append((.warning, alert.words)) }
        if let problem = report.mirrorProblem {
            troubles.append((.warning, "the business store is unreadable: \(problem)"))
        }
        if let problem = report.schedulesProblem {
            troubles.append((.warning, "the schedules are unreadable: \(problem)"))
        }
        // An alarm that is sure goes before what cannot be told.
        let isCritical = troubles.contains { $0.0 == .critical }
        state = isCritical ? .critical : troubles.map(\.0).max() ?? .ok
        let text = troubles.isEmpty ? Self.summary(report) : troubles.map(\.1).joined(separator: "; ")
        line = Self.oneLine(state, text) + " | " + Self.performance(report, age: age, limits).joined(separator: " ")
    }

    /// When not even a report could be made.
    init(unknown message: String) {
        state = .unknown
        line = Self.oneLine(.unknown, message)
    }

    private static func judge(
        _ value: Int, _ warning: Int, _ critical: Int, into troubles: inout [(State, String)], words: (Int) -> String
    ) {
        if critical > 0, value > critical {
            troubles.append((.critical, words(value)))
        } else if warning > 0, value > warning {
            troubles.append((.warning, words(value)))
        }
    }

    private static func summary(_ report: StatusReport) -> String {
        let law = report.law
        return "\(law?.running ?? 0) running, \(law?.waiting ?? 0) waiting, \(law?.deferred ?? 0) put off; "
            + "\(report.recentEnds) ended and \(report.recentFailures) of them failed in this hour and the last"
    }

    /// The bar would begin the performance data.
    private static func oneLine(_ state: State, _ text: String) -> String {
        "CARRETEL \(state.word) - " + TerminalText.escape(String(text.map { $0 == "|" ? "/" : $0 }))
    }

    private static func performance(_ report: StatusReport, age: Int, _ limits: Limits) -> [String] {
        func limit(_ value: Int) -> String { value > 0 ? "\(value)" : "" }
        let incoming = report.folders.first { $0.name == "incoming" }?.count ?? 0
        let law = report.law
        return [
            "incoming=\(incoming);;;0", "waiting=\(law?.waiting ?? 0);;;0", "running=\(law?.running ?? 0);;;0",
            "deferred=\(law?.deferred ?? 0);;;0",
            "oldest_waiting=\(age)s;\(limit(limits.ageWarning));\(limit(limits.ageCritical));0",
            "failures=\(report.recentFailures);\(limit(limits.failuresWarning));\(limit(limits.failuresCritical));0",
            "fallbacks=\(report.recentFallbacks);\(limit(limits.fallbacksWarning));;0",
            "received=\(law?.received ?? 0)c;;;0", "left_alone=\(report.leftAloneCount);;;0",
        ] + (report.daemon.isAlive ? report.watched.map(\.performance) : [])
    }
}
