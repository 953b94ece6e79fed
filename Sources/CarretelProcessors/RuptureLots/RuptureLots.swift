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
        lane: LaneDescriptor(name: "rupture", slots: 2, niceness: LaneDescriptor.longJobsNiceness),
        defaultTimeout: .seconds(300), timeoutCeiling: .seconds(3_600),
        maxAttempts: 3,
        parameters: RuptureParameters.schema,
        settings: RuptureSettings.schema,
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

    /// Refuses thresholds that do not fall.
    package static func checkSettings(_ settings: JSONValue) -> FailureReason? {
        RuptureSettings.check(settings)
    }

    /// Reads all of the dataset that a job names, and looks for its orders.
    package static func inspectData(_ parameters: JSONValue, datasets: any DatasetSource) -> DataFindings {
        do throws(FailureReason) {
            let parameters = try RuptureParameters(parameters)
            guard case .dataset(let reference) = parameters.dataset else {
                return DataFindings(warnings: [storeNotChecked])
            }
            let dataset = try LoadedDataset(
                reference, orders: nil, from: datasets, isCancelled: { false })
            let selection = OrderSelection(parameters, dataset.tables)
            guard selection.unknown.count < max(1, selection.orders.count) else {
                return DataFindings(problems: [selection.noneKnown])
            }
            return DataFindings(warnings: selection.allWarnings)
        } catch {
            return DataFindings(problems: [error])
        }
    }

    private static let storeNotChecked = Warning(
        code: "dataset_not_checked",
        message: "The dataset \"store\" is the business store, which is looked at when the job runs.")

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
        let settings = RuptureSettings(attempt.settings)
        let ladder = settings.ladder(parameters.ladder)
        attempt.report(Progress(percent: 0, message: "Reading the dataset \(parameters.dataset.label)."))
        let dataset = try load(parameters, settings, attempt)
        let selection = OrderSelection(parameters, dataset.tables)
        for warning in selection.warnings { attempt.warn(warning) }

        let stock = StockProjection(dataset.tables, rules: parameters.rules(at: attempt.now.wall))
        let analyst = OrderAnalyst(dataset, label: parameters.dataset.label, stock: stock, ladder: ladder)
        let plan = LotPlan(orders: selection.orders, lotSize: parameters.lotSize, workers: parameters.workers)
        var results = try RuptureResults(
            attempt, stock: stock, isInline: plan.orders.count <= RuptureLimits.maxInlineOrders)
        try await LotRunner(plan: plan, analyst: analyst, allocation: parameters.allocation, attempt: attempt)
            .run(into: &results)
        let lines = try results.finish()

        let analysis = RuptureAnalysis(
            parameters: parameters, ladder: ladder, dataset: dataset, stock: stock, plan: plan, results: results)
        let products = try analysis.writeProducts(attempt)
        let report = try RuptureReport(analysis, writtenAt: attempt.now.wall).write(attempt)
        return RuptureOutput(analysis: analysis).outcome(files: [lines, products, report])
    }

    private func load(
        _ parameters: RuptureParameters, _ settings: RuptureSettings, _ attempt: any AttemptContext
    ) throws(FailureReason) -> LoadedDataset {
        switch parameters.dataset {
        case .dataset(let reference):
            return try LoadedDataset(reference, orders: parameters.orders, from: attempt.datasets) {
                attempt.isCancelled
            }
        case .store:
            let dataset = try LoadedDataset(
                from: attempt.business, profile: settings.storeProfile, orders: parameters.orders
            ) { attempt.isCancelled }
            for warning in dataset.warnings { attempt.warn(warning) }
            return dataset
        }
    }
}
