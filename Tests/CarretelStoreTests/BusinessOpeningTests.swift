import CarretelCore
import GRDB
import Testing

@testable import CarretelStore

@Suite("Opening the business store")
struct BusinessOpeningTests {
    let fixture: BusinessFixture

    init() throws { fixture = try BusinessFixture() }

    @Test("makes nothing before it is used, and nothing to read with")
    func isLazy() throws {
        let failure = businessReason { _ = try fixture.reading() }
        #expect(failure?.failureClass == .permanent)
        #expect(failure?.code == "store_empty")
        #expect(try fixture.folder.names() == [])
    }

    @Test("is in WAL mode with synchronous FULL, read back on the writing connection")
    func isDurable() throws {
        let queue = try DurableConnection.open(
            fixture.path, BusinessDatabase.kind,
            ConnectionSettings(checkpointPages: 77, cacheKibibytes: 1_024, busyTimeoutSeconds: 1))
        try queue.writeWithoutTransaction { (database) throws in
            #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
            #expect(try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2)
            #expect(try Int.fetchOne(database, sql: "PRAGMA wal_autocheckpoint") == 77)
            #expect(try Int.fetchOne(database, sql: "PRAGMA application_id") == 0x4372_7462)
        }
    }

    @Test(
        "has for each table the columns of its shape, in their order and with their types", arguments: BusinessTable.all
    )
    func schemaAgrees(table: BusinessTable) throws {
        _ = try fixture.sync()
        let stored = try fixture.query("SELECT name, type FROM pragma_table_info('\(table.name)')")
        let shape = table.columns.map { column in
            switch column.kind {
            case .integer, .quantity, .money: "\(column.name)|INTEGER"
            case .text, .date, .moment: "\(column.name)|TEXT"
            }
        }
        let around = ["raw|TEXT", "first_seen|TEXT", "updated_at|TEXT", "job_id|TEXT"]
        #expect(stored == ["profile|TEXT", "odoo_id|INTEGER"] + shape + around)
        let key = try fixture.query("SELECT name FROM pragma_index_info('\(table.name)_by_key')")
        #expect(key == ["profile"] + table.key)
        let primary = try fixture.query("SELECT name FROM pragma_table_info('\(table.name)') WHERE pk > 0 ORDER BY pk")
        #expect(primary == ["profile", "odoo_id"])
    }

    @Test("refuses the database of another program and leaves it as it is")
    func foreign() throws {
        let queue = try DatabaseQueue(path: fixture.path)
        try queue.write { try $0.execute(sql: "CREATE TABLE invoices (number INTEGER)") }
        try queue.close()
        let before = try fixture.folder.read(BusinessDatabase.fileName)
        #expect(businessReason { _ = try fixture.sync() }?.code == "store_damaged")
        #expect(businessReason { _ = try fixture.reading() }?.code == "store_damaged")
        #expect(try fixture.folder.read(BusinessDatabase.fileName) == before)
    }

    @Test("refuses a file that is no database and leaves it as it is")
    func noDatabase() throws {
        try fixture.folder.write(
            Array("This was a text all along, and a rather long one.".utf8), to: BusinessDatabase.fileName)
        let before = try fixture.folder.read(BusinessDatabase.fileName)
        let failure = businessReason { _ = try fixture.sync() }
        #expect(failure?.code == "store_damaged")
        #expect(failure?.hint?.contains("Move business.sqlite") == true)
        #expect(try fixture.folder.read(BusinessDatabase.fileName) == before)
    }

    @Test("refuses a store of a later version")
    func newer() throws {
        _ = try fixture.sync()
        let queue = try DatabaseQueue(path: fixture.path)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 the future')") }
        try queue.close()
        #expect(businessReason { _ = try fixture.sync() }?.code == "store_newer")
        #expect(businessReason { _ = try fixture.reading() }?.code == "store_newer")
    }

    @Test("fails for now when another program holds the lock")
    func busy() throws {
        let sync = try fixture.sync()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: fixture.path, configuration: configuration)
        try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let failure = businessReason { try sync.put(BusinessFixture.row(1)) }
        #expect(failure?.code == "storage_failed")
        #expect(failure?.failureClass == .transient)
        try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try sync.put(BusinessFixture.row(1)).inserted == 1)
    }

    @Test("refuses a profile whose rows come from another database")
    func sourceChanged() throws {
        try fixture.sync().put(BusinessFixture.row(1))
        let failure = businessReason { _ = try fixture.sync(database: "erp-teste") }
        #expect(failure?.code == "store_source_changed")
        #expect(failure?.failureClass == .permanent)
        #expect(try fixture.sync(profile: "teste", database: "erp-teste").put(BusinessFixture.row(1)).inserted == 1)
    }

    @Test("lets the database of a profile change while it has no rows")
    func sourceIsOpen() throws {
        _ = try fixture.sync(database: "erpp")
        #expect(try fixture.sync(database: "erp").put(BusinessFixture.row(1)).inserted == 1)
    }
}
