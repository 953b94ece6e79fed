import CarretelCore

/// Two types with every kind of parameter, enough to try all rules on.
enum SampleTypes {
    static let echo = JobTypeDescriptor(
        name: "echo", summary: "Hands its parameters back.", lane: LaneDescriptor(name: "echo", slots: 2, depth: 4),
        defaultTimeout: .seconds(60), timeoutCeiling: .seconds(3_600),
        parameters: ParameterSchema(
            [
                ParameterField("delay_ms", .integer(0...3_600_000), "How long it takes.", default: "0"),
                ParameterField("fail", .choice(["transient", "permanent", "policy"]), "Fails with that class."),
            ], allowsOthers: true),
        sample: #"{"type": "echo", "parameters": {"delay_ms": 0}}"#)

    static let lots = JobTypeDescriptor(
        name: "rupture-lots", summary: "Stock-out analysis of orders.",
        lane: LaneDescriptor(name: "rupture", slots: 2), defaultTimeout: .seconds(300), timeoutCeiling: .seconds(3_600),
        parameters: ParameterSchema([
            ParameterField("pedidos", .array(of: order, count: 1...5), "The orders; all of the dataset if left out."),
            ParameterField("lot_size", .integer(1...1_000), "Orders in a lot.", default: "20"),
            ParameterField("reference_date", .date, "The day it is seen from; today if left out."),
            ParameterField("since", .timestamp, "Only what changed since."),
            ParameterField("allocation", .choice(["none", "first_come"]), "How stock is shared.", default: "\"none\""),
            ParameterField("verbose", .boolean, "More in the output.", default: "false"),
            ParameterField(
                "dataset",
                .either([
                    .string(maxBytes: 20),
                    .object(
                        ParameterSchema([
                            ParameterField("orders", .array(of: .any, count: 1...100), "Rows.", required: true),
                            ParameterField("stock", .array(of: .any, count: 0...100), "Rows."),
                        ])),
                ]), "A name or the tables.", required: true),
        ]),
        coalescing: CoalescingRule(members: ["lot_size", "reference_date"], window: .seconds(5)),
        sample: #"{"type": "rupture-lots", "parameters": {"dataset": "odoo17"}}"#)

    private static let order = ParameterKind.either([.integer(1 ... .max), .string(maxBytes: 20)])

    static func reader(
        checks: [String: @Sendable (JSONValue) -> FailureReason?] = [:]
    ) throws -> JobFileReader {
        JobFileReader(catalogue: try JobCatalogue([echo, lots]), checks: checks)
    }
}
