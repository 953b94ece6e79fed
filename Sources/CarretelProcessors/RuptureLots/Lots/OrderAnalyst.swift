import CarretelCore

/// Turns one order after the other into its result line. Immutable, so that all workers share one.
struct OrderAnalyst: Sendable {
    private let tables: DatasetTables
    private let stock: StockProjection
    private let dataset: String
    private let codes: QuotedTexts
    private let names: QuotedTexts

    init(tables: DatasetTables, stock: StockProjection, dataset: String) {
        self.tables = tables
        self.stock = stock
        self.dataset = dataset
        self.codes = QuotedTexts(tables.products)
        self.names = QuotedTexts(tables.names)
    }

    /// Analyses an order and adds its line to the lot.
    func analyse(_ order: OrderSelection.Order, into lot: inout FinishedLot, at moment: Timestamp) {
        let number = number(of: order)
        do throws(AnalysisFailure) {
            let analysis = try OrderAnalysis(lines(of: order), stock: stock)
            var line = ResultLine(codes: codes, names: names)
            line.write(analysis, number: number, worker: lot.worker, lot: lot.index, at: moment)
            lot.append(line.bytes, order: number, criticality: analysis.criticality)
        } catch {
            lot.append(ResultLine.failure(number: number, error), order: number, failure: error)
        }
    }

    private func number(of order: OrderSelection.Order) -> String {
        switch order {
        case .known(let id): tables.orders.numbers.text(of: id)
        case .unknown(let number): number
        }
    }

    private func lines(of order: OrderSelection.Order) throws(AnalysisFailure) -> ArraySlice<OrderLine> {
        guard case .known(let id) = order else { throw .notInDataset(dataset) }
        let lines = tables.orders.lines[tables.orders.lines(of: id)]
        guard !lines.isEmpty else { throw .nothingOpen }
        return lines
    }
}

/// The texts of a table as JSON strings, quoted and escaped once instead of in every line that shows them.
struct QuotedTexts: Sendable {
    private var arena: [UInt8] = []
    private var ends: [Int] = []

    init(_ table: TextTable) {
        for id in 0..<Int32(table.count) {
            var writer = JSONWriter()
            writer.string(table.text(of: id))
            arena.append(contentsOf: writer.bytes)
            ends.append(arena.count)
        }
    }

    /// The JSON string of a text.
    func bytes(of id: Int32) -> ArraySlice<UInt8> {
        arena[(id == 0 ? 0 : ends[Int(id) - 1])..<ends[Int(id)]]
    }
}
