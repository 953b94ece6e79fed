import CarretelCore

/// Turns one order after the other into its result line. Immutable, so that all workers share one.
struct OrderAnalyst: Sendable {
    let stock: StockProjection
    private let tables: DatasetTables
    private let ladder: CriticalityLadder
    private let dataset: String
    private let codes: QuotedTexts
    private let names: QuotedTexts

    init(_ dataset: LoadedDataset, label: String, stock: StockProjection, ladder: CriticalityLadder) {
        self.tables = dataset.tables
        self.stock = stock
        self.ladder = ladder
        self.dataset = label
        self.codes = QuotedTexts(tables.products)
        self.names = QuotedTexts(tables.names)
    }

    /// Analyses an order.
    ///
    /// - Parameters:
    ///   - order: the one in turn.
    ///   - source: what the stock holds for its lines.
    ///   - clock: read before and after.
    /// - Returns: the analysis, or why there is none, and how long it took.
    func analyse(
        _ order: OrderSelection.Order, from source: inout some LineOutlookSource, clock: any AttemptContext
    ) -> AnalysedOrder {
        let begin = clock.now.monotonic
        let analysis: Result<OrderAnalysis, AnalysisFailure>
        do throws(AnalysisFailure) {
            analysis = .success(try OrderAnalysis(lines(of: order), from: &source, ladder: ladder))
        } catch {
            analysis = .failure(error)
        }
        return AnalysedOrder(analysis: analysis, duration: clock.now.monotonic - begin)
    }

    /// Starts a lot.
    func lot(_ index: Int, worker: Int, at moment: Timestamp) -> FinishedLot {
        FinishedLot(index: index, worker: worker, moment: moment, lines: ResultLines(codes: codes, names: names))
    }

    /// Adds an order to its lot.
    func write(_ order: OrderSelection.Order, _ analysed: AnalysedOrder, into lot: inout FinishedLot) {
        let number = number(of: order)
        switch (analysed.analysis, order) {
        case (.success(let analysis), .known(let id)):
            lot.append(analysis, order: id, number: number, duration: analysed.duration)
        case (.success, .unknown): lot.append(.notInDataset(dataset), number: number)
        case (.failure(let failure), _): lot.append(failure, number: number)
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
