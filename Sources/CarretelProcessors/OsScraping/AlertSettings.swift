package import CarretelCore

/// From where on an operator is told how the work of a type goes: settings `alert_…`, the same for every type that
/// declares them.
package enum AlertSettings {
    private static let defaults = AlertThresholds()

    /// The declared settings (docs/scraping-report.md).
    package static let fields = [
        ParameterField(
            errorRate, .integer(0...100),
            "An alert above so many percent of failed tries in the last 60 minutes; 0 is never.",
            default: "\(defaults.errorRatePercent)"),
        ParameterField(
            errorMinimum, .integer(1...100_000), "That alert only with so many tries at least.",
            default: "\(defaults.errorRateMinimum)"),
        ParameterField(
            taskSeconds, .integer(0...86_400),
            "An alert when one service order takes longer than so many seconds; 0 is never.",
            default: "\(defaults.taskSeconds)"),
        ParameterField(
            waiting, .integer(0...1_000_000), "An alert when more than so many jobs wait; 0 is never.",
            default: "\(defaults.waiting)"),
        ParameterField(
            memory, .integer(0...1_048_576),
            "An alert when workers and their browsers hold more than so many MiB together; 0 is never.",
            default: "\(defaults.memoryMiB)"),
    ]

    private static let errorRate = "alert_error_rate_percent"
    private static let errorMinimum = "alert_error_rate_minimum"
    private static let taskSeconds = "alert_order_seconds"
    private static let waiting = "alert_waiting"
    private static let memory = "alert_memory_mib"

    /// Whether a type's work is watched: it declares the settings.
    package static func areDeclared(by type: JobTypeDescriptor) -> Bool {
        type.settings.fields.contains { $0.name == errorRate }
    }

    /// Reads settings that are valid by ``fields``; what is not set has its default.
    package static func thresholds(_ settings: JSONValue) -> AlertThresholds {
        func number(_ name: String, _ value: Int) -> Int { settings[name]?.int64.map { Int($0) } ?? value }
        var thresholds = defaults
        thresholds.errorRatePercent = number(errorRate, defaults.errorRatePercent)
        thresholds.errorRateMinimum = number(errorMinimum, defaults.errorRateMinimum)
        thresholds.taskSeconds = number(taskSeconds, defaults.taskSeconds)
        thresholds.waiting = number(waiting, defaults.waiting)
        thresholds.memoryMiB = number(memory, defaults.memoryMiB)
        return thresholds
    }
}
