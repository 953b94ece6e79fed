import CarretelCore

/// The order of an answer: `write_date desc, id`.
struct OdooOrdering {
    private struct Key {
        var source: OdooColumn.Source
        var isDescending: Bool
    }

    private var keys: [Key] = []

    /// Whether records simply keep the order of their ids.
    var isByID: Bool { keys.isEmpty || (keys[0].source == .identity && !keys[0].isDescending) }

    /// Reads an order.
    ///
    /// - Throws: what Odoo says to bad text and to an unknown field.
    init(_ text: String, _ table: OdooTable, _ visibility: OdooVisibility) throws(OdooRefusal) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: " ").map { $0.lowercased() }
            guard let name = words.first, 1...2 ~= words.count, words.count == 1 || ["asc", "desc"].contains(words[1]),
                name.utf8.allSatisfy({ $0 == 0x5F || $0 == 0x2E || 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 })
            else {
                throw .user(
                    "Invalid \"order\" specified (\(text)). A valid \"order\" specification is a comma-separated list "
                        + "of valid field names (optionally followed by asc/desc for the direction)")
            }
            guard let column = table.column(name), column.field.isStored || name == "id" else {
                throw .invalidField(name, table.model.name)
            }
            try visibility.check(name, of: table.model)
            keys.append(Key(source: column.source, isDescending: words.count > 1 && words[1] == "desc"))
        }
    }

    /// Sorts rows. What is empty comes last, or first when descending, as PostgreSQL has it; a many2one goes by id.
    func sorted(_ rows: [OdooRow], _ snapshot: OdooSnapshot, table: Int) -> [OdooRow] {
        guard !isByID else { return rows }
        let sortable = rows.indices.map { place in
            (place, keys.map { snapshot.value(of: $0.source, in: rows[place], table: table) })
        }
        let sorted = sortable.sorted { left, right in
            for (place, key) in keys.enumerated() where left.1[place] != right.1[place] {
                return Self.isBefore(left.1[place], right.1[place]) != key.isDescending
            }
            return left.0 < right.0
        }
        return sorted.map { rows[$0.0] }
    }

    private static func isBefore(_ left: OdooValue, _ right: OdooValue) -> Bool {
        switch (left, right) {
        case (.empty, _): false
        case (_, .empty): true
        case (.moment(let left), .moment(let right)): left < right
        case (.date(let left), .date(let right)): left < right
        case (.text(let left), .text(let right)): left < right
        default: (left.number ?? 0) < (right.number ?? 0)
        }
    }
}
