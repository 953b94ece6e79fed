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

    /// An upstream system, other limits and shared runs, both by the value of a parameter.
    static let load = JobTypeDescriptor(
        name: "full-load", summary: "Every page of an upstream system.", lane: LaneDescriptor(name: "load", slots: 1),
        defaultTimeout: .seconds(120), timeoutCeiling: .seconds(600),
        parameters: ParameterSchema([
            ParameterField("mode", .choice(["safe", "complete"]), "How far.", default: "\"safe\""),
            ParameterField("month", .string(maxBytes: 7), "Only that."),
            ParameterField("profile", .string(maxBytes: 100), "Which account.", default: "\"default\""),
        ]),
        upstream: UpstreamSystem(
            name: "erp",
            keys: [
                .init("url", environment: "ERP_URL", "Where it is."),
                .init("key", environment: "ERP_KEY", isSecret: true, "Who we are."),
            ]),
        coalescing: CoalescingRule(
            members: ["mode", "month"], window: .seconds(5), condition: ParameterCondition("mode", is: "safe")),
        timeouts: [
            TimeoutRule(
                when: ParameterCondition("mode", is: "complete"), standard: .seconds(7_200), ceiling: .seconds(86_400))
        ],
        sample: #"{"type": "full-load"}"#)

    private static let order = ParameterKind.either([.integer(1 ... .max), .string(maxBytes: 20)])

    static func reader(
        checks: [String: @Sendable (JSONValue) -> FailureReason?] = [:]
    ) throws -> JobFileReader {
        JobFileReader(catalogue: try JobCatalogue([echo, lots]), checks: checks)
    }
}
