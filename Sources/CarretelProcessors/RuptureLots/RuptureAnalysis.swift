import CarretelCore

/// One job's analysis when all orders are done: what the output and the report are made from.
struct RuptureAnalysis {
    let parameters: RuptureParameters
    let ladder: CriticalityLadder
    let dataset: LoadedDataset
    let stock: StockProjection
    let plan: LotPlan
    let results: RuptureResults
    /// The short products, those with the most value waiting first.
    let products: [ShortProduct]

    /// Closes the books.
    init(
        parameters: RuptureParameters, ladder: CriticalityLadder, dataset: LoadedDataset, stock: StockProjection,
        plan: LotPlan, results: RuptureResults
    ) {
        self.parameters = parameters
        self.ladder = ladder
        self.dataset = dataset
        self.stock = stock
        self.plan = plan
        self.results = results
        products = results.shortages.products(of: dataset.tables.products.count)
    }

    /// The name of the file with a line for every short product.
    static let productsFileName = "produtos_em_ruptura.jsonl"

    /// Writes that file.
    ///
    /// - Throws: transient `storage_failed`.
    func writeProducts(_ attempt: any AttemptContext) throws(FailureReason) -> DataFile {
        let file = try attempt.makeDataFile(named: Self.productsFileName)
        let line = ShortProductLine(tables: dataset.tables, stock: stock)
        for product in products { try file.append(line.bytes(of: product), records: 1) }
        return try file.finish()
    }
}
