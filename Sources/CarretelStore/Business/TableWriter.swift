import CarretelCore
import GRDB

/// Writes the rows of one table for one job, and the lines of what changed.
struct TableWriter {
    /// What the store has for a record that comes in.
    private enum Finding {
        case same
        /// The columns are the same, the record beside them is not.
        case otherRecord
        case different(before: [BusinessValue])
    }

    private let table: BusinessTable
    private let run: SyncRun
    private let find: PreparedStatement
    private let insert: PreparedStatement
    private let update: PreparedStatement
    private let replaceRecord: PreparedStatement
    private let delete: PreparedStatement
    private let list: PreparedStatement
    private let ignored: IgnoredRecords

    init(_ table: BusinessTable, _ run: SyncRun, in database: Database) throws {
        let columns = table.columns.map(\.name)
        let own = "profile = ? AND odoo_id = ?"
        self.table = table
        self.run = run
        find = try PreparedStatement(
            "SELECT \(columns.joined(separator: ", ")), raw FROM \(table.name) WHERE \(own)", in: database)
        let all = columns + ["raw", "updated_at", "job_id", "profile", "odoo_id"]
        insert = try PreparedStatement(
            """
            INSERT INTO \(table.name) (\(all.joined(separator: ", ")), first_seen)
            VALUES (\(all.map { _ in "?" }.joined(separator: ", ")), ?)
            """, in: database)
        let changes = all.dropLast(2).map { "\($0) = ?" }.joined(separator: ", ")
        update = try PreparedStatement("UPDATE \(table.name) SET \(changes) WHERE \(own)", in: database)
        replaceRecord = try PreparedStatement("UPDATE \(table.name) SET raw = ? WHERE \(own)", in: database)
        delete = try PreparedStatement("DELETE FROM \(table.name) WHERE \(own)", in: database)
        list = try PreparedStatement(
            "SELECT odoo_id FROM \(table.name) WHERE profile = ? ORDER BY odoo_id", in: database)
        ignored = try IgnoredRecords(of: table, run, in: database)
    }

    /// Takes a page over.
    func apply(_ page: BusinessPage, _ outbox: ChangeOutbox) throws(StoreFailure) -> BusinessCounts {
        var counts = BusinessCounts()
        var lines = outbox.lines(of: table)
        let rows = Self.lastOfEach(page.rows)
        let someAreIgnored = try ignored.isAny()
        for row in rows {
            guard row.values.count == table.columns.count else {
                throw StoreFailure(
                    .refused,
                    "Record \(row.id) of \(table.name) has \(row.values.count) values instead of "
                        + "\(table.columns.count).")
            }
            try apply(row, &counts, &lines, mayBeIgnored: someAreIgnored)
        }
        if !page.ignored.isEmpty { try ignore(page.ignored, butNot: Set(rows.map(\.id)), &counts, &lines) }
        try lines.finish()
        return counts
    }

    private func apply(
        _ row: BusinessRow, _ counts: inout BusinessCounts, _ lines: inout ChangeLines, mayBeIgnored: Bool
    ) throws(StoreFailure) {
        switch try finding(for: row) {
        case nil:
            if mayBeIgnored { try ignored.forget(row.id) }
            put(row, to: insert)
            insert.put(run.moment)
            try insert.run()
            try lines.insert(row.id, row.values)
            counts.inserted += 1
        case .same:
            counts.unchanged += 1
        case .otherRecord:
            replaceRecord.put(utf8: row.raw)
            try runForRow(replaceRecord, row.id)
            counts.unchanged += 1
        case .different(let before):
            put(row, to: update)
            try update.run()
            try lines.update(row.id, before, row.values)
            counts.updated += 1
        }
    }

    /// Binds what insert and update have in common.
    private func put(_ row: BusinessRow, to statement: PreparedStatement) {
        for value in row.values { statement.put(value) }
        statement.put(utf8: row.raw)
        statement.put(run.moment)
        statement.put(run.job)
        statement.put(run.profile)
        statement.put(row.id)
    }

    /// Compares a record with its row; nil when there is none.
    private func finding(for row: BusinessRow) throws(StoreFailure) -> Finding? {
        find.put(run.profile)
        find.put(row.id)
        return try find.first { stored in
            for (column, value) in row.values.enumerated() where !stored.holds(value, at: column) {
                return .different(before: values(stored))
            }
            return stored.holds(utf8: row.raw, at: row.values.count) ? .same : .otherRecord
        }
    }

    private func values(_ stored: PreparedStatement) -> [BusinessValue] {
        table.columns.indices.map { stored.value($0) }
    }

    /// The rows of a page, of those with the same id only the last.
    private static func lastOfEach(_ rows: [BusinessRow]) -> [BusinessRow] {
        // Pages are read in the order of their ids, so mostly there is nothing to look for.
        guard zip(rows, rows.dropFirst()).contains(where: { $0.id >= $1.id }) else { return rows }
        var seen: Set<Int64> = []
        return rows.reversed().filter { seen.insert($0.id).inserted }.reversed()
    }

    // MARK: Records without rows

    /// Notes records as ignored. One that is a row of the same page stays one.
    private func ignore(
        _ records: [IgnoredRecord], butNot rows: Set<Int64>, _ counts: inout BusinessCounts, _ lines: inout ChangeLines
    ) throws(StoreFailure) {
        var seen = rows
        for record in records.reversed() where seen.insert(record.id).inserted {
            if try removeRow(record.id, &lines) { counts.removed += 1 }
            try ignored.note(record)
            counts.ignored[record.reason, default: 0] += 1
        }
    }

    /// Removes rows and forgets ignored records.
    ///
    /// - Returns: how many were rows.
    func remove(_ ids: [Int64], _ outbox: ChangeOutbox) throws(StoreFailure) -> Int {
        var lines = outbox.lines(of: table)
        var removed = 0
        for id in ids {
            if try removeRow(id, &lines) { removed += 1 } else { try ignored.forget(id) }
        }
        try lines.finish()
        return removed
    }

    private func removeRow(_ id: Int64, _ lines: inout ChangeLines) throws(StoreFailure) -> Bool {
        find.put(run.profile)
        find.put(id)
        guard let before = try find.first({ values($0) }) else { return false }
        try runForRow(delete, id)
        try lines.delete(id, before)
        return true
    }

    private func runForRow(_ statement: PreparedStatement, _ id: Int64) throws(StoreFailure) {
        statement.put(run.profile)
        statement.put(id)
        try statement.run()
    }

    /// Which records are known.
    func identifiers() throws(StoreFailure) -> BusinessIdentifiers {
        list.put(run.profile)
        return BusinessIdentifiers(rows: try list.all { $0.integer(0) }, ignored: try ignored.identifiers())
    }
}
