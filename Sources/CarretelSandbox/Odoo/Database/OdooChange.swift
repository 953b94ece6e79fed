import CarretelCore

/// One change of the records of one model, its values checked.
enum OdooChange: Sendable {
    /// Values by slot.
    case write(table: Int, ids: [Int64], values: [Int: OdooValue], isStamped: Bool)
    case create(table: Int, id: Int64, values: [Int: OdooValue])
    case delete(table: Int, ids: [Int64])
}

extension OdooSnapshot {
    /// Makes a change, with the stamp of its transaction.
    mutating func apply(_ change: OdooChange, stamp: Timestamp) {
        switch change {
        case .write(let table, let ids, let values, let isStamped):
            for id in ids { write(id, of: table, values, stamp: isStamped ? stamp.microseconds : nil) }
            guard isStamped else { return }
            for id in ids { bump(after: values, id: id, of: table, stamp: stamp.microseconds) }
        case .create(let table, let id, let values):
            create(id, in: table, values, stamp: stamp.microseconds)
            bump(after: values, id: id, of: table, stamp: stamp.microseconds)
        case .delete(let table, let ids):
            for id in ids { delete(id, of: table) }
        }
    }

    /// Whether a record that a change touches was written by another after a moment.
    func hasNewer(than moment: Timestamp, _ change: OdooChange) -> Bool {
        switch change {
        case .write(let table, let ids, _, _), .delete(let table, let ids):
            ids.contains { (row($0, of: table)?.stamp ?? 0) > moment.microseconds }
        case .create: false
        }
    }

    /// Sets values of one record; a record that is gone is passed over.
    mutating func write(_ id: Int64, of table: Int, _ values: [Int: OdooValue], stamp: Int64?) {
        guard let place = tables[table].place(of: id) else { return }
        for column in tables[table].columns where !column.inverses.isEmpty {
            guard case .kept(let slot) = column.source, let value = values[slot] else { continue }
            relink(column, id: id, from: tables[table].rows[place].values[slot], to: value)
        }
        for (slot, value) in values { tables[table].rows[place].values[slot] = value }
        if let stamp { tables[table].rows[place].stamp = stamp }
    }

    private mutating func create(_ id: Int64, in table: Int, _ values: [Int: OdooValue], stamp: Int64) {
        var row = OdooRow(id: id, created: stamp, stamp: stamp, values: tables[table].blank)
        for (slot, value) in values { row.values[slot] = value }
        insert(row, in: table)
    }

    /// Adds a record whose id is free, and enters it in the lists of those that it points at.
    mutating func insert(_ row: OdooRow, in table: Int) {
        tables[table].rows.insert(row, at: tables[table].lowerBound(row.id))
        tables[table].nextID = max(tables[table].nextID, row.id + 1)
        for column in tables[table].columns where !column.inverses.isEmpty {
            guard case .kept(let slot) = column.source else { continue }
            relink(column, id: row.id, from: .empty, to: row.values[slot])
        }
    }

    /// Takes a record away, with those that are nothing without it: the lines of an order.
    private mutating func delete(_ id: Int64, of table: Int) {
        guard let place = tables[table].place(of: id) else { return }
        let row = tables[table].rows.remove(at: place)
        for column in tables[table].columns {
            guard case .kept(let slot) = column.source else { continue }
            relink(column, id: id, from: row.values[slot], to: .empty)
            guard let target = column.target, let inverse = column.field.inverse, column.field.kind == .one2many,
                case .references(let children) = row.values[slot]
            else { continue }
            let isOwner = tables[target].columns.contains { $0.field.name == inverse && $0.field.isRequired }
            guard let slot = tables[target].slot(inverse) else { continue }
            for child in children {
                if isOwner { delete(child, of: target) } else { write(child, of: target, [slot: .empty], stamp: nil) }
            }
        }
    }

    /// Moves a record from the lists of one target of its many2one to those of another.
    private mutating func relink(_ column: OdooColumn, id: Int64, from old: OdooValue, to new: OdooValue) {
        guard old != new, !column.inverses.isEmpty else { return }
        for inverse in column.inverses {
            if case .reference(let target) = old { edit(inverse, of: target) { $0.removeAll { $0 == id } } }
            if case .reference(let target) = new { edit(inverse, of: target) { $0.append(id) } }
        }
    }

    private mutating func edit(_ inverse: OdooColumn.Inverse, of id: Int64, _ change: (inout [Int64]) -> Void) {
        guard let place = tables[inverse.table].place(of: id),
            case .references(var list) = tables[inverse.table].rows[place].values[inverse.slot]
        else { return }
        change(&list)
        tables[inverse.table].rows[place].values[inverse.slot] = .references(list)
    }
}
