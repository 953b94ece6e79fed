package import CarretelCore

/// The job type `rupture-lots`: for each order of a backlog, what is missing from stock, how much of its value that is,
/// and when all of it can be had.
///
/// Every job reads its dataset anew, as one consistent snapshot; nothing is kept from one job to the next, so no answer
/// is ever older than its `dados_de` says. An order that cannot be analysed is an entry with its error, and the rest
/// goes on.
package struct RuptureLots: Processor {
    /// Lane `rupture`, two at once: one analysis already uses two cores.
    package static let descriptor = JobTypeDescriptor(
        name: "rupture-lots",
        summary: "Stock-out analysis of orders: what is missing, how critical it is, and when it can be had.",
        lane: LaneDescriptor(name: "rupture", slots: 2),
        defaultTimeout: .seconds(300), timeoutCeiling: .seconds(3_600),
        maxAttempts: 3,
        parameters: RuptureParameters.schema,
        sample: """
            {
              "type": "rupture-lots",
              "requested_by": "maria",
              "parameters": {
                "dataset": "loja",
                "reference_date": "2026-11-20"
              }
            }

            """)

    /// Keeps nothing from one attempt to the next.
    package init() {}

    /// Refuses a dataset that is not one folder's name.
    package static func check(_ parameters: JSONValue) -> FailureReason? {
        RuptureParameters.check(parameters)
    }

    /// Analyses the orders that the job names.
    ///
    /// - Returns: succeeded, partial when some orders failed, failed when all did; cancelled between two orders.
    /// - Throws: what reading the dataset throws; transient `storage_failed`.
    package func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        do throws(FailureReason) {
            return try await analyse(attempt)
        } catch {
            guard error != .cancelled else { return .cancelled }
            throw error
        }
    }

    private func analyse(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        let parameters = try RuptureParameters(attempt.parameters)
        attempt.report(Progress(percent: 0, message: "Reading the dataset \(parameters.dataset)."))
        let dataset = try LoadedDataset(parameters, attempt)
        let selection = OrderSelection(parameters, dataset.tables)
        for warning in selection.warnings { attempt.warn(warning) }

        let stock = StockProjection(dataset.tables, rules: ProjectionRules(today: dataset.today))
        let analyst = OrderAnalyst(tables: dataset.tables, stock: stock, dataset: parameters.dataset)
        let plan = LotPlan(orders: selection.orders, lotSize: parameters.lotSize, workers: parameters.workers)
        var results = try RuptureResults(attempt, isInline: plan.orders.count <= RuptureLimits.maxInlineOrders)
        try await LotRunner(plan: plan, analyst: analyst, attempt: attempt).run(into: &results)

        let file = try results.finish()
        let output = RuptureOutput(parameters: parameters, dataset: dataset, plan: plan, results: results)
        return output.outcome(files: [file])
    }
}
