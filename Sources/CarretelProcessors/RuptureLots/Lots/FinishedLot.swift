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
    private(set) var tally = Tally()
    /// The number of the order done last.
    private(set) var lastOrder = ""
    /// The first few failures.
    private(set) var failures: [Failure] = []

    init(index: Int, worker: Int) {
        self.index = index
        self.worker = worker
    }

    /// Adds an analysed order.
    mutating func append(_ line: [UInt8], order: String, criticality: Criticality?) {
        tally.count(criticality)
        append(line, order)
    }

    /// Adds an order that failed.
    mutating func append(_ line: [UInt8], order: String, failure: AnalysisFailure) {
        tally.failed += 1
        if failures.count < RuptureLimits.maxNamedInMessage {
            failures.append(Failure(order: order, message: failure.message))
        }
        append(line, order)
    }

    private mutating func append(_ line: [UInt8], _ order: String) {
        lines.append(contentsOf: line)
        lines.append(.lineFeed)
        lastOrder = order
    }
}

/// How many orders came to what.
struct Tally {
    /// Orders without a shortage.
    var fine = 0
    /// Orders with one, in the order of ``Criticality``.
    var short = Array(repeating: 0, count: Criticality.allCases.count)
    var failed = 0

    var succeeded: Int { fine + short.reduce(0, +) }
    var processed: Int { succeeded + failed }

    /// Counts an analysed order; nil is one without a shortage.
    mutating func count(_ criticality: Criticality?) {
        guard let criticality else {
            fine += 1
            return
        }
        for (index, step) in Criticality.allCases.enumerated() where step == criticality { short[index] += 1 }
    }

    static func += (left: inout Tally, right: Tally) {
        left.fine += right.fine
        left.failed += right.failed
        for index in left.short.indices { left.short[index] += right.short[index] }
    }
}

extension [UInt8] {
    /// JSON lines as the inside of a JSON array: line feeds between them become commas, the last one goes.
    var asArrayElements: [UInt8] {
        var elements = self
        for index in elements.indices where elements[index] == .lineFeed { elements[index] = .comma }
        if elements.last == .comma { elements.removeLast() }
        return elements
    }
}
