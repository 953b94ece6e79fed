import CarretelCore

/// The shipments and the production that a projection looks at, by group and date.
struct PlannedMoves {
    /// One of them.
    struct Move {
        var group: Int
        var date: CivilDate
        /// Thousandths; what is shipped is negative.
        var change: Int64
        var isProduction: Bool
    }

    private(set) var sorted: [Move] = []

    /// Takes what the rules let count.
    init(_ tables: DatasetTables, rules: ProjectionRules, groupOfProduct: [Int32]) {
        var keyed: [(key: Int64, change: Int64)] = []
        keyed.reserveCapacity(tables.shipments.count + tables.production.count)
        // Group, date and kind packed into one integer sort three times as fast as a record; dates fit in 23 bits.
        func add(_ product: Int32, _ date: CivilDate, _ change: Int64, isProduction: Bool) {
            let day = Int64(date - CivilDate.earliest)
            keyed.append(
                (Int64(groupOfProduct[Int(product)]) << 32 | day << 1 | (isProduction ? 1 : 0), change))
        }
        for shipment in tables.shipments {
            guard let date = Self.date(of: shipment, rules) else { continue }
            add(shipment.product, date, 0 - shipment.quantity, isProduction: false)
        }
        for planned in tables.production where planned.date >= rules.today {
            add(planned.product, planned.date, planned.quantity, isProduction: true)
        }
        keyed.sort { $0.key < $1.key }
        sorted = keyed.map { entry in
            Move(
                group: Int(entry.key >> 32), date: CivilDate.earliest + Int((entry.key & 0xFFFF_FFFF) >> 1),
                change: entry.change, isProduction: entry.key & 1 == 1)
        }
    }

    /// When a shipment is charged; nil when it is not.
    private static func date(of shipment: DatasetTables.Shipment, _ rules: ProjectionRules) -> CivilDate? {
        guard let date = shipment.date, date >= rules.today else {
            return rules.overdueShipments == .today ? rules.today : nil
        }
        return date <= rules.lastDay ? date : nil
    }
}
