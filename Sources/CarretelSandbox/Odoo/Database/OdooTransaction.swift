package import CarretelCore
import Synchronization

/// Changes that are stamped with the moment at which it was begun, and seen by nobody before ``commit()``: what makes a
/// record appear with a `write_date` older than others that were read already.
package final class OdooTransaction: Sendable {
    /// The stamp of all that it writes.
    package let begun: Timestamp
    private let database: OdooDatabase
    private let changes = Mutex<[OdooChange]>([])

    init(_ database: OdooDatabase, begun: Timestamp) {
        self.database = database
        self.begun = begun
    }

    /// Writes values; see ``OdooDatabase/write(_:_:_:)``.
    ///
    /// - Throws: a permanent failure for an unknown model or field, or a value that the field cannot hold.
    package func write(_ model: String, _ ids: [Int64], _ values: [String: OdooValue]) throws(FailureReason) {
        let change = try database.change(of: model, ids, values)
        changes.withLock { $0.append(change) }
    }

    /// Creates a record, whose id is taken at once.
    ///
    /// - Returns: the id.
    /// - Throws: as ``write(_:_:_:)``.
    @discardableResult
    package func create(_ model: String, _ values: [String: OdooValue]) throws(FailureReason) -> Int64 {
        let (change, id) = try database.creation(of: model, values)
        changes.withLock { $0.append(change) }
        return id
    }

    /// Deletes records.
    ///
    /// - Throws: a permanent failure for an unknown model.
    package func delete(_ model: String, _ ids: [Int64]) throws(FailureReason) {
        let change = OdooChange.delete(table: try database.place(of: model), ids: ids)
        changes.withLock { $0.append(change) }
    }

    /// Makes all of it visible. A transaction that is let go instead has changed nothing.
    package func commit() {
        let made = changes.withLock { changes in
            defer { changes = [] }
            return changes
        }
        database.commit(made, begun: begun)
    }
}
