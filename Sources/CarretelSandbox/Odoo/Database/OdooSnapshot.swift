import CarretelCore

/// All tables at one moment: what a transaction sees. Copies share their rows until one of them changes.
struct OdooSnapshot: Sendable {
    var tables: [OdooTable]
    private let places: [String: Int]

    init(tables: [OdooTable]) {
        self.tables = tables
        places = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1.model.name, $0) })
    }

    /// Which table a model has.
    func place(of model: String) -> Int? { places[model] }

    func row(_ id: Int64, of table: Int) -> OdooRow? { tables[table].row(id) }

    /// The value of a column in a row of its table.
    func value(of source: OdooColumn.Source, in row: OdooRow, table: Int) -> OdooValue {
        switch source {
        case .identity: return .integer(row.id)
        case .stamp: return .moment(Timestamp(microseconds: row.stamp))
        case .created: return .moment(Timestamp(microseconds: row.created))
        case .label: return .text(label(of: row, table: table, language: nil))
        case .kept(let slot): return row.values[slot]
        case .difference(let left, let right):
            let difference = (row.values[left].number ?? 0) - (row.values[right].number ?? 0)
            return .float((difference * 1_000).rounded() / 1_000)
        }
    }

    /// The `display_name` of a row, reckoned when it is read, as superuser: it shows targets that the reader cannot see.
    func label(of row: OdooRow, table: Int, language: String?) -> String {
        let shape = tables[table]
        switch shape.model.label {
        case .field(let name): return text(name, row, shape) ?? "\(shape.model.name),\(row.id)"
        case .plain: return "\(shape.model.name),\(row.id)"
        case .product:
            let name = text("name", row, shape) ?? ""
            return text("default_code", row, shape).map { "[\($0)] \(name)" } ?? name
        case .invoice:
            if let name = text("name", row, shape), name != "/" { return name }
            let reference = text("ref", row, shape).map { " (\($0))" } ?? ""
            return (language == "pt_BR" ? "Fatura provisória" : "Draft Invoice") + " (* \(row.id))\(reference)"
        case .saleLine:
            let order = target("order_id", row, shape).map { label(of: $0.row, table: $0.table, language: language) }
            let partner = target("order_partner_id", row, shape)
                .map { label(of: $0.row, table: $0.table, language: language) }
            let name = text("name", row, shape) ?? ""
            return "\(order ?? "") - \(name)" + (partner.map { " (\($0))" } ?? "")
        }
    }

    private func text(_ name: String, _ row: OdooRow, _ shape: OdooTable) -> String? {
        guard let slot = shape.slot(name), case .text(let text) = row.values[slot] else { return nil }
        return text
    }

    private func target(_ name: String, _ row: OdooRow, _ shape: OdooTable) -> (row: OdooRow, table: Int)? {
        guard let slot = shape.slot(name), case .reference(let id) = row.values[slot],
            let table = shape.columns.first(where: { $0.field.name == name })?.target,
            let found = self.row(id, of: table)
        else { return nil }
        return (found, table)
    }
}
