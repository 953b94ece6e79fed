import CarretelCore

/// What a job asks of `rupture-lots`, read from its `parameters`.
struct RuptureParameters {
    /// Who gets what is in stock.
    enum Allocation: String, CaseIterable {
        /// Each order as if it were alone, as in the system that this replaces.
        case independent
        /// Every unit promised once, to the orders in their input order.
        case sequential
    }

    /// How shortages are placed.
    enum Ladder: String, CaseIterable {
        case seed
        case byValue = "by_value"
    }

    private static let lotSizes: ClosedRange<Int64> = 1...1_000
    private static let workerCounts: ClosedRange<Int64> = 1...16
    private static let dayCounts: ClosedRange<Int64> = 0...365

    /// The declared members (docs/rupture-lots.md).
    static let schema = ParameterSchema([
        ParameterField(
            "dataset", .either([.string(maxBytes: 100), .object(InlineTables.schema)]),
            "The folder in datasets/ that holds the five tables, \"store\" for the business store, or the tables "
                + "themselves.", required: true),
        ParameterField(
            "pedidos", .array(of: .string(maxBytes: 100), count: 1...RuptureLimits.maxNamedOrders),
            "The order numbers to analyse, in this order; left out, every order of the dataset."),
        ParameterField("session_id", .string(maxBytes: 200), "Handed back as it is, for the page that asked."),
        ParameterField("lot_size", .integer(lotSizes), "How many orders make a lot.", default: "20"),
        ParameterField("workers", .integer(workerCounts), "How many lots are analysed at once.", default: "2"),
        ParameterField(
            "reference_date", .date, "Day 0 of the projection; left out, today in America/Sao_Paulo."),
        ParameterField(
            "horizon_days", .integer(dayCounts), "The last day whose stock is looked at, day 0 being the first.",
            default: "7"),
        ParameterField(
            "lead_time_days", .integer(dayCounts), "From a production date until its units can be had.", default: "1"),
        ParameterField(
            "allocation", .choice(Allocation.allCases.map(\.rawValue)),
            "Whether orders are looked at one by one, or each unit of stock is promised once in input order.",
            default: "\"independent\""),
        ParameterField(
            "overdue_shipments", .choice(ProjectionRules.OverdueShipments.allCases.map(\.rawValue)),
            "Whether shipments that should have left before day 0, or have no date, are charged to day 0.",
            default: "\"ignore\""),
        ParameterField(
            "criticality", .choice(Ladder.allCases.map(\.rawValue)),
            "The ladder of the replaced system, or one by the short share of the value.", default: "\"seed\""),
    ])

    var dataset: DatasetOrigin
    /// Nil for every order of the dataset.
    var orders: [String]?
    var sessionID: String?
    var lotSize: Int
    var workers: Int
    /// Nil for today.
    var referenceDate: CivilDate?
    var horizonDays: Int
    var leadTimeDays: Int
    var allocation: Allocation
    var overdueShipments: ProjectionRules.OverdueShipments
    var ladder: Ladder

    /// Reads parameters that are valid by ``schema``.
    ///
    /// - Throws: permanent `invalid_parameters` when they are not: a frame need not come from the daemon.
    init(_ parameters: JSONValue) throws(FailureReason) {
        dataset = try Self.dataset(parameters)
        sessionID = parameters["session_id"]?.string
        lotSize = try Self.count(parameters, "lot_size", default: 20, in: Self.lotSizes)
        workers = try Self.count(parameters, "workers", default: 2, in: Self.workerCounts)
        referenceDate = try Self.date(parameters, "reference_date")
        horizonDays = try Self.count(parameters, "horizon_days", default: 7, in: Self.dayCounts)
        leadTimeDays = try Self.count(parameters, "lead_time_days", default: 1, in: Self.dayCounts)
        allocation = try Self.choice(parameters, "allocation", default: .independent)
        overdueShipments = try Self.choice(parameters, "overdue_shipments", default: .ignore)
        ladder = try Self.choice(parameters, "criticality", default: .seed)
        orders = try Self.orders(parameters)
    }

    /// How the stock is projected.
    ///
    /// - Parameter now: the wall clock, for jobs that name no day.
    /// - Returns: the rules, today in São Paulo being day 0 of jobs that name none.
    func rules(at now: Timestamp) -> ProjectionRules {
        let today = referenceDate ?? now.civilDate(offsetSeconds: Timestamp.saoPauloOffsetSeconds)
        return ProjectionRules(
            today: today, horizonDays: horizonDays, leadTimeDays: leadTimeDays, overdueShipments: overdueShipments)
    }

    /// Says what the schema cannot: a dataset is one folder inside the datasets folder.
    static func check(_ parameters: JSONValue) -> FailureReason? {
        guard let dataset = parameters["dataset"]?.string else { return nil }
        let isComponent =
            dataset.utf8.first != UInt8(ascii: ".")
            && dataset.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 >= 0x20 && $0 != 0x7F }
        guard !isComponent else { return nil }
        return FailureReason(
            .permanent, code: "invalid_parameters",
            message: "Expected the name of a folder in datasets/, found \"\(dataset)\".",
            pointer: "/parameters/dataset", hint: "A name has no slash and does not start with a dot.")
    }
}

extension RuptureParameters {
    private static func dataset(_ parameters: JSONValue) throws(FailureReason) -> DatasetOrigin {
        guard let value = parameters["dataset"] else { throw invalid("dataset") }
        if value.kind == .object { return .dataset(.inline(InlineTables(value))) }
        guard let name = value.string else { throw invalid("dataset") }
        return name == DatasetOrigin.storeName ? .store : .dataset(.named(name))
    }

    private static func count(
        _ parameters: JSONValue, _ name: String, default count: Int, in range: ClosedRange<Int64>
    ) throws(FailureReason) -> Int {
        guard let value = parameters[name] else { return count }
        guard let number = value.int64, range ~= number else { throw invalid(name) }
        return Int(number)
    }

    private static func choice<Choice: RawRepresentable<String>>(
        _ parameters: JSONValue, _ name: String, default choice: Choice
    ) throws(FailureReason) -> Choice {
        guard let value = parameters[name] else { return choice }
        guard let chosen = value.string.flatMap({ Choice(rawValue: $0) }) else { throw invalid(name) }
        return chosen
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
