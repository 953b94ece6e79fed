import CarretelCore

/// What an operator sets for `os-scraping`: keys `types.os-scraping.…` of the configuration.
struct ScrapeSettings: Sendable {
    /// The declared settings (docs/os-scraping.md).
    static let schema = ParameterSchema(paceFields + portalFields + AlertSettings.fields)

    private static let paceFields = [
        ParameterField(
            "group_size", .integer(1...100), "Service orders of a group; the next group begins after a pause.",
            default: "5"),
        ParameterField("parallel", .integer(1...10), "How many of a group are asked for at once.", default: "3"),
        ParameterField("group_pause_ms", .integer(0...600_000), "The pause between two groups.", default: "2000"),
        ParameterField("batch_size", .integer(1...1_000), "Service orders of a batch.", default: "100"),
        ParameterField(
            "batch_pause_seconds", .integer(0...86_400),
            "The shortest pause between two batches of a job.", default: "120"),
        ParameterField(
            "error_brake", .integer(0...1_000),
            "After so many service orders in a row without an answer from the portal the attempt ends; 0 is never.",
            default: "5"),
    ]

    private static let portalFields = [
        ParameterField(
            "browser_limit_seconds", .integer(1...300), "How long a browser may take for one service order.",
            default: "15"),
        ParameterField(
            "browser_without_sandbox", .boolean,
            "Whether browsers run without their sandbox: only for a daemon of root's, and only where it must be.",
            default: "false"),
        ParameterField(
            "session_idle_seconds", .integer(1...86_400),
            "How long a session with the portal, and its browser, are kept without being used.", default: "1800"),
    ]

    let groupSize: Int
    let parallel: Int
    let groupPause: Duration
    let batchSize: Int
    let batchPause: Duration
    /// Nil for none.
    let errorBrake: Int?
    let browserLimit: Duration
    let browserWithoutSandbox: Bool
    let sessionIdle: Duration

    /// Reads settings that are valid by ``schema``; what is not set has its default.
    init(_ settings: JSONValue) {
        func number(_ name: String, _ value: Int) -> Int { settings[name]?.int64.map { Int($0) } ?? value }
        groupSize = max(1, number("group_size", 5))
        parallel = max(1, number("parallel", 3))
        groupPause = .milliseconds(number("group_pause_ms", 2_000))
        batchSize = max(1, number("batch_size", 100))
        batchPause = .seconds(number("batch_pause_seconds", 120))
        let brake = number("error_brake", 5)
        errorBrake = brake > 0 ? brake : nil
        browserLimit = .seconds(number("browser_limit_seconds", 15))
        browserWithoutSandbox = settings["browser_without_sandbox"]?.boolean ?? false
        sessionIdle = .seconds(number("session_idle_seconds", 1_800))
    }
}
