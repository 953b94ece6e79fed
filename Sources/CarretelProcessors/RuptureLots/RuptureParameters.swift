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
        let reader = ParameterReader(parameters)
        dataset = try Self.dataset(reader)
        sessionID = parameters["session_id"]?.string
        lotSize = try reader.number("lot_size", in: Self.lotSizes) ?? 20
        workers = try reader.number("workers", in: Self.workerCounts) ?? 2
        referenceDate = try reader.date("reference_date")
        horizonDays = try reader.number("horizon_days", in: Self.dayCounts) ?? 7
        leadTimeDays = try reader.number("lead_time_days", in: Self.dayCounts) ?? 1
        allocation = try reader.choice("allocation", default: .independent)
        overdueShipments = try reader.choice("overdue_shipments", default: .ignore)
        ladder = try reader.choice("criticality", default: .seed)
        orders = try reader.texts("pedidos")
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

    private static func dataset(_ reader: ParameterReader) throws(FailureReason) -> DatasetOrigin {
        guard let value = reader.parameters["dataset"] else { throw reader.invalid("dataset") }
        if value.kind == .object { return .dataset(.inline(InlineTables(value))) }
        guard let name = value.string else { throw reader.invalid("dataset") }
        return name == DatasetOrigin.storeName ? .store : .dataset(.named(name))
    }
}
