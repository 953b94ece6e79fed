import CarretelCore
import GRDB

/// The records of a table that were read and are no rows.
struct IgnoredRecords {
    private let table: String
    private let profile: String
    private let any: PreparedStatement
    private let note: PreparedStatement
    private let forget: PreparedStatement
    private let list: PreparedStatement

    init(of table: BusinessTable, _ run: SyncRun, in database: Database) throws {
        self.table = table.name
        profile = run.profile
        any = try PreparedStatement(
            "SELECT 1 FROM sync_ignored WHERE profile = ? AND table_name = ? LIMIT 1", in: database)
        note = try PreparedStatement(
            """
            INSERT INTO sync_ignored VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET reason = excluded.reason WHERE reason <> excluded.reason
            """, in: database)
        forget = try PreparedStatement(
            "DELETE FROM sync_ignored WHERE profile = ? AND table_name = ? AND odoo_id = ?", in: database)
        list = try PreparedStatement(
            "SELECT odoo_id FROM sync_ignored WHERE profile = ? AND table_name = ? ORDER BY odoo_id", in: database)
    }

    func isAny() throws(StoreFailure) -> Bool {
        begin(any)
        return try any.first { _ in true } ?? false
    }

    func note(_ record: IgnoredRecord) throws(StoreFailure) {
        begin(note)
        note.put(record.id)
        note.put(record.reason)
        try note.run()
    }

    func forget(_ id: Int64) throws(StoreFailure) {
        begin(forget)
        forget.put(id)
        try forget.run()
    }

    func identifiers() throws(StoreFailure) -> [Int64] {
        begin(list)
        return try list.all { $0.integer(0) }
    }

    private func begin(_ statement: PreparedStatement) {
        statement.put(profile)
        statement.put(table)
    }
}
