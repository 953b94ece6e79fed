import CarretelCore
import GRDB
import Glibc
import Testing

@testable import CarretelStore

@Suite("Taking records over")
struct BusinessPageTests {
    let fixture: BusinessFixture

    init() throws { fixture = try BusinessFixture() }

    @Test("inserts what is new, updates what differs, leaves the rest alone")
    func counts() throws {
        let sync = try fixture.sync()
        #expect(try sync.put(BusinessFixture.row(1), BusinessFixture.row(2)) == BusinessCounts(inserted: 2))
        let again = try sync.put(BusinessFixture.row(1), BusinessFixture.row(2, 5), BusinessFixture.row(3))
        #expect(again == BusinessCounts(inserted: 1, updated: 1, unchanged: 1))
        #expect(try sync.counts(of: BusinessFixture.stock) == BusinessCounts(inserted: 3, updated: 1, unchanged: 1))
    }

    @Test("says of each row who brought it and when, and when it was first seen")
    func stamps() throws {
        try fixture.sync(job: 1, at: 0).put(BusinessFixture.row(1), BusinessFixture.row(2))
        try fixture.sync(job: 2, at: 60).put(BusinessFixture.row(1), BusinessFixture.row(2, 5))
        let first = BusinessFixture.job(1).text
        let second = BusinessFixture.job(2).text
        #expect(
            try fixture.query("SELECT odoo_id, first_seen, updated_at, job_id FROM estoque_saidas ORDER BY 1") == [
                "1|2027-01-15T08:00:00Z|2027-01-15T08:00:00Z|\(first)",
                "2|2027-01-15T08:00:00Z|2027-01-15T08:01:00Z|\(second)",
            ])
    }

    @Test("replaces the record of a row whose columns are the same, and counts it as unchanged")
    func rawAlone() throws {
        try fixture.sync(job: 1).put(BusinessFixture.row(1, raw: #"{"write_date":1}"#))
        let sync = try fixture.sync(job: 2, at: 60)
        #expect(
            try sync.put(BusinessFixture.row(1, raw: #"{"write_date":2}"#)) == BusinessCounts(unchanged: 1))
        #expect(try sync.changes().count == 1)
        #expect(
            try fixture.query("SELECT raw, updated_at FROM estoque_saidas") == [
                #"{"write_date":2}|2027-01-15T08:00:00Z"#
            ])
    }

    @Test("sees a difference between nothing, zero and an empty text")
    func emptyCells() throws {
        let sync = try fixture.sync()
        for (column, values) in [(3, [BusinessValue.null, .integer(0)]), (1, [.null, .text(""), .text("A")])] {
            for value in values {
                var row = BusinessFixture.row(1)
                row.values[column] = value
                #expect(try sync.put(row).unchanged == 0, "\(value)")
                #expect(try sync.put(row).unchanged == 1, "\(value)")
            }
        }
    }

    @Test("counts a record that is twice in a page once, as it was last")
    func twice() throws {
        let sync = try fixture.sync()
        let counts = try sync.put(BusinessFixture.row(2, 7), BusinessFixture.row(1), BusinessFixture.row(2, 8))
        #expect(counts == BusinessCounts(inserted: 2))
        #expect(try fixture.query("SELECT qtd_prevista FROM estoque_saidas WHERE odoo_id = 2") == ["8"])
        #expect(try sync.changes().count == 2)
    }

    @Test("takes nothing of a page that has one wrong row", arguments: [BusinessValue.text("ten"), .null])
    func wrongRow(last: BusinessValue) throws {
        let sync = try fixture.sync()
        var wrong = BusinessFixture.row(2)
        // A text in a column of numbers, or one value too few.
        if last == .null { wrong.values.removeLast() } else { wrong.values[3] = last }
        let failure = businessReason {
            try sync.put(BusinessFixture.row(1), wrong, cursor: BusinessFixture.cursor(2))
        }
        #expect(failure?.code == "store_refused")
        #expect(failure?.failureClass == .permanent)
        #expect(try sync.identifiers(of: BusinessFixture.stock).rows == [])
        #expect(try sync.unfinishedWindow(of: BusinessFixture.stock) == nil)
        #expect(try sync.changes() == [])
        #expect(try sync.put(BusinessFixture.row(1)).inserted == 1)
    }

    @Test("refuses a table that the store does not have")
    func unknownTable() throws {
        let sync = try fixture.sync()
        var table = BusinessFixture.stock
        table.columns.removeLast()
        #expect(
            businessReason { _ = try sync.apply(BusinessPage(table: table, rows: [])) }?.code == "store_refused")
    }

    @Test("leaves nothing of a page whose writer is killed in its middle, and all of those before")
    func killed() async throws {
        let path = fixture.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let run = SyncRun(
                source: BusinessSource(profile: "default", database: "erp"), job: BusinessFixture.job(1),
                now: BusinessFixture.at(0), settings: BusinessSettings())
            let sync = try BusinessDatabase(path: path).beginSync(
                from: run.source, job: BusinessFixture.job(1), at: run.now)
            try sync.put(BusinessFixture.row(1), BusinessFixture.row(2), cursor: BusinessFixture.cursor(2))
            let queue = try DurableConnection.open(
                path, BusinessDatabase.kind,
                ConnectionSettings(checkpointPages: 1, cacheKibibytes: 64, busyTimeoutSeconds: 1))
            try queue.write { database in
                let page = BusinessPage(
                    table: BusinessFixture.stock, rows: (1...2_000).map { BusinessFixture.row($0, 9) })
                _ = try TableWriter(page.table, run, in: database).apply(page, ChangeOutbox(run, in: database))
                _ = kill(getpid(), SIGKILL)
            }
        }
        let sync = try fixture.sync(job: 1, at: 5)
        #expect(try sync.unfinishedWindow(of: BusinessFixture.stock) == BusinessFixture.cursor(2))
        #expect(try sync.counts(of: BusinessFixture.stock) == BusinessCounts(inserted: 2))
        #expect(try sync.identifiers(of: BusinessFixture.stock).rows == [1, 2])
        #expect(try sync.changes().count == 2)
        #expect(try fixture.query("SELECT DISTINCT qtd_prevista FROM estoque_saidas") == ["1000"])
    }
}
