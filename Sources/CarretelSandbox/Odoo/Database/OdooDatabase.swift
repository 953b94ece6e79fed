package import CarretelCore
import Synchronization

/// The records of the Odoo sandbox, for tests that change them while they are read.
///
/// As in PostgreSQL a change is stamped with the start of its transaction and seen from its commit on.
package final class OdooDatabase: Sendable {
    private let state: Mutex<OdooSnapshot>
    private let initial: OdooSnapshot
    let clock: @Sendable () -> Now

    init(_ snapshot: OdooSnapshot, clock: @escaping @Sendable () -> Now) {
        initial = snapshot
        state = Mutex(snapshot)
        self.clock = clock
    }

    /// What a transaction that begins now sees.
    var snapshot: OdooSnapshot { state.withLock { $0 } }

    /// Begins a transaction.
    package func begin() -> OdooTransaction {
        OdooTransaction(self, begun: clock().wall)
    }

    /// Writes values in a transaction of its own.
    ///
    /// - Parameters:
    ///   - model: `sale.order`.
    ///   - ids: which records; those that are gone are passed over.
    ///   - values: by field.
    /// - Throws: a permanent failure for an unknown model or field, or a value that the field cannot hold.
    package func write(_ model: String, _ ids: [Int64], _ values: [String: OdooValue]) throws(FailureReason) {
        let transaction = begin()
        try transaction.write(model, ids, values)
        transaction.commit()
    }

    /// Creates a record in a transaction of its own.
    ///
    /// - Returns: its id.
    /// - Throws: as ``write(_:_:_:)``.
    @discardableResult
    package func create(_ model: String, _ values: [String: OdooValue]) throws(FailureReason) -> Int64 {
        let transaction = begin()
        let id = try transaction.create(model, values)
        transaction.commit()
        return id
    }

    /// Deletes records, and those that are nothing without them, in a transaction of its own; nothing tells of it.
    ///
    /// - Throws: a permanent failure for an unknown model.
    package func delete(_ model: String, _ ids: [Int64]) throws(FailureReason) {
        let transaction = begin()
        try transaction.delete(model, ids)
        transaction.commit()
    }

    /// Archives records, which is a stamped write of `active`.
    ///
    /// - Throws: as ``write(_:_:_:)``.
    package func archive(_ model: String, _ ids: [Int64]) throws(FailureReason) {
        try write(model, ids, ["active": false])
    }

    /// Writes values past Odoo, as an SQL statement does: without a stamp, and nothing follows from them.
    ///
    /// - Throws: as ``write(_:_:_:)``.
    package func writeRaw(_ model: String, _ ids: [Int64], _ values: [String: OdooValue]) throws(FailureReason) {
        let change = try change(of: model, ids, values, isStamped: false)
        commit([change], begun: clock().wall)
    }

    /// The records of a model as they are now: the truth that a copy is compared with. Values by field, with
    /// `write_date` to the microsecond and without fields that are reckoned when read; empty for an unknown model.
    package func records(_ model: String) -> [Int64: [String: OdooValue]] {
        let snapshot = snapshot
        guard let place = snapshot.place(of: model) else { return [:] }
        let table = snapshot.tables[place]
        let columns = table.columns.filter { $0.field.isStored && $0.source != .identity }
        var records: [Int64: [String: OdooValue]] = [:]
        for row in table.rows {
            records[row.id] = Dictionary(
                uniqueKeysWithValues: columns.map {
                    ($0.name, snapshot.value(of: $0.source, in: row, table: place))
                })
        }
        return records
    }

    /// The ids of a model's records, rising; empty for an unknown model.
    package func ids(_ model: String) -> [Int64] {
        let snapshot = snapshot
        return snapshot.place(of: model).map { snapshot.tables[$0].rows.map(\.id) } ?? []
    }

    /// Goes back to the records of the start.
    package func restore() {
        state.withLock { $0 = initial }
    }
}

extension OdooDatabase {
    /// Checks a write.
    func change(
        of model: String, _ ids: [Int64], _ values: [String: OdooValue], isStamped: Bool = true
    ) throws(FailureReason) -> OdooChange {
        let (place, slots) = try checked(model, values)
        return .write(table: place, ids: ids, values: slots, isStamped: isStamped)
    }

    /// Checks a creation, and takes the next id, which is not given back.
    func creation(of model: String, _ values: [String: OdooValue]) throws(FailureReason) -> (OdooChange, Int64) {
        var (place, slots) = try checked(model, values)
        let id = state.withLock { snapshot in
            let table = snapshot.tables[place]
            if values["active"] == nil, let slot = table.slot("active") { slots[slot] = .boolean(true) }
            snapshot.tables[place].nextID += 1
            return table.nextID
        }
        return (.create(table: place, id: id, values: slots), id)
    }

    /// The table of a model.
    func place(of model: String) throws(FailureReason) -> Int {
        guard let place = initial.place(of: model) else {
            throw Self.failure("There is no model \"\(model)\"; it may be left out by the settings.")
        }
        return place
    }

    /// Makes changes visible, all at once.
    ///
    /// A record that another transaction wrote in between is a serialization conflict: Odoo then runs the transaction
    /// again, so that it is stamped with its second start (odoo/service/model.py, `retrying`).
    func commit(_ changes: [OdooChange], begun: Timestamp) {
        let now = clock().wall
        state.withLock { snapshot in
            let isRunAgain = changes.contains { snapshot.hasNewer(than: begun, $0) }
            for change in changes { snapshot.apply(change, stamp: isRunAgain ? now : begun) }
        }
    }

    private func checked(
        _ model: String, _ values: [String: OdooValue]
    ) throws(FailureReason) -> (place: Int, slots: [Int: OdooValue]) {
        let place = try place(of: model)
        let table = initial.tables[place]
        var slots: [Int: OdooValue] = [:]
        for (name, value) in values {
            guard let column = table.column(name), case .kept(let slot) = column.source else {
                throw Self.failure("\(model) has no field \"\(name)\" that can be written.")
            }
            guard let taken = value.taken(as: column.field.kind) else {
                throw Self.failure("\(model).\(name) is a \(column.field.kind.rawValue) and cannot hold \(value).")
            }
            slots[slot] = taken
        }
        return (place, slots)
    }

    static func failure(_ message: String) -> FailureReason {
        FailureReason(.permanent, code: "odoo_records", message: message)
    }
}
