import CarretelCore

/// What a job asks of `rupture-lots`, read from its `parameters`.
struct RuptureParameters {
    private static let lotSizes: ClosedRange<Int64> = 1...1_000
    private static let workerCounts: ClosedRange<Int64> = 1...16

    /// The declared members (docs/rupture-lots.md).
    static let schema = ParameterSchema([
        ParameterField(
            "dataset", .string(maxBytes: 100), "The folder in datasets/ that holds the five tables.", required: true),
        ParameterField(
            "pedidos", .array(of: .string(maxBytes: 100), count: 1...RuptureLimits.maxNamedOrders),
            "The order numbers to analyse, in this order; left out, every order of the dataset."),
        ParameterField("session_id", .string(maxBytes: 200), "Handed back as it is, for the page that asked."),
        ParameterField("lot_size", .integer(lotSizes), "How many orders make a lot.", default: "20"),
        ParameterField("workers", .integer(workerCounts), "How many lots are analysed at once.", default: "2"),
        ParameterField(
            "reference_date", .date, "Day 0 of the projection; left out, today in America/Sao_Paulo."),
    ])

    var dataset: String
    /// Nil for every order of the dataset.
    var orders: [String]?
    var sessionID: String?
    var lotSize: Int
    var workers: Int
    /// Nil for today.
    var referenceDate: CivilDate?

    /// Reads parameters that are valid by ``schema``.
    ///
    /// - Throws: permanent `invalid_parameters` when they are not: a frame need not come from the daemon.
    init(_ parameters: JSONValue) throws(FailureReason) {
        guard let dataset = parameters["dataset"]?.string else { throw Self.invalid("dataset") }
        self.dataset = dataset
        self.sessionID = parameters["session_id"]?.string
        self.lotSize = try Self.count(parameters, "lot_size", default: 20, in: Self.lotSizes)
        self.workers = try Self.count(parameters, "workers", default: 2, in: Self.workerCounts)
        self.referenceDate = try Self.date(parameters, "reference_date")
        self.orders = try Self.orders(parameters)
    }

    /// Says what the schema cannot: a dataset is one folder inside the datasets folder.
    static func check(_ parameters: JSONValue) -> FailureReason? {
        guard let dataset = parameters["dataset"]?.string else { return nil }
        if dataset == "store" {
            return FailureReason(
                .permanent, code: "invalid_parameters",
                message: "The dataset name \"store\" is reserved and not available yet.",
                pointer: "/parameters/dataset", hint: "Name a folder in the spool's datasets folder.")
        }
        let isComponent =
            dataset.utf8.first != .point
            && dataset.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 >= 0x20 && $0 != 0x7F }
        guard !isComponent else { return nil }
        return FailureReason(
            .permanent, code: "invalid_parameters",
            message: "Expected the name of a folder in datasets/, found \"\(dataset)\".",
            pointer: "/parameters/dataset", hint: "A name has no slash and does not start with a dot.")
    }

    private static func count(
        _ parameters: JSONValue, _ name: String, default count: Int, in range: ClosedRange<Int64>
    ) throws(FailureReason) -> Int {
        guard let value = parameters[name] else { return count }
        guard let number = value.int64, range ~= number else { throw invalid(name) }
        return Int(number)
    }

    private static func date(_ parameters: JSONValue, _ name: String) throws(FailureReason) -> CivilDate? {
        guard let value = parameters[name] else { return nil }
        guard let text = value.string, let date = CivilDate(iso8601: text) else { throw invalid(name) }
        return date
    }

    private static func orders(_ parameters: JSONValue) throws(FailureReason) -> [String]? {
        guard let value = parameters["pedidos"] else { return nil }
        guard value.kind == .array, value.count > 0 else { throw invalid("pedidos") }
        var orders: [String] = []
        orders.reserveCapacity(value.count)
        for element in value.elements {
            guard let order = element.string else { throw invalid("pedidos") }
            orders.append(order)
        }
        return orders
    }

    private static func invalid(_ name: String) -> FailureReason {
        FailureReason(
            .permanent, code: "invalid_parameters",
            message: "The parameter \(name) is missing or not what it has to be.", pointer: "/parameters/\(name)")
    }
}
