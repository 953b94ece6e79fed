import CarretelCore
import GRDB
import Testing

@testable import CarretelStore

@Suite("Opening the journal")
struct JournalOpeningTests {
    let fixture: JournalFixture

    init() throws { fixture = try JournalFixture() }

    @Test("is in WAL mode with synchronous FULL, whatever GRDB would set")
    func isDurable() throws {
        let queue = try JournalConnection.open(fixture.path, creating: true, settings: fixture.settings)
        try queue.writeWithoutTransaction { (database) throws in
            #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
            #expect(try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2)
            #expect(try Int.fetchOne(database, sql: "PRAGMA wal_autocheckpoint") == 6_000)
        }
    }

    @Test("stays durable after its log was prepared")
    func isDurableAfterPreparing() throws {
        var settings = fixture.settings
        settings.preparedLogPages = 512
        let queue = try JournalConnection.open(fixture.path, creating: true, settings: settings)
        try queue.writeWithoutTransaction { (database) throws in
            #expect(try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2)
            #expect(try Int.fetchOne(database, sql: "PRAGMA wal_autocheckpoint") == 6_000)
        }
        #expect(try fixture.folder.read("journal.sqlite-wal").count > 512 * 4_096)
    }

    @Test("refuses to go on with synchronous NORMAL")
    func refusesNormal() throws {
        let queue = try JournalConnection.open(fixture.path, creating: true, settings: fixture.settings)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            let failure = #expect(throws: StoreFailure.self) { try DurableConnection.verifyDurable(database) }
            #expect(failure?.code == .synchronousNotFull)
        }
    }

    @Test("says that there is none, and makes none")
    func missing() throws {
        let failure = #expect(throws: StoreFailure.self) { try fixture.open(creating: false) }
        #expect(failure?.code == .missing)
        #expect(throws: StoreFailure.self) { try HistoryReader.open(fixture.path) }
        #expect(try fixture.folder.names() == [])
    }

    @Test("reports a damaged file and leaves it as it is", arguments: [0, 16, 100, 4_096 * 2])
    func damaged(offset: Int) throws {
        try fixture.open().close()
        var bytes = try fixture.folder.read("journal.sqlite")
        for index in offset..<min(offset + 3_000, bytes.count) { bytes[index] = 0xA5 }
        // A fresh folder, so that no log brings the pages back.
        let other = try JournalFixture()
        try other.folder.write(bytes, to: "journal.sqlite")
        let failure = #expect(throws: StoreFailure.self) {
            let journal = try other.open(creating: true)
            _ = try journal.restored()
            let reader = try HistoryReader.open(other.path)
            let damage = try reader.damage()
            if !damage.isEmpty { throw StoreFailure(.corrupt, damage.joined()) }
        }
        #expect(failure?.code == .corrupt || failure?.code == .foreign, "\(failure?.description ?? "none")")
        #expect(try other.folder.read("journal.sqlite") == bytes)
    }

    @Test("reports a file that is no database")
    func noDatabase() throws {
        try fixture.folder.write(Array("This was a text all along, and a rather long one.".utf8), to: "journal.sqlite")
        let before = try fixture.folder.read("journal.sqlite")
        let failure = #expect(throws: StoreFailure.self) { try fixture.open() }
        #expect(failure?.code == .corrupt)
        #expect(try fixture.folder.read("journal.sqlite") == before)
    }

    @Test("refuses the database of another program")
    func foreign() throws {
        let queue = try DatabaseQueue(path: fixture.path)
        try queue.write { try $0.execute(sql: "CREATE TABLE invoices (number INTEGER)") }
        try queue.close()
        #expect(failureCode { try fixture.open() } == .foreign)
        #expect(failureCode { try HistoryReader.open(fixture.path) } == .foreign)
    }

    @Test("refuses a journal of a later version")
    func newer() throws {
        try fixture.open().close()
        let queue = try DatabaseQueue(path: fixture.path)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 the future')") }
        try queue.close()
        #expect(failureCode { try fixture.open() } == .newerSchema)
        #expect(failureCode { try HistoryReader.open(fixture.path) } == .newerSchema)
    }

    @Test("says that another process holds the lock")
    func busy() throws {
        let journal = try fixture.open()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: fixture.path, configuration: configuration)
        try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let failure = #expect(throws: StoreFailure.self) { try journal.carryOut([TestJob(number: 1).accept()]) }
        #expect(failure?.code == .busy)
        // A failed commit is final.
        try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(throws: StoreFailure.self) { try journal.carryOut([TestJob(number: 1).accept()]) }
    }

    @Test("refuses everything once it is closed")
    func closed() throws {
        let journal = try fixture.open()
        try journal.close()
        #expect(throws: StoreFailure.self) { try journal.carryOut([]) }
    }
}
