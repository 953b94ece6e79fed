import CarretelCore

/// What a job asks of `full-data-load`, read from its `parameters`.
struct LoadParameters: Sendable {
    /// How much is loaded.
    enum Mode: String, CaseIterable {
        /// So many pages of each resource that even slow answers are done in time.
        case timeoutSafe = "timeout_safe"
        case complete
    }

    /// Whether answers that were loaded before may serve.
    enum CacheUse: String, CaseIterable {
        case use
        /// They may not, but what is loaded now may serve others.
        case refresh
        case off
    }

    /// A month, as the filter of its first and last day.
    struct Month: Hashable {
        /// `YYYY-MM`.
        let text: String
        /// `dd/mm/aaaa`.
        let first: String
        let last: String

        /// Reads `YYYY-MM`; nil for anything else.
        init?(_ text: String) {
            guard text.utf8.count == 7, let first = CivilDate(iso8601: text + "-01") else { return nil }
            self.text = text
            // Some day of the month after, less its day of the month, is the last of this one.
            let next = first + 31
            self.first = Self.brazilian(first)
            last = Self.brazilian(next - next.parts.day)
        }

        private static func brazilian(_ date: CivilDate) -> String {
            let (year, month, day) = date.parts
            func padded(_ number: Int, _ width: Int) -> String {
                let text = String(number)
                return String(repeating: "0", count: max(0, width - text.count)) + text
            }
            return "\(padded(day, 2))/\(padded(month, 2))/\(padded(year, 4))"
        }
    }

    /// The declared members (docs/full-data-load.md).
    static let schema = ParameterSchema([
        ParameterField(
            "resources", .array(of: .choice(LoadResource.allCases.map(\.rawValue)), count: 1...3),
            "What to load. The order is always service orders, clients, sellers.",
            default: "[\"service_orders\",\"clients\",\"sellers\"]"),
        ParameterField(
            "mode", .choice(Mode.allCases.map(\.rawValue)),
            "Every page, or so many (10 of service orders, 20 of clients, 10 of sellers) that it is done in time.",
            default: "\"timeout_safe\""),
        ParameterField(
            "max_pages", .integer(1...LoadLimits.maxPages), "At most so many pages of each resource, in either mode."),
        ParameterField(
            "page_size", .integer(1...LoadLimits.maxPageSize),
            "Records of a page; left out, 50 service orders and 100 of the others. Omie may give fewer."),
        ParameterField(
            "request_timeout_seconds", .integer(1...LoadLimits.maxRequestSeconds), "The limit of one request.",
            default: "10"),
        ParameterField("month", .string(maxBytes: 7), "Only service orders planned for this month, YYYY-MM."),
        ParameterField(
            "search", .string(maxBytes: LoadLimits.maxSearchBytes),
            "Only records in whose names or numbers this text occurs, in either case."),
        ParameterField(
            "cache", .choice(CacheUse.allCases.map(\.rawValue)),
            "Whether what was loaded before may serve, or must be loaded anew, or is not to be kept either.",
            default: "\"use\""),
        ParameterField(
            "profile", .string(maxBytes: 100), "Which account of Omie: a profile of the configuration.",
            default: "\"\(Profile.standardName)\""),
    ])

    let resources: [LoadResource]
    let mode: Mode
    let maxPages: Int?
    let pageSize: Int?
    let requestTimeout: Duration
    let month: Month?
    let search: String?
    let cache: CacheUse

    /// Reads parameters that are valid by ``schema`` and ``check(_:)``.
    ///
    /// - Throws: permanent `invalid_parameters` when they are not: a frame need not come from the daemon.
    init(_ parameters: JSONValue) throws(FailureReason) {
        let reader = ParameterReader(parameters)
        let named = try reader.choices("resources", of: LoadResource.self)
        resources = LoadResource.allCases.filter { named?.contains($0) ?? true }
        mode = try reader.choice("mode", default: .timeoutSafe)
        maxPages = try reader.number("max_pages", in: 1...LoadLimits.maxPages)
        pageSize = try reader.number("page_size", in: 1...LoadLimits.maxPageSize)
        let seconds = try reader.number("request_timeout_seconds", in: 1...LoadLimits.maxRequestSeconds)
        requestTimeout = .seconds(seconds ?? 10)
        month = try Self.month(reader)
        search = parameters["search"]?.string
        cache = try reader.choice("cache", default: .use)
    }

    /// The most pages of a resource; nil for all.
    func pageLimit(of resource: LoadResource) -> Int? {
        switch mode {
        case .complete: maxPages
        case .timeoutSafe: maxPages ?? resource.safePages
        }
    }

    /// Says what the schema cannot.
    static func check(_ parameters: JSONValue) -> FailureReason? {
        guard let text = parameters["month"]?.string, Month(text) == nil else { return nil }
        return FailureReason(
            .permanent, code: "invalid_parameters", message: "Expected a month as \"2026-11\", found \"\(text)\".",
            pointer: "/parameters/month", hint: "Write year and month with a hyphen between them.")
    }

    private static func month(_ reader: ParameterReader) throws(FailureReason) -> Month? {
        guard let value = reader.parameters["month"] else { return nil }
        guard let month = value.string.flatMap({ Month($0) }) else { throw reader.invalid("month") }
        return month
    }
}
