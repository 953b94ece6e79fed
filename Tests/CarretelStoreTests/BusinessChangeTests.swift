import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Changes and ignored records of the business store")
struct BusinessChangeTests {
    var fixture: BusinessFixture
    private let stock = BusinessFixture.stock

    init() throws { fixture = try BusinessFixture() }

    @Test("tells each change with exact decimals and the row before and after")
    func lines() throws {
        let sync = try fixture.sync()
        func row(_ product: String, _ quantity: String) -> String {
            #"{"movimento_id":1,"cod_produto":"\#(product)","data_prevista":"2026-11-20T12:00:00Z","#
                + #""qtd_prevista":\#(quantity),"status":"assigned","origem":null,"produto_id":4,"empresa_id":1}"#
        }
        let key = #""key":{"movimento_id":1,"id":1}"#
        let first = row(#"A\"\n"#, "7.992")
        let second = row("B", "-0.001")
        let update = #"{"op":"update",\#(key),"before":\#(first),"after":\#(second)}"#
        try sync.put(BusinessFixture.row(1, 7_992, product: "A\"\n"))
        #expect(try sync.changes() == [#"{"op":"insert",\#(key),"before":null,"after":\#(first)}"#])
        // A new row is shown as it is when it is handed out, and not at all once it is gone.
        try sync.put(BusinessFixture.row(1, -1, product: "B"))
        #expect(try sync.changes() == [#"{"op":"insert",\#(key),"before":null,"after":\#(second)}"#, update])
        #expect(try sync.remove([1, 99], from: stock) == 1)
        #expect(try sync.changes() == [update, #"{"op":"delete",\#(key),"before":\#(second),"after":null}"#])
    }

    @Test("names the local key, then the id, and writes money with its cents")
    func keyAndMoney() throws {
        let sync = try fixture.sync()
        var values = Array(repeating: BusinessValue.null, count: BusinessTable.backlog.columns.count)
        values[0] = .text("S1")
        values[10] = .integer(1_050)
        _ = try sync.apply(
            BusinessPage(table: .backlog, rows: [BusinessRow(id: 12, values: values, raw: Array("{}".utf8))]))
        let line = try #require(try sync.changes(of: .backlog).first)
        #expect(line.hasPrefix(#"{"op":"insert","key":{"num_pedido":"S1","cod_produto":null,"id":12},"before":null,"#))
        #expect(line.contains(#""preco_produto_pedido":10.5,"#))
    }

    @Test("hands the same changes out to the same job again, and to no other")
    func handedOut() throws {
        try fixture.sync(job: 1).put(BusinessFixture.row(1))
        let second = try fixture.sync(job: 2)
        try second.put(BusinessFixture.row(2))
        let taken = try second.changes()
        #expect(taken.count == 2)
        try second.keepChanges()
        #expect(try fixture.sync(job: 1).changes() == [])
        #expect(try fixture.sync(job: 2).changes() == taken)
        let third = try fixture.sync(job: 3)
        try third.put(BusinessFixture.row(3))
        #expect(try third.changes().count == 1)
        try third.keepChanges()
        #expect(try fixture.sync(job: 2).changes() == taken)
    }

    @Test("hands what a job took and never kept to the next job, and then no longer to it")
    func takenAndNotKept() throws {
        let first = try fixture.sync(job: 1)
        try first.put(BusinessFixture.row(1))
        #expect(try first.changes().count == 1)
        // The job is cancelled now, or its worker dies for the last time.
        let second = try fixture.sync(job: 2)
        try second.put(BusinessFixture.row(1, 2_000))
        #expect(try second.changes().count == 2)
        try second.keepChanges()
        // Were it tried again after all, it must not tell what is older than what was told.
        #expect(try fixture.sync(job: 1).changes() == [])
        #expect(try fixture.sync(job: 2).changes().count == 2)
    }

    @Test("hands changes on that a job had not come to")
    func interrupted() throws {
        struct Stop: Error {}
        let sync = try fixture.sync(job: 1)
        for id in 1...5 { try sync.put(BusinessFixture.row(Int64(id))) }
        var seen = 0
        let stop = FailureReason(.transient, code: "stop", message: "Enough.")
        let failure = businessReason {
            try sync.takeChanges(of: stock) { (_) throws(FailureReason) in
                seen += 1
                if seen == 3 { throw stop }
            }
        }
        #expect(failure == stop)
        #expect(try fixture.sync(job: 1).changes().count == 5)
    }

    @Test("hands out as many as there are, some at a time, oldest first")
    func manyLines() throws {
        var fixture = fixture
        fixture.settings.linesTogether = 3
        let sync = try fixture.sync()
        _ = try sync.apply(BusinessPage(table: stock, rows: (1...10).map { BusinessFixture.row($0) }))
        #expect(try fixture.query("SELECT count(*) FROM sync_changes") == ["4"])
        let ids = try sync.changes().map { line in
            try JSONValue(parsing: Array(line.utf8)).member("key")?.member("id")?.int64
        }
        #expect(ids == (1...10).map { Int64($0) })
    }

    @Test("lets the one who takes changes use the store meanwhile")
    func reentrant() throws {
        let sync = try fixture.sync()
        try sync.put(BusinessFixture.row(1))
        var counted: [Int] = []
        try sync.takeChanges(of: stock) { (_) throws(FailureReason) in
            counted.append(try sync.counts(of: BusinessFixture.stock).inserted)
        }
        #expect(counted == [1])
    }

    @Test("clears changes away a week after they were handed out, never those that nobody has taken")
    func expiry() throws {
        let week: Int64 = 7 * 86_400
        var fixture = fixture
        fixture.settings.linesTogether = 1
        let sync = try fixture.sync(job: 1, at: 0)
        // More rows than one step of the clearing removes.
        _ = try sync.apply(BusinessPage(table: stock, rows: (1...30).map { BusinessFixture.row($0) }))
        _ = try sync.changes()
        try sync.keepChanges()
        try sync.put(BusinessFixture.row(31))
        _ = try fixture.sync(job: 2, at: week)
        #expect(try fixture.query("SELECT count(*) FROM sync_changes") == ["31"])
        _ = try fixture.sync(job: 2, at: week + 1)
        #expect(try fixture.query("SELECT count(*), count(handed_to) FROM sync_changes") == ["1|0"])
    }

    // MARK: Ignored records

    @Test("removes a row that is ignored now, and makes it a row again")
    func ignoredAndBack() throws {
        let sync = try fixture.sync()
        try sync.put(BusinessFixture.row(1), BusinessFixture.row(2))
        let counts = try sync.put(ignoring: [IgnoredRecord(id: 1, reason: "cancelled")])
        #expect(counts == BusinessCounts(removed: 1, ignored: ["cancelled": 1]))
        #expect(try sync.identifiers(of: stock) == BusinessIdentifiers(rows: [2], ignored: [1]))
        #expect(try sync.put(BusinessFixture.row(1)) == BusinessCounts(inserted: 1))
        #expect(try sync.identifiers(of: stock) == BusinessIdentifiers(rows: [1, 2], ignored: []))
        #expect(
            try sync.changes().map { String($0.prefix(12)) } == [
                #"{"op":"inser"#, #"{"op":"inser"#, #"{"op":"delet"#, #"{"op":"inser"#,
            ])
    }

