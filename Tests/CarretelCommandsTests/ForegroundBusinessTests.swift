import CarretelCore
import CarretelStore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelCommands

@Suite(.temporaryDirectory) struct ForegroundBusinessTests {
    private static let job = JobID(high: 1, low: 1)
    private static let source = BusinessSource(profile: "default", database: "erp")
    private static let page = BusinessPage(
        table: .plannedReceipts,
        rows: [
            BusinessRow(
                id: 1, values: BusinessTable.plannedReceipts.columns.map { _ in .null }, raw: Array("{}".utf8))
        ])

    @Test func readsTheSpoolsStoreAndLeavesNothingOfWhatItWrote() throws {
        let folder = try TemporaryDirectory.current
        let spool = BusinessDatabase(path: folder.path("business.sqlite"))
        let now = Timestamp(microseconds: 1_800_000_000_000_000)
        try spool.beginSync(from: Self.source, job: Self.job, at: now).finish(
            .plannedReceipts, mark: BusinessMark(watermark: now, readAt: now))
        let staging = try StagingPlace(keptIn: folder.path("saida"))
        let business = ForegroundBusiness(spool: spool, scratch: BusinessDatabase(path: staging.businessPath))

        let sync = try business.beginSync(from: Self.source, job: Self.job, at: now)
        #expect(try sync.mark(of: .plannedReceipts) == nil)
        #expect(try sync.apply(Self.page).inserted == 1)
        let reading = try business.beginReading(profile: "default")
        #expect(try reading.mark(of: .plannedReceipts) != nil)
        var rows = 0
        try reading.forEachRow(of: .plannedReceipts, columns: ["status"]) { _ in rows += 1 }
        #expect(rows == 0)

        _ = try staging.settle(Answer(status: .succeeded), resultName: "carga")
        var entries = try Directory.open(path: folder.path("saida")).entries()
        #expect(try entries.next()?.name == nil)
    }
}
