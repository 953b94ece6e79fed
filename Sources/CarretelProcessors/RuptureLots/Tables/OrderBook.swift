/// One line of an order: so much of a product at a price.
struct OrderLine {
    /// Id of `cod_produto` in the dataset's product codes.
    var product: Int32
    /// Id of `nome_produto` in the dataset's product names.
    var name: Int32
    /// Open quantity in thousandths.
    var quantity: Int64
    /// Price in cents; an empty one counts 0.
    var price: Int64
}

/// The orders of a dataset in the order of their first line, each with its open lines.
///
/// A line is open from a quantity of 0.001 on; what is less is delivered and only makes the order known.
struct OrderBook {
    /// Order numbers; an id is also the order's position in the file.
    private(set) var numbers = TextTable()
    /// All open lines, those of one order beside each other once ``finish()`` has run.
    private(set) var lines: [OrderLine] = []
    private var orderOfLine: [Int32] = []
    private var starts: [Int] = []

    var count: Int { numbers.count }

    /// Makes an order known by the number in a field.
    mutating func order(_ number: Span<UInt8>) -> Int32 {
        // The lines of an order mostly stand together.
        if let last = orderOfLine.last, numbers.isSame(last, number) { return last }
        return numbers.id(of: number)
    }

    /// Adds an open line.
    mutating func append(_ line: OrderLine, to order: Int32) {
        lines.append(line)
        orderOfLine.append(order)
    }

    /// The open lines of an order, by position in ``lines``. Empty when all of it is delivered.
    func lines(of order: Int32) -> Range<Int> {
        starts[Int(order)]..<starts[Int(order) + 1]
    }

    /// Brings the lines of each order together, in file order: a counting sort, skipped when the file has them so.
    mutating func finish() {
        starts = Array(repeating: 0, count: count + 1)
        for order in orderOfLine { starts[Int(order) + 1] += 1 }
        for order in 0..<count { starts[order + 1] += starts[order] }
        if !isGrouped, let filler = lines.first {
            var next = starts
            var grouped = Array(repeating: filler, count: lines.count)
            for (line, order) in zip(lines, orderOfLine) {
                grouped[next[Int(order)]] = line
                next[Int(order)] += 1
            }
            lines = grouped
        }
        orderOfLine = []
    }

    /// Ids are given at first sight, so grouped lines have them in ascending order.
    private var isGrouped: Bool {
        for index in orderOfLine.indices.dropFirst() where orderOfLine[index] < orderOfLine[index - 1] {
            return false
        }
        return true
    }
}
