import CarretelCore

/// Makes the records of the start from a seed.
struct OdooRecords {
    let settings: OdooSettings
    /// When the last records were written.
    let end: Timestamp
    var snapshot: OdooSnapshot
    var chance: SeededGenerator
    /// What later records point at.
    var customers: [Int64] = []
    var suppliers: [Int64] = []
    var products: [OdooProduct] = []
    var orders: [OdooOrder] = []
    var purchases: [OdooOrder] = []
    var requestLines: [OdooOrder.Line] = []

    /// All tables, filled.
    static func make(_ settings: OdooSettings, at start: Timestamp) -> OdooSnapshot {
        var records = OdooRecords(settings, end: settings.lastMoment ?? start)
        records.makeNames()
        records.makePartners()
        records.makeProducts()
        records.makeSales()
        records.makeInvoices()
        records.makeRequests()
        records.makePurchases()
        records.makeTransfers()
        records.makeQuants()
        return records.snapshot
    }

    private init(_ settings: OdooSettings, end: Timestamp) {
        self.settings = settings
        self.end = end
        snapshot = OdooSnapshot(tables: OdooTable.all(settings))
        // A first round of mixing, because seeds that differ by little would give sequences that overlap.
        var mixer = SeededGenerator(seed: settings.seed)
        chance = SeededGenerator(seed: mixer.next() ^ 0x0D00)
    }

    /// Adds a record. Values are named as in 17; those that are not there in the version played are left out.
    ///
    /// - Returns: its id, also when the model is not installed.
    @discardableResult
    mutating func add(
        _ model: String, created: Int64, stamp: Int64, _ values: KeyValuePairs<String, OdooValue>
    ) -> Int64 {
        guard let place = snapshot.place(of: model) else { return 0 }
        let table = snapshot.tables[place]
        var row = OdooRow(id: table.nextID, created: created, stamp: stamp, values: table.blank)
        for (name, value) in values {
            guard let slot = table.slot(name) else { continue }
            row.values[slot] = value
        }
        for name in ["create_uid", "write_uid"] {
            if let slot = table.slot(name) { row.values[slot] = .reference(2) }
        }
        snapshot.insert(row, in: place)
        return row.id
    }

    /// A number from 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int {
        Int(chance.next().multipliedFullWidth(by: UInt64(max(bound, 1))).high)
    }

    mutating func once(in count: Int) -> Bool { below(count) == 0 }

    mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[below(choices.count)] }

    /// The moments at which the record at a place of so many was created and written, in microseconds: spread over the
    /// days, rising, a third changed up to a month later. Some fall together, as those of an import do.
    mutating func moments(_ place: Int, of count: Int) -> (created: Int64, stamp: Int64) {
        let span = Int64(settings.days) * 86_400_000_000
        let block = place / 40 % 4 == 3 ? place / 40 * 40 : place
        let step = span / Int64(max(count, 1))
        let offset = block == place ? Int64(below(Int(max(step, 1)))) : 0
        let created = end.microseconds - span + Int64(block) * step + offset
        guard block == place, once(in: 3) else { return (created, created) }
        return (
            created, min(created + Int64(below(30 * 86_400)) * 1_000_000 + Int64(below(1_000_000)), end.microseconds)
        )
    }

    func day(_ microseconds: Int64, plus days: Int = 0) -> OdooValue {
        .date(Timestamp(microseconds: microseconds).civilDate() + days)
    }

    /// To the second, as people enter it.
    func moment(_ microseconds: Int64, plus days: Int = 0) -> OdooValue {
        .moment(Timestamp(microseconds: microseconds / 1_000_000 * 1_000_000 + Int64(days) * 86_400_000_000))
    }

    /// A number with zeros in front.
    static func padded(_ number: some BinaryInteger, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(width - text.utf8.count, 0)) + text
    }
}

/// What lines need to know of a product.
struct OdooProduct: Sendable {
    var id: Int64
    var label: String
    var price: Double
}

/// What later records need to know of an order.
struct OdooOrder: Sendable {
    struct Line: Sendable {
        var id: Int64
        var product: OdooProduct
        var quantity: Double
    }

    var id: Int64
    var name: String
    var partner: Int64
    var company: Int64
    var state: String
    var stamp: Int64
    var lines: [Line] = []
}
