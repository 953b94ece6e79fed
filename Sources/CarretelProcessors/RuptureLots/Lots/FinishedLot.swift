import CarretelCore

/// One lot with all its orders done.
struct FinishedLot {
    /// An order that could not be analysed.
    struct Failure {
        var order: String
        var message: String
    }

    let index: Int
    let worker: Int
    /// When its analysis began.
    let moment: Timestamp
    private(set) var lines: ResultLines
    private(set) var tally = Tally()
    /// The number of the order done last.
    private(set) var lastOrder = ""
    /// The first few failures.
    private(set) var failures: [Failure] = []
    /// What each order line asks of its product.
    private(set) var demands: [LineDemand] = []
    /// The orders with a shortage.
    private(set) var shortOrders: [ShortOrder] = []

    init(index: Int, worker: Int, moment: Timestamp, lines: ResultLines) {
        self.index = index
        self.worker = worker
        self.moment = moment
        self.lines = lines
    }

    /// Adds an analysed order.
    mutating func append(_ analysis: OrderAnalysis, order: Int32, number: String, duration: Duration) {
        tally.count(analysis)
        for item in analysis.items { demands.append(LineDemand(item, of: order)) }
        if analysis.shortCount > 0 { shortOrders.append(ShortOrder(analysis, order: order)) }
        lines.write(analysis, number: number, worker: worker, lot: index, at: moment, duration: duration)
        lastOrder = number
    }

    /// Adds an order that failed.
    mutating func append(_ failure: AnalysisFailure, number: String) {
        tally.failed += 1
        if failures.count < RuptureLimits.maxNamedInMessage {
            failures.append(Failure(order: number, message: failure.message))
        }
        lines.write(failure, number: number)
        lastOrder = number
    }
}
