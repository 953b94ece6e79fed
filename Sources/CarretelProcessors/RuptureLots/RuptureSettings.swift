import CarretelCore

/// What an operator sets for `rupture-lots`: keys `types.rupture-lots.…` of the configuration.
struct RuptureSettings {
    /// The thresholds of the ladder `by_value`, and where stored rows are.
    static let schema = ParameterSchema([
        ParameterField(
            "by_value_critica", .integer(0...100), "From this short share of the value on, in percent, CRITICA.",
            default: "50"),
        ParameterField(
            "by_value_alta", .integer(0...100), "From this short share of the value on, in percent, ALTA.",
            default: "25"),
        ParameterField(
            "by_value_media", .integer(0...100), "From this short share of the value on, in percent, MEDIA.",
            default: "10"),
        ParameterField(
            "store_profile", .string(maxBytes: 100),
            "Whose rows of the business store are read, for jobs with the dataset \"store\".",
            default: "\"\(Profile.standardName)\""),
    ])

    let thresholds: ValueThresholds
    /// Whose rows of the business store are read.
    let storeProfile: String

    /// Reads settings that are valid by ``schema``; what is not set has its default.
    init(_ settings: JSONValue) {
        let defaults = ValueThresholds()
        storeProfile = settings["store_profile"]?.string ?? Profile.standardName
        func percent(_ name: String, _ value: Int) -> Int { settings[name]?.int64.map { Int($0) } ?? value }
        thresholds = ValueThresholds(
            critical: percent("by_value_critica", defaults.critical), high: percent("by_value_alta", defaults.high),
            medium: percent("by_value_media", defaults.medium))
    }

    /// A ladder whose rungs are out of order would hide one of them.
    static func check(_ settings: JSONValue) -> FailureReason? {
        let thresholds = RuptureSettings(settings).thresholds
        guard thresholds.critical <= thresholds.high || thresholds.high <= thresholds.medium else { return nil }
        return FailureReason(
            .permanent, code: "invalid_settings",
            message: "The thresholds \(thresholds.critical), \(thresholds.high) and \(thresholds.medium) do not fall.",
            pointer: "/by_value_critica",
            hint: "by_value_critica has to be above by_value_alta, and that above by_value_media (50, 25 and 10).")
    }

    /// The ladder that a job asks for.
    func ladder(_ ladder: RuptureParameters.Ladder) -> CriticalityLadder {
        switch ladder {
        case .seed: .seed
        case .byValue: .byValue(thresholds)
        }
    }
}
