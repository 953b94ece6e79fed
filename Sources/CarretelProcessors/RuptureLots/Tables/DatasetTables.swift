import CarretelCore

/// The five tables of one dataset: codes and names as small integers, decimals as scaled ones.
///
/// A job that names its orders has only the cells read that concern them: the rows of those orders, and of products that
/// they or their equivalents need. Every row is still taken apart, so that a quote that is never closed or a field too
/// many is seen wherever it is.
struct DatasetTables {
    /// A stock movement; a product's stock on hand is the sum of its movements, which may be negative.
    struct Movement {
        var product: Int32
        /// Thousandths.
        var quantity: Int64
    }

    /// A planned shipment.
    struct Shipment {
        var product: Int32
        /// Nil when nobody has said when.
        var date: CivilDate?
        /// Thousandths.
        var quantity: Int64
    }

    /// A quantity that is produced on a day.
    struct Production {
        var product: Int32
        var date: CivilDate
        /// Thousandths.
        var quantity: Int64
    }

    /// A product belongs to a group of products that stand in for each other.
    struct Membership {
        var product: Int32
        var group: Int32
    }

    /// How many rows are read between two looks at whether the attempt was cancelled: a few milliseconds of work.
    private static let rowsPerLook = 0x4000

    /// Product codes of all tables.
    private(set) var products = TextTable()
    /// Product names of the order lines.
    private(set) var names = TextTable()
    /// The name that each product had last, -1 for none.
    private var nameOfProduct: [Int32] = []
    private var groups = TextTable()
    private(set) var orders = OrderBook()
    private(set) var stock: [Movement] = []
    private(set) var shipments: [Shipment] = []
    private(set) var production: [Production] = []
    private(set) var memberships: [Membership] = []
    /// How many records each table has, in the order of ``TableShape``.
    private(set) var recordCounts = Array(repeating: 0, count: TableShape.allCases.count)
    /// The order numbers that are asked for; nil for all.
    private let wanted: TextTable?

    /// Starts without rows.
    ///
    /// - Parameter wanted: the orders that are asked for; nil for all.
    init(wanted: [String]? = nil) {
        self.wanted = wanted.map { numbers in
            var table = TextTable()
            for number in numbers { _ = table.id(of: Array(number.utf8).span) }
            return table
        }
    }

    /// The order in which tables must be added: what stands in for what, then who wants what, then the rest.
    static let readingOrder: [TableShape] = [.equivalents, .orders, .stock, .shipments, .production]

    /// How many groups of equivalents are named.
    var groupCount: Int { groups.count }

    /// Adds the rows of a table.
    ///
    /// - Parameters:
    ///   - table: the next one of ``readingOrder``.
    ///   - rows: its rows.
    ///   - isCancelled: looked at every few thousand rows.
    /// - Throws: permanent `dataset_invalid` for the first thing wrong; policy `cancelled`.
    mutating func add(
        _ table: TableShape, _ rows: consuming some TableRows, isCancelled: () -> Bool
    ) throws(FailureReason) {
        while try rows.nextRow() { try add(table, row: rows, isCancelled: isCancelled) }
        finish(table)
    }

    /// Adds one row, for those whose rows are handed to them; ``finish(_:)`` follows the last.
    @inline(__always)
    mutating func add(
        _ table: TableShape, row: some TableRow, isCancelled: () -> Bool
    ) throws(FailureReason) {
        switch table {
        case .orders: try addOrderLine(row)
        case .stock: try addMovement(row)
        case .shipments: try addShipment(row)
        case .production: try addProduction(row)
        case .equivalents: try addMembership(row)
        }
        recordCounts[table.rawValue] += 1
        if recordCounts[table.rawValue] % Self.rowsPerLook == 0, isCancelled() { throw .cancelled }
    }

    /// Ends a table, or the part of one that has come so far.
    mutating func finish(_ table: TableShape) {
        if table == .orders { orders.finish() }
    }

    private mutating func addOrderLine(_ row: some TableRow) throws(FailureReason) {
        try row.checkText(0, isRequired: true)
        if let wanted, row.withText(0, { wanted.find($0) }) == nil { return }
        try row.checkText(1, isRequired: true)
        try row.checkText(2, isRequired: false)
        let quantity = try row.decimal(3, TableShape.quantity)
        let price = row.isEmpty(4) ? 0 : try row.decimal(4, TableShape.money)
        let product = row.withText(1) { products.id(of: $0) }
        let order = row.withText(0) { orders.order($0) }
        guard quantity > 0 else { return }
        let name = row.withText(2) { nameID($0, of: product) }
        orders.append(OrderLine(product: product, name: name, quantity: quantity, price: price), to: order)
    }

    /// The id of a product's name, which is mostly the one that it had before.
    private mutating func nameID(_ text: Span<UInt8>, of product: Int32) -> Int32 {
        while nameOfProduct.count <= Int(product) { nameOfProduct.append(-1) }
        let before = nameOfProduct[Int(product)]
        if before >= 0, names.isSame(before, text) { return before }
        nameOfProduct[Int(product)] = names.id(of: text)
        return nameOfProduct[Int(product)]
    }

    private mutating func addMovement(_ row: some TableRow) throws(FailureReason) {
        guard let product = try product(row) else { return }
        stock.append(Movement(product: product, quantity: try row.decimal(1, TableShape.quantity)))
    }

    private mutating func addShipment(_ row: some TableRow) throws(FailureReason) {
        guard let product = try product(row) else { return }
        let date = row.isEmpty(1) ? nil : try row.date(1)
        let quantity = try row.decimal(2, TableShape.quantity)
        shipments.append(Shipment(product: product, date: date, quantity: quantity))
    }

    private mutating func addProduction(_ row: some TableRow) throws(FailureReason) {
        guard let product = try product(row) else { return }
        let date = try row.date(1)
        let quantity = try row.decimal(2, TableShape.quantity)
        production.append(Production(product: product, date: date, quantity: quantity))
    }

    private mutating func addMembership(_ row: some TableRow) throws(FailureReason) {
        try row.checkText(0, isRequired: true)
        try row.checkText(1, isRequired: true)
        let product = row.withText(0) { products.id(of: $0) }
        let group = row.withText(1) { groups.id(of: $0) }
        memberships.append(Membership(product: product, group: group))
    }

    /// The product of a row of stock or plans; nil when no order that is asked for needs it.
    private mutating func product(_ row: some TableRow) throws(FailureReason) -> Int32? {
        try row.checkText(0, isRequired: true)
        if wanted != nil { return row.withText(0) { products.find($0) } }
        return row.withText(0) { products.id(of: $0) }
    }
}

extension FailureReason {
    /// The attempt was asked to end.
    static let cancelled = FailureReason(.policy, code: "cancelled", message: "The attempt was asked to end.")
}
