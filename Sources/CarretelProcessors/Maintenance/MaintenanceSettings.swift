import CarretelCore

/// What an operator sets for `maintenance`: keys `types.maintenance.…`. The limits are here and nowhere else, so that
/// nobody who may drop jobs can empty the archive.
struct MaintenanceSettings: Sendable {
    /// Days, number and mebibytes that stay, as built in; 0 for no limit.
    private static let standards: [(place: RetentionPlace, days: Int, count: Int, mebibytes: Int)] = [
        (.files(.archive), 90, 0, 0), (.files(.failed), 365, 0, 0), (.files(.rejected), 365, 0, 0),
        // An answer that nobody has read is never removed unasked, whether its name was used again or not.
        (.files(.results), 0, 0, 0), (.files(.superseded), 0, 0, 0),
        (.files(.progress), 30, 0, 0), (.files(.controlDone), 30, 0, 0),
        (.files(.cache), 7, 0, 2_048),
        (.table(.history), 365, 20_000_000, 0), (.table(.scrapingUsage), 400, 0, 0),
        (.table(.scrapingBatches), 400, 0, 0),
    ]

    static let schema = ParameterSchema(
        standards.flatMap { fields($0.place, $0.days, $0.count, $0.mebibytes) } + general)

    private static let general = [
        ParameterField(
            "min_age_minutes", .integer(0...100_000),
            "What is younger is never removed by retention, whatever the limits say.", default: "60"),
        ParameterField(
            "deletes_per_second", .integer(1...100_000), "How many files are removed in a second at most.",
            default: "500"),
        ParameterField(
            "journal_rest_factor", .integer(1...1_000),
            "After each step of the journal it is left alone for so many times as long as the step took.", default: "4"),
    ]

    let deletesPerSecond: Int
    let journalRestFactor: Int
    private let limits: [RetentionPlace: RetentionLimits]

    /// Reads settings that are valid by ``schema``; what is not set has its default.
    init(_ settings: JSONValue) {
        func number(_ name: String, _ value: Int) -> Int { settings[name]?.int64.map { Int($0) } ?? value }
        deletesPerSecond = number("deletes_per_second", 500)
        journalRestFactor = number("journal_rest_factor", 4)
        let youngest = Duration.seconds(60 * number("min_age_minutes", 60))
        var limits: [RetentionPlace: RetentionLimits] = [:]
        for standard in Self.standards {
            let names = Self.names(of: standard.place)
            func limit(_ name: String, _ value: Int) -> Int? {
                let number = number(name, value)
                return number > 0 ? number : nil
            }
            // For a day a result also serves jobs with the same key.
            let floor = standard.place == .files(.results) ? RetentionLimits.resultFloor : .zero
            limits[standard.place] = RetentionLimits(
                days: limit(names.days, standard.days), count: limit(names.count, standard.count),
                mebibytes: limit(names.mebibytes, standard.mebibytes), youngest: max(youngest, floor))
        }
        self.limits = limits
    }

    /// What stays in a place.
    func limits(of place: RetentionPlace) -> RetentionLimits { limits[place] ?? RetentionLimits() }

    // MARK: - Names

    /// The keys of a place.
    private static func names(of place: RetentionPlace) -> (days: String, count: String, mebibytes: String) {
        let stem = place.name.replacing("-", with: "_")
        return ("\(stem)_days", "\(stem)_\(things(in: place))", "\(stem)_mib")
    }

    /// What a place has so many of.
    private static func things(in place: RetentionPlace) -> String {
        switch place {
        case .files(.cache): "answers"
        case .files: "files"
        case .table: "rows"
        }
    }

    private static func fields(_ place: RetentionPlace, _ days: Int, _ count: Int, _ mebibytes: Int) -> [ParameterField]
    {
        let names = names(of: place)
        let what = things(in: place)
        let subject = what == "rows" ? "rows of \(place.name)" : place.name
        return [
            ParameterField(
                names.days, .integer(0...100_000), "For how many days \(place.name) is kept; 0 is no limit.",
                default: "\(days)"),
            ParameterField(
                names.count, .integer(0...1_000_000_000_000),
                "How many \(what) of \(place.name) are kept; 0 is no limit.", default: "\(count)"),
            ParameterField(
                names.mebibytes, .integer(0...1_000_000_000),
                "How many mebibytes \(subject) may have; 0 is no limit.", default: "\(mebibytes)"),
        ]
    }
}
