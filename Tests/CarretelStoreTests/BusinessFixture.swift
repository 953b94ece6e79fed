// A business store on a real file, and rows that are easy to tell apart.

import CarretelCore
import GRDB
import Testing

@testable import CarretelStore

/// Moments and jobs are small numbers; everything else about them follows.
struct BusinessFixture {
    static let origin = Timestamp(microseconds: 1_800_000_000_000_000)
    /// The shortest table that has every kind of cell but money.
    static let stock = BusinessTable.plannedShipments

    let folder: TemporaryFolder
    var settings = BusinessSettings()

    init() throws {
        folder = try TemporaryFolder()
        settings.busyTimeoutSeconds = 0.05
    }

    var path: String { folder(BusinessDatabase.fileName) }
    var database: BusinessDatabase { BusinessDatabase(path: path, settings: settings) }

    func sync(
        job: UInt64 = 1, profile: String = "default", database name: String = "erp", at seconds: Int64 = 0
    ) throws -> any BusinessSync {
        try database.beginSync(
            from: BusinessSource(profile: profile, database: name), job: Self.job(job), at: Self.at(seconds))
    }

    func reading(profile: String = "default") throws -> any BusinessReading {
        try database.beginReading(profile: profile)
    }

    /// A look at the file past the store.
    func query(_ sql: String) throws -> [String] {
        let queue = try DatabaseQueue(path: path)
        return try queue.read { database in
            try Row.fetchAll(database, sql: sql).map { row in
                row.databaseValues.map { String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: "|")
            }
        }
    }

    static func job(_ number: UInt64) -> JobID { JobID(high: 7, low: number) }
    static func at(_ seconds: Int64) -> Timestamp { origin + .seconds(seconds) }
    static func cursor(_ last: Int64) -> BusinessCursor {
        BusinessCursor(from: at(-100), to: at(0), lastID: last)
    }

    /// A planned shipment.
    static func row(_ id: Int64, _ quantity: Int64 = 1_000, product: String = "A", raw: String = "{}") -> BusinessRow {
        BusinessRow(
            id: id,
            values: [
                .integer(id), .text(product), .text("2026-11-20T12:00:00Z"), .integer(quantity), .text("assigned"),
                .null, .integer(4), .integer(1),
            ],
            raw: Array(raw.utf8))
    }
}

extension BusinessSync {
    @discardableResult func put(
        _ rows: BusinessRow..., ignoring ignored: [IgnoredRecord] = [], cursor: BusinessCursor? = nil
    ) throws -> BusinessCounts {
        try apply(BusinessPage(table: BusinessFixture.stock, rows: rows, ignored: ignored, cursor: cursor))
    }

    func changes(of table: BusinessTable = BusinessFixture.stock) throws -> [String] {
        var lines: [String] = []
        try takeChanges(of: table) { lines.append(String(decoding: $0, as: UTF8.self)) }
        return lines
    }
}

extension BusinessReading {
    /// Ids and quantities of the planned shipments.
    func quantities() throws -> [[BusinessValue]] {
        var rows: [[BusinessValue]] = []
        try forEachRow(of: BusinessFixture.stock, columns: ["movimento_id", "qtd_prevista"]) { rows.append($0) }
        return rows
    }
}

/// What a call failed with.
func businessReason(_ body: () throws -> Void) -> FailureReason? {
    #expect(throws: FailureReason.self) { try body() }
}

/// A database without a log beside it, as a copy in use elsewhere is.
enum DatabaseCopy {
    static func make(of path: String, at copy: String) throws {
        try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO '\(copy)'") }
    }
}
