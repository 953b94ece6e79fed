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
    /// One JSON object a line, each ended by a line feed; JSON texts hold none.
    private(set) var lines: [UInt8] = []
    /// Where each line feed is.
    private var lineFeeds: [Int] = []
    private(set) var tally = Tally()
    /// The number of the order done last.
    private(set) var lastOrder = ""
    /// The first few failures.
    private(set) var failures: [Failure] = []
    /// What each order line asks of its product.
    private(set) var demands: [LineDemand] = []
    /// The orders with a shortage.
    private(set) var shortOrders: [ShortOrder] = []

    init(index: Int, worker: Int) {
        self.index = index
        self.worker = worker
    }

    /// Adds an analysed order.
    mutating func append(_ line: [UInt8], order: Int32, number: String, _ analysis: OrderAnalysis) {
        tally.count(analysis)
        for item in analysis.items { demands.append(LineDemand(item, of: order)) }
        if analysis.shortCount > 0 { shortOrders.append(ShortOrder(analysis, order: order)) }
        append(line, number)
    }

    /// Adds an order that failed.
    mutating func append(_ line: [UInt8], number: String, failure: AnalysisFailure) {
        tally.failed += 1
        if failures.count < RuptureLimits.maxNamedInMessage {
            failures.append(Failure(order: number, message: failure.message))
        }
        append(line, number)
    }

    /// The lines as the inside of a JSON array.
    var arrayElements: [UInt8] {
        var elements = lines
        for place in lineFeeds { elements[place] = UInt8(ascii: ",") }
        if !elements.isEmpty { elements.removeLast() }
        return elements
    }

    private mutating func append(_ line: [UInt8], _ number: String) {
        lines.append(contentsOf: line)
        lineFeeds.append(lines.count)
        lines.append(UInt8(ascii: "\n"))
        lastOrder = number
    }
}
