import CarretelCore

/// The five tables of one dataset, read whole: codes and names as small integers, decimals as scaled ones.
struct DatasetTables {
    /// A stock movement; a product's stock on hand is the sum of its movements, which may be negative.
    struct Movement {
        var product: Int32
        /// Thousandths.
        var quantity: Int64
    }

    /// A quantity that leaves or comes in on a day.
    struct Planned {
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

    /// Product codes of all tables.
    private(set) var products = TextTable()
    /// Product names of the order lines.
    private(set) var names = TextTable()
    private var groups = TextTable()
    private(set) var orders = OrderBook()
    private(set) var stock: [Movement] = []
    /// Planned shipments. One without a date is in no day's plan and left out.
    private(set) var shipments: [Planned] = []
    private(set) var production: [Planned] = []
    private(set) var memberships: [Membership] = []
    /// How many records each table has, in the order of ``TableShape``.
    private(set) var recordCounts: [Int] = []

    /// Reads the tables.
    ///
    /// - Parameters:
    ///   - files: the contents in the order of ``TableShape``.
    ///   - isCancelled: looked at every few thousand rows.
    /// - Throws: permanent `dataset_invalid` for the first thing wrong; policy `cancelled`.
    init(_ files: [DatasetSnapshot.File], isCancelled: () -> Bool) throws(FailureReason) {
        for (table, file) in zip(TableShape.allCases, files) {
            try TextEncoding.check(file.bytes, file: table.file)
            var reader = CSVReader(file: table.file, bytes: file.bytes)
            try reader.readHeader(table.columns)
            recordCounts.append(try read(table, from: &reader, isCancelled: isCancelled))
        }
        orders.finish()
    }

    /// How many groups of equivalents are named.
    var groupCount: Int { groups.count }

    private mutating func read(
        _ table: TableShape, from reader: inout CSVReader, isCancelled: () -> Bool
    ) throws(FailureReason) -> Int {
        let columns = table.columns
        var count = 0
        while try reader.nextRow() {
            guard reader.fields.count == columns.count else { throw reader.rowProblem(columns: columns) }
            switch table {
            case .orders: try addOrderLine(reader)
            case .stock: try addMovement(reader)
            case .shipments: try addShipment(reader)
            case .production: try addProduction(reader)
            case .equivalents: try addMembership(reader)
            }
            count += 1
            // A few milliseconds of work.
            if count & 0x3FFF == 0, isCancelled() { throw .cancelled }
        }
        return count
    }

    private mutating func addOrderLine(_ row: CSVReader) throws(FailureReason) {
        try row.requireText(0, column: "num_pedido")
        try row.limitText(2, column: "nome_produto")
        let product = try productCode(row)
        let quantity = try row.decimal(3, CellKind.quantity, column: "qtd_saldo")
        let price = row.fields[4].range.isEmpty ? 0 : try row.decimal(4, CellKind.money, column: "preco")
        let order = row.withText(0) { orders.order($0, $1) }
        guard quantity > 0 else { return }
        let name = row.withText(2) { names.id(of: $0, $1) }
        orders.append(OrderLine(product: product, name: name, quantity: quantity, price: price), to: order)
    }

    private mutating func addMovement(_ row: CSVReader) throws(FailureReason) {
        let product = try productCode(row, 0)
        let quantity = try row.decimal(1, CellKind.quantity, column: "qtd_movimentacao")
        stock.append(Movement(product: product, quantity: quantity))
    }

    private mutating func addShipment(_ row: CSVReader) throws(FailureReason) {
        let product = try productCode(row, 0)
        let quantity = try row.decimal(2, CellKind.quantity, column: "qtd_saldo")
        guard !row.fields[1].range.isEmpty else { return }
        let date = try row.date(1, column: "expedicao")
        shipments.append(Planned(product: product, date: date, quantity: quantity))
    }

    private mutating func addProduction(_ row: CSVReader) throws(FailureReason) {
        let product = try productCode(row, 0)
        let date = try row.date(1, column: "data_programacao")
        let quantity = try row.decimal(2, CellKind.quantity, column: "qtd_programada")
        production.append(Planned(product: product, date: date, quantity: quantity))
    }

    private mutating func addMembership(_ row: CSVReader) throws(FailureReason) {
        try row.requireText(1, column: "grupo")
        let product = try productCode(row, 0)
        let group = row.withText(1) { groups.id(of: $0, $1) }
        memberships.append(Membership(product: product, group: group))
    }

    private mutating func productCode(_ row: CSVReader, _ index: Int = 1) throws(FailureReason) -> Int32 {
        try row.requireText(index, column: "cod_produto")
        return row.withText(index) { products.id(of: $0, $1) }
    }
}

extension FailureReason {
    /// The attempt was asked to end.
    static let cancelled = FailureReason(.policy, code: "cancelled", message: "The attempt was asked to end.")
}
