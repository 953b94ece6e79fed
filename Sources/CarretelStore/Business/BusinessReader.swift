// The reading side of the business store: a read transaction as long as the object lives, so that everything it hands
// out is of one moment, whatever a synchronisation writes meanwhile. It writes nothing and makes no file.

import CarretelCore
import GRDB

/// One profile's rows at one moment.
final class BusinessReader: BusinessReading, Sendable {
    private let database: DatabaseQueue
    private let profile: String
    private let path: String
    /// Whether nobody was writing at the beginning, so that SQLite was told that nothing changes.
    private let isAlone: Bool

    /// Opens the file and begins the transaction.
    ///
    /// - Throws: `missing` for none or an empty one, `corrupt`, `foreign`, `newerSchema`, `busy`, `io`.
    init(_ path: String, profile: String, busyTimeoutSeconds: Double) throws(StoreFailure) {
        self.path = path
        self.profile = profile
        (database, isAlone) = try BusinessSnapshot.open(path, busyTimeoutSeconds: busyTimeoutSeconds)
    }

    func mark(of table: BusinessTable) throws(FailureReason) -> BusinessMark? {
        try read { database in
            let statement = try PreparedStatement(
                "SELECT watermark, read_at FROM sync_marks WHERE profile = ? AND table_name = ?", in: database)
            statement.put(profile)
            statement.put(table.name)
            return try statement.first { row in row.mark }
        }
    }

    func forEachRow(
        of table: BusinessTable, columns: [String], _ body: ([BusinessValue]) throws(FailureReason) -> Void
    ) throws(FailureReason) {
        guard BusinessTable.all.contains(table), columns.allSatisfy({ table.index(of: $0) != nil }), !columns.isEmpty
        else {
            throw FailureReason(
                business: StoreFailure(.refused, "There is no table \(table.name) with these columns."))
        }
        let refusal: FailureReason? = try read { database in
            let statement = try PreparedStatement(
                "SELECT \(columns.joined(separator: ", ")) FROM \(table.name) WHERE profile = ? ORDER BY odoo_id",
                in: database)
            statement.put(profile)
            return try statement.each(orStopWith: FailureReason.self) { (row) throws(FailureReason) in
                try body(columns.indices.map { row.value($0) })
            }
        }
        if let refusal { throw refusal }
    }

    /// Runs `body`, which may use this object itself.
    private func read<Value>(_ body: (Database) throws -> Value) throws(FailureReason) -> Value {
        try reportingFailures { () throws(StoreFailure) in
            try BusinessSnapshot.checked(path, wasAlone: isAlone) { () throws(StoreFailure) in
                try translatingFailures { try database.unsafeReentrantRead(body) }
            }
        }
    }
}
