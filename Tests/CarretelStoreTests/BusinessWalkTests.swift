import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelStore

/// Random pages against a plain dictionary that follows the rules in the shortest way.
@Suite("Random pages in the business store", .seeded)
struct BusinessWalkTests {
    /// What the store should hold.
    private struct Model {
        var rows: [Int64: BusinessRow] = [:]
        var ignored: [Int64: String] = [:]
        var counts = BusinessCounts()
        /// Operation and id of each change.
        var changes: [String] = []

        mutating func apply(_ row: BusinessRow) {
            ignored[row.id] = nil
            switch rows[row.id] {
            case nil:
                counts.inserted += 1
                changes.append("insert \(row.id)")
            case let before? where before.values != row.values:
                counts.updated += 1
                changes.append("update \(row.id)")
            default: counts.unchanged += 1
            }
            rows[row.id] = row
        }

        mutating func remove(_ id: Int64) {
            guard rows.removeValue(forKey: id) != nil else { return }
            counts.removed += 1
            changes.append("delete \(id)")
        }
    }

    @Test("end as a dictionary would, whoever takes over in between")
    func walk() throws {
        var generator = SeededGenerator(seed: try Seed.current)
        var fixture = try BusinessFixture()
        fixture.settings.linesTogether = 7
        var model = Model()
        var sync = try fixture.sync()
        for step in 0..<150 {
            if Int.random(in: 0..<10, using: &generator) == 0 { sync = try fixture.sync(at: Int64(step)) }
            if Int.random(in: 0..<5, using: &generator) == 0 {
                let ids = (0..<5).map { _ in Int64.random(in: 1...60, using: &generator) }
                _ = try sync.remove(ids, from: BusinessFixture.stock)
                for id in ids {
                    model.remove(id)
                    model.ignored[id] = nil
                }
            } else {
                let ids = Set((0..<20).map { _ in Int64.random(in: 1...60, using: &generator) }).shuffled(
                    using: &generator)
                let rows = ids.dropFirst(4).map { id in
                    BusinessFixture.row(
                        id, Int64.random(in: 0...2, using: &generator),
                        raw: #"{"at":\#(Int.random(in: 0...3, using: &generator))}"#)
                }
                let ignored = ids.prefix(4).map { IgnoredRecord(id: $0, reason: "r\($0 % 3)") }
                _ = try sync.apply(
                    BusinessPage(table: BusinessFixture.stock, rows: rows, ignored: ignored))
                for row in rows { model.apply(row) }
                for record in ignored.reversed() {
                    model.remove(record.id)
                    model.ignored[record.id] = record.reason
                    model.counts.ignored[record.reason, default: 0] += 1
                }
            }
        }
        #expect(try sync.counts(of: BusinessFixture.stock) == model.counts)
        #expect(
            try sync.identifiers(of: BusinessFixture.stock)
                == BusinessIdentifiers(rows: model.rows.keys.sorted(), ignored: model.ignored.keys.sorted()))
        let stored = try fixture.query("SELECT odoo_id, qtd_prevista, raw FROM estoque_saidas ORDER BY odoo_id")
        let expected = model.rows.sorted { $0.key < $1.key }.map { id, row in
            guard case .integer(let quantity) = row.values[3] else { return "" }
            return "\(id)|\(quantity)|\(String(decoding: row.raw, as: UTF8.self))"
        }
        #expect(stored == expected)
        let changes = try sync.changes().map { line in
            let json = try JSONValue(parsing: Array(line.utf8))
            return "\(json.member("op")?.string ?? "") \(json.member("key")?.member("id")?.int64 ?? 0)"
        }
        #expect(changes == model.changes)
    }
}
