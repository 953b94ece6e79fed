import CarretelCore

/// Writes records as `read` gives them.
struct OdooRowWriter {
    private struct Column {
        /// `, "name": `
        var prefix: [UInt8]
        var kind: OdooField.Kind
        var source: OdooColumn.Source
        var target: Int
    }

    private let snapshot: OdooSnapshot
    private let table: Int
    private let language: String?
    /// Whether a many2one is `[id, text]`, and not the id alone.
    private let showsLabels: Bool
    private let columns: [Column]
    /// `[id, text]` of targets written already, by table.
    private var known: [[Int64: [UInt8]]]

    init(
        _ columns: [OdooColumn], of table: Int, in snapshot: OdooSnapshot, language: String?, showsLabels: Bool
    ) {
        self.snapshot = snapshot
        self.table = table
        self.language = language
        self.showsLabels = showsLabels
        self.columns = columns.filter { $0.source != .identity }
            .map { column in
                var prefix = OdooText(capacity: 32)
                prefix.raw(", ")
                prefix.string(column.name)
                prefix.raw(": ")
                return Column(
                    prefix: prefix.bytes, kind: column.field.kind, source: column.source, target: column.target ?? 0)
            }
        known = Array(repeating: [:], count: snapshot.tables.count)
    }

    /// Appends one record; `id` is always there.
    mutating func write(_ row: OdooRow, to text: inout OdooText) {
        text.raw("{\"id\": ")
        text.integer(row.id)
        for column in columns {
            text.raw(column.prefix)
            switch column.source {
            case .stamp: text.moment(row.stamp)
            case .created: text.moment(row.created)
            case .label: text.string(snapshot.label(of: row, table: table, language: language))
            default: write(snapshot.value(of: column.source, in: row, table: table), column, to: &text)
            }
        }
        text.raw("}")
    }

    private mutating func write(_ value: OdooValue, _ column: Column, to text: inout OdooText) {
        switch value {
        case .empty: text.raw("false")
        case .boolean(let isTrue): text.boolean(isTrue)
        case .integer(let number):
            if column.kind == .integer { text.integer(number) } else { text.float(Double(number)) }
        case .float(let number): text.float(number)
        case .text(let characters): text.string(characters)
        case .date(let day): text.day(day)
        case .moment(let moment): text.moment(moment.microseconds)
        case .references(let ids): text.list(ids) { $0.integer($1) }
        case .reference(let id):
            guard showsLabels else { return text.integer(id) }
            if let written = known[column.target][id] { return text.raw(written) }
            let start = text.bytes.count
            text.raw("[")
            text.integer(id)
            text.raw(", ")
            let target = snapshot.row(id, of: column.target)
            text.string(target.map { snapshot.label(of: $0, table: column.target, language: language) } ?? "")
            text.raw("]")
            known[column.target][id] = Array(text.bytes[start...])
        }
    }
}
