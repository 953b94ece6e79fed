import CarretelCore

/// One record: what it holds stands in the order of its table's kept columns.
struct OdooRow: Sendable {
    let id: Int64
    var created: Int64
    /// `write_date` in microseconds.
    var stamp: Int64
    var values: [OdooValue]
}

/// One field of an installed model.
struct OdooColumn: Sendable {
    /// Where its value is found.
    enum Source: Sendable, Hashable {
        case identity, stamp, created, label
        case kept(Int)
        case difference(Int, Int)
    }

    /// A list at the other end of a many2one.
    struct Inverse: Sendable {
        var table: Int
        var slot: Int
    }

    let field: OdooField
    /// Its name in the version that is played.
    let name: String
    let source: Source
    /// The table that a relation leads to.
    var target: Int?
    /// The lists that a many2one fills.
    var inverses: [Inverse] = []
}

/// An installed model with its records, in the order of their ids.
struct OdooTable: Sendable {
    let model: OdooModel
    private(set) var columns: [OdooColumn]
    /// The places of columns by name.
    let positions: [String: Int]
    /// The slots of kept columns by their name in 17, which is how the records of the start are written.
    let slots: [String: Int]
    let blank: [OdooValue]
    var rows: [OdooRow] = []
    var nextID: Int64 = 1

    private init(_ model: OdooModel, fields: [OdooField], version: OdooVersion) {
        self.model = model
        var slots: [String: Int] = [:]
        var blank: [OdooValue] = []
        for field in fields where field.derivation == nil {
            slots[field.name] = blank.count
            blank.append(OdooValue.empty.taken(as: field.kind) ?? .references([]))
        }
        columns = fields.map {
            OdooColumn(field: $0, name: $0.name(in: version), source: Self.source(of: $0, slots))
        }
        positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
        self.slots = slots
        self.blank = blank
    }

    private static func source(of field: OdooField, _ slots: [String: Int]) -> OdooColumn.Source {
        switch field.derivation {
        case .identity: .identity
        case .writeMoment: .stamp
        case .createMoment: .created
        case .label: .label
        case .difference(let left, let right): .difference(slots[left] ?? 0, slots[right] ?? 0)
        case nil: .kept(slots[field.name] ?? 0)
        }
    }

    /// The column of a name.
    func column(_ name: String) -> OdooColumn? { positions[name].map { columns[$0] } }

    /// The slot of a field by its name in 17, for what the sandbox itself reckons with.
    func slot(_ name: String) -> Int? { slots[name] }

    /// Where a record stands.
    func place(of id: Int64) -> Int? {
        let place = lowerBound(id)
        return place < rows.count && rows[place].id == id ? place : nil
    }

    /// Where the first record of at least that id stands.
    func lowerBound(_ id: Int64) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func row(_ id: Int64) -> OdooRow? { place(of: id).map { rows[$0] } }
}

extension OdooTable {
    /// The empty tables of all models that settings install.
    static func all(_ settings: OdooSettings) -> [OdooTable] {
        let models = OdooModel.all.filter { !settings.withoutModels.contains($0.name) }
        let places = Dictionary(uniqueKeysWithValues: models.enumerated().map { ($1.name, $0) })
        var tables = models.map { model in
            let fields = (OdooModel.common + model.fields).filter { field in
                field.isPresent(in: settings.version, isBrazilian: settings.hasBrazilianFields)
                    && field.relation.map { places[$0] != nil } ?? true
            }
            return OdooTable(model, fields: fields, version: settings.version)
        }
        for index in tables.indices {
            for place in tables[index].columns.indices {
                tables[index].columns[place].target = tables[index].columns[place].field.relation.flatMap { places[$0] }
            }
        }
        for index in tables.indices {
            for column in tables[index].columns { link(column, of: index, in: &tables) }
        }
        return tables
    }

    /// Tells the many2one of a one2many where its list is.
    private static func link(_ column: OdooColumn, of table: Int, in tables: inout [OdooTable]) {
        guard let inverse = column.field.inverse, let target = column.target, case .kept(let slot) = column.source,
            let place = tables[target].columns.firstIndex(where: { $0.field.name == inverse })
        else { return }
        tables[target].columns[place].inverses.append(OdooColumn.Inverse(table: table, slot: slot))
    }
}
