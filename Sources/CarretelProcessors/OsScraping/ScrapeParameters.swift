import CarretelCore

/// What a job asks of `os-scraping`, read from its `parameters`.
struct ScrapeParameters: Sendable {
    /// How the portal is read.
    enum Engine: String, CaseIterable {
        /// By HTTP, and by a browser where that is not enough.
        case auto
        case http
        case browser
    }

    /// The name of the parameter that holds the service orders.
    static let numbersName = "os_numbers"

    /// The declared members (docs/os-scraping.md).
    static let schema = ParameterSchema([
        ParameterField(
            numbersName,
            .array(
                of: .either([.string(maxBytes: ScrapeLimits.maxWrittenBytes), .integer(0...Int64.max)]),
                count: 1...ScrapeLimits.maxOrders),
            "The service orders. Leading zeros do not matter; a number that stands twice is asked for once.",
            required: true),
        ParameterField(
            "batch_name", .string(maxBytes: ScrapeLimits.maxBatchNameBytes),
            "A name for people; left out, Lote_ with the moment at which the job began."),
        ParameterField(
            "engine", .choice(Engine.allCases.map(\.rawValue)),
            "How the portal is read: by http alone, by a browser alone, or by http and where that is not enough by a browser.",
            default: "\"auto\""),
        ParameterField(
            "max_age_seconds", .integer(0...ScrapeLimits.maxAgeSeconds),
            "An answer of an earlier job that is not older serves without asking the portal; 0 always asks.",
            default: "0"),
        ParameterField(
            "profile", .string(maxBytes: 100), "Which portal and user: a profile of the configuration.",
            default: "\"\(Profile.standardName)\""),
    ])

    /// In the order of the job file, cleaned; may name one twice.
    let numbers: [String]
    let batchName: String?
    let engine: Engine
    let maxAge: Duration

    /// Reads parameters that are valid by ``schema`` and ``check(_:)``.
    ///
    /// - Throws: permanent `invalid_parameters` when they are not: a frame need not come from the daemon.
    init(_ parameters: JSONValue) throws(FailureReason) {
        let reader = ParameterReader(parameters)
        guard let written = parameters[Self.numbersName], 1...ScrapeLimits.maxOrders ~= written.count else {
            throw reader.invalid(Self.numbersName)
        }
        var numbers: [String] = []
        numbers.reserveCapacity(written.count)
        for value in written.elements {
            guard let number = OrderNumber.clean(value) else { throw reader.invalid(Self.numbersName) }
            numbers.append(number)
        }
        self.numbers = numbers
        batchName = parameters["batch_name"]?.string
        engine = try reader.choice("engine", default: .auto)
        maxAge = .seconds(try reader.number("max_age_seconds", in: 0...ScrapeLimits.maxAgeSeconds) ?? 0)
    }

    /// Says what the schema cannot: which number is none.
    static func check(_ parameters: JSONValue) -> FailureReason? {
        var index = 0
        guard let written = parameters[numbersName] else { return nil }
        for value in written.elements {
            defer { index += 1 }
            guard OrderNumber.clean(value) == nil else { continue }
            let found = TerminalText.escape(value.string ?? value.numberText ?? "")
            return FailureReason(
                .permanent, code: "invalid_parameters",
                message: "Expected the number of a service order, found \"\(found)\".",
                pointer: "/parameters/\(numbersName)/\(index)",
                hint: "A number has 1 to \(ScrapeLimits.maxNumberBytes) letters without accents, digits, hyphens, dots "
                    + "and slashes, at least one of them a letter or digit.")
        }
        return nil
    }
}
