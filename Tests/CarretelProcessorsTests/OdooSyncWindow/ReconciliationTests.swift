import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite("A comparison of ids") struct ReconciliationTests {
    private func compare(
        _ upstream: [Int64], rows: [Int64], ignored: [Int64] = [], fall: Int = 10
    ) -> Reconciliation {
        Reconciliation(
            upstream: upstream, known: BusinessIdentifiers(rows: rows, ignored: ignored), fallPercent: fall)
    }

    @Test("finds what is gone, what is to be forgotten and what is missing")
    func parts() {
        let found = compare([1, 2, 4, 6, 9], rows: [1, 2, 3], ignored: [4, 5], fall: 50)
        #expect(found.gone == [3] && found.forgotten == [5] && found.missing == [6, 9])
        #expect(found.refusal == nil)
    }

    @Test("removes nothing when the server shows nothing, however much may go at once")
    func empty() {
        let found = compare([], rows: [1, 2, 3], fall: 100)
        #expect(found.gone.isEmpty)
        #expect(found.refusal == Reconciliation.Refusal(upstream: 0, rows: 3, gone: 3))
        #expect(compare([], rows: [], ignored: [4]).refusal == nil)
    }

    @Test("removes a tenth and nothing of more, though as many are new")
    func sudden() {
        let rows = Array(Int64(1)...100)
        #expect(compare(Array(11...100), rows: rows).gone == Array(1...10))
        let more = compare(Array(12...200), rows: rows)
        #expect(more.gone.isEmpty && more.refusal == Reconciliation.Refusal(upstream: 189, rows: 100, gone: 11))
        #expect(more.missing == Array(101...200), "what is missing is taken over all the same")
        #expect(compare(Array(2...100), rows: rows, fall: 0).refusal != nil)
    }

    @Test("says in its warning how much would go, and how to let it")
    func warning() throws {
        let refusal = try #require(compare([1], rows: [1, 2, 3]).refusal)
        let warning = refusal.warning(.backlog, fallPercent: 10)
        #expect(warning.code == "removal_refused")
        #expect(warning.message.contains("shows 1 records and there are 3 rows here; 2 would be removed"))
        #expect(warning.message.contains("types.odoo-sync-window.fall_percent"))
    }

    @Test("agrees with sets", .seeded)
    func sets() throws {
        var generator = SeededGenerator(seed: try Seed.current)
        func ids() -> [Int64] { (0..<200).map { _ in Int64.random(in: 1...300, using: &generator) } }
        let upstream = Set(ids())
        let rows = Set(ids())
        let ignored = Set(ids()).subtracting(rows)
        let found = compare(upstream.sorted(), rows: rows.sorted(), ignored: ignored.sorted(), fall: 100)
        #expect(found.gone == rows.subtracting(upstream).sorted())
        #expect(found.forgotten == ignored.subtracting(upstream).sorted())
        #expect(found.missing == upstream.subtracting(rows).subtracting(ignored).sorted())
    }
}