    @Test("counts an ignored record each time it is read, by its reason")
    func ignoredCounts() throws {
        let sync = try fixture.sync()
        try sync.put(ignoring: [IgnoredRecord(id: 1, reason: "a"), IgnoredRecord(id: 2, reason: "a")])
        try sync.put(ignoring: [IgnoredRecord(id: 1, reason: "b")])
        #expect(try sync.counts(of: stock) == BusinessCounts(ignored: ["a": 2, "b": 1]))
        #expect(try fixture.query("SELECT odoo_id, reason FROM sync_ignored ORDER BY 1") == ["1|b", "2|a"])
        #expect(try sync.changes() == [])
    }

    @Test("counts a record that is twice in a page once, a row before an ignored one")
    func rowAndIgnored() throws {
        let sync = try fixture.sync()
        let counts = try sync.put(
            BusinessFixture.row(1),
            ignoring: [1, 2, 2].map { IgnoredRecord(id: $0, reason: "x") })
        #expect(counts == BusinessCounts(inserted: 1, ignored: ["x": 1]))
        #expect(try sync.identifiers(of: stock) == BusinessIdentifiers(rows: [1], ignored: [2]))
    }

    @Test("forgets ignored records that the upstream no longer has, without a line")
    func removesIgnored() throws {
        let sync = try fixture.sync()
        try sync.put(BusinessFixture.row(1), ignoring: [IgnoredRecord(id: 2, reason: "x")])
        #expect(try sync.remove([1, 2, 3], from: stock) == 1)
        #expect(try sync.identifiers(of: stock) == BusinessIdentifiers(rows: [], ignored: []))
        #expect(try sync.counts(of: stock).removed == 1)
        #expect(try sync.changes().count == 1)
    }
}
