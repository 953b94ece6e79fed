import CarretelCore
import Testing

@testable import CarretelStore

/// What `carretel status` is told of the business store.
@Suite("The overview of the business store") struct BusinessOverviewTests {
    private let fixture: BusinessFixture

    init() throws { fixture = try BusinessFixture() }

    private func overview() throws -> [BusinessOverview.Table] {
        try #require(try BusinessOverview.read(fixture.path)).tables
    }

    @Test("is none where there is no store")
    func none() throws {
        #expect(try BusinessOverview.read(fixture.path) == nil)
    }

    @Test("has a table once its first window was read whole, with what the last job did")
    func lastJob() throws {
        let stock = BusinessFixture.stock
        let first = try fixture.sync(job: 1, at: 10)
        try first.put(BusinessFixture.row(1), BusinessFixture.row(2), ignoring: [IgnoredRecord(id: 3, reason: "x")])
        #expect(try overview().isEmpty)
        let mark = BusinessMark(watermark: BusinessFixture.at(5), readAt: BusinessFixture.at(10))
        try first.finish(stock, mark: mark)
        #expect(try overview().map(\.name) == [stock.name])
        #expect(try overview().map(\.counts) == [BusinessCounts(inserted: 2, ignored: ["x": 1])])
        let second = try fixture.sync(job: 2, at: 20)
        try second.put(BusinessFixture.row(1))
        let table = try #require(try overview().first)
        #expect(table.mark == mark && table.profile == "default")
        #expect(table.counts == BusinessCounts(unchanged: 1))
    }

    @Test("keeps profiles apart, and has tables in the order of the services")
    func order() throws {
        let mark = BusinessMark(watermark: BusinessFixture.at(5), readAt: BusinessFixture.at(10))
        for (profile, table) in [("b", BusinessTable.invoices), ("a", .receipts), ("a", .backlog)] {
            try fixture.sync(profile: profile).finish(table, mark: mark)
        }
        #expect(try overview().map { "\($0.profile) \($0.name)" } == ["a carteira", "a entradas", "b faturamento"])
    }
}
