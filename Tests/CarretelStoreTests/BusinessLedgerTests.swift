import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Marks, places and profiles of the business store")
struct BusinessLedgerTests {
    let fixture: BusinessFixture
    private let stock = BusinessFixture.stock

    init() throws { fixture = try BusinessFixture() }

    @Test("has no mark before a window was read whole")
    func noMark() throws {
        let sync = try fixture.sync()
        try sync.put(BusinessFixture.row(1), cursor: BusinessFixture.cursor(1))
        #expect(try sync.mark(of: stock) == nil)
        #expect(try fixture.reading().mark(of: stock) == nil)
    }

    @Test("moves its mark to the microsecond, and never back")
    func mark() throws {
        let sync = try fixture.sync()
        let early = BusinessMark(
            watermark: BusinessFixture.at(10), readAt: Timestamp(microseconds: BusinessFixture.at(11).microseconds + 7))
        let late = BusinessMark(watermark: BusinessFixture.at(20), readAt: BusinessFixture.at(21))
        try sync.finish(stock, mark: early)
        #expect(try sync.mark(of: stock) == early)
        try sync.finish(stock, mark: late)
        try sync.finish(stock, mark: early)
        #expect(try sync.mark(of: stock) == late)
        #expect(try fixture.reading().mark(of: stock) == late)
        #expect(try sync.mark(of: .backlog) == nil)
    }

    @Test("remembers where a job was, for its own attempts alone")
    func cursor() throws {
        try fixture.sync(job: 1).put(BusinessFixture.row(4), cursor: BusinessFixture.cursor(4))
        #expect(try fixture.sync(job: 1).unfinishedWindow(of: stock) == BusinessFixture.cursor(4))
        #expect(try fixture.sync(job: 2).unfinishedWindow(of: stock) == nil)
        let open = BusinessCursor(from: nil, to: BusinessFixture.at(0), lastID: 9)
        try fixture.sync(job: 1).put(BusinessFixture.row(9), cursor: open)
        #expect(try fixture.sync(job: 1).unfinishedWindow(of: stock) == open)
    }

    @Test("keeps the place in a window while records are read outside it")
    func outsideWindow() throws {
        let sync = try fixture.sync()
        try sync.put(BusinessFixture.row(4), cursor: BusinessFixture.cursor(4))
        try sync.put(BusinessFixture.row(2))
        #expect(try sync.unfinishedWindow(of: stock) == BusinessFixture.cursor(4))
    }

    @Test("forgets the place at the end of a window, and not what was done")
    func finished() throws {
        let sync = try fixture.sync(job: 1)
        try sync.put(
            BusinessFixture.row(4), ignoring: [IgnoredRecord(id: 5, reason: "no_product")],
            cursor: BusinessFixture.cursor(4))
        try sync.finish(stock, mark: BusinessMark(watermark: BusinessFixture.at(0), readAt: BusinessFixture.at(1)))
        let later = try fixture.sync(job: 1)
        #expect(try later.unfinishedWindow(of: stock) == nil)
        #expect(try later.counts(of: stock) == BusinessCounts(inserted: 1, ignored: ["no_product": 1]))
        #expect(try fixture.sync(job: 2).counts(of: stock) == BusinessCounts())
    }

    @Test("forgets what a job did when nobody can ask any more")
    func oldJobs() throws {
        let week: Int64 = 7 * 86_400
        try fixture.sync(job: 1, at: 0).put(BusinessFixture.row(1))
        _ = try fixture.sync(job: 2, at: week)
        #expect(try fixture.sync(job: 1, at: week).counts(of: stock).inserted == 1)
        _ = try fixture.sync(job: 2, at: week + 1)
        #expect(try fixture.sync(job: 1, at: week + 1).counts(of: stock).inserted == 0)
    }

    @Test("never lets a profile see another's rows, marks or changes")
    func profiles() throws {
        let first = try fixture.sync(job: 1, profile: "um")
        let second = try fixture.sync(job: 1, profile: "dois", database: "outro")
        try first.put(
            BusinessFixture.row(1), ignoring: [IgnoredRecord(id: 8, reason: "x")], cursor: BusinessFixture.cursor(1))
        #expect(try second.identifiers(of: stock) == BusinessIdentifiers(rows: [], ignored: []))
        #expect(try second.unfinishedWindow(of: stock) == nil)
        #expect(try second.put(BusinessFixture.row(1, 2)) == BusinessCounts(inserted: 1))
        #expect(try second.put(BusinessFixture.row(8)) == BusinessCounts(inserted: 1))
        #expect(try second.remove([1], from: stock) == 1)
        try second.finish(stock, mark: BusinessMark(watermark: BusinessFixture.at(0), readAt: BusinessFixture.at(0)))
        #expect(try first.mark(of: stock) == nil)
        #expect(try first.identifiers(of: stock) == BusinessIdentifiers(rows: [1], ignored: [8]))
        #expect(try first.changes().count == 1)
        #expect(try second.changes().count == 3)
        #expect(try fixture.reading(profile: "um").quantities() == [[.integer(1), .integer(1_000)]])
        #expect(try fixture.reading(profile: "nobody").quantities() == [])
    }
}
