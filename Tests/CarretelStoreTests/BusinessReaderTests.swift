import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Reading the business store")
struct BusinessReaderTests {
    let fixture: BusinessFixture
    private let stock = BusinessFixture.stock

    init() throws { fixture = try BusinessFixture() }

    @Test("sees one moment, whatever is written meanwhile")
    func snapshot() throws {
        let sync = try fixture.sync()
        try sync.put(BusinessFixture.row(1), BusinessFixture.row(2))
        let reading = try fixture.reading()
        try sync.put(BusinessFixture.row(2, 5), BusinessFixture.row(3))
        #expect(try sync.remove([1], from: stock) == 1)
        try sync.finish(stock, mark: BusinessMark(watermark: BusinessFixture.at(0), readAt: BusinessFixture.at(0)))
        #expect(try reading.mark(of: stock) == nil)
        #expect(try reading.quantities() == [[.integer(1), .integer(1_000)], [.integer(2), .integer(1_000)]])
        let later = try fixture.reading()
        #expect(try later.mark(of: stock) != nil)
        #expect(try later.quantities() == [[.integer(2), .integer(5)], [.integer(3), .integer(1_000)]])
    }

    @Test("hands rows out by id, with the columns that were asked for")
    func columns() throws {
        try fixture.sync().put(BusinessFixture.row(9, 3), BusinessFixture.row(-2, 4, product: "B"))
        var rows: [[BusinessValue]] = []
        try fixture.reading().forEachRow(of: stock, columns: ["origem", "cod_produto", "qtd_prevista"]) {
            rows.append($0)
        }
        #expect(rows == [[.null, .text("B"), .integer(4)], [.null, .text("A"), .integer(3)]])
    }

    @Test("refuses a column that the table does not have")
    func unknownColumn() throws {
        _ = try fixture.sync()
        let reading = try fixture.reading()
        let failure = businessReason { try reading.forEachRow(of: stock, columns: ["raw"]) { _ in } }
        #expect(failure?.code == "store_refused")
    }

    @Test("stops with what its reader throws, and can be read again")
    func stops() throws {
        try fixture.sync().put(BusinessFixture.row(1), BusinessFixture.row(2))
        let reading = try fixture.reading()
        let stop = FailureReason(.policy, code: "cancelled", message: "Enough.")
        let failure = businessReason {
            try reading.forEachRow(of: stock, columns: ["status"]) { (_) throws(FailureReason) in throw stop }
        }
        #expect(failure == stop)
        #expect(try reading.quantities().count == 2)
    }

    @Test("makes no file, whether or not a writer has left its log")
    func makesNoFile() throws {
        try fixture.sync().put(BusinessFixture.row(1))
        let names = try fixture.folder.names()
        #expect(try fixture.reading().quantities().count == 1)
        #expect(try fixture.folder.names() == names)
        let copy = try BusinessFixture()
        try DatabaseCopy.make(of: fixture.path, at: copy.path)
        #expect(try copy.reading().quantities().count == 1)
        #expect(try copy.folder.names() == [BusinessDatabase.fileName])
    }

    @Test("fails for now when a file at rest is opened for writing under its eyes")
    func notAtRest() throws {
        try fixture.sync().put(BusinessFixture.row(1))
        let copy = try BusinessFixture()
        try DatabaseCopy.make(of: fixture.path, at: copy.path)
        let reading = try copy.reading()
        let sync = try copy.sync(job: 2)
        try sync.put(BusinessFixture.row(2))
        let failure = businessReason { _ = try reading.quantities() }
        #expect(failure?.code == "storage_failed")
        #expect(try copy.reading().quantities().count == 2)
    }
}
