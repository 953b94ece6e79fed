import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// A job that names its orders reads the cells that concern them, and takes every row apart all the same.
@Suite struct NarrowReadingTests {
    private static let dataset = TestDataset(
        orders: "1,A,x,1,1\n2,B,y,1,1", stock: "A,1\nB,1\nC,1", equivalents: "A,G\nC,G")

    private func run(_ named: String?, adding text: String, to file: String) async throws -> RuptureRun {
        var files = Self.dataset.files
        files[file, default: []] += Array((text + "\n").utf8)
        let orders = named.map { #","pedidos":["\#($0)"]"# } ?? ""
        return try await RuptureRun(
            files: files, parameters: #"{"dataset":"loja","reference_date":"2026-11-20"\#(orders)}"#)
    }

    @Test(arguments: [
        ("orders.csv", "2,B,y,many,1"), ("orders.csv", "3,,,,"), ("stock.csv", "B,many"), ("stock.csv", "Z,1e3"),
        ("shipments.csv", "B,20/11/2026,1"), ("production.csv", "B,,1"),
    ])
    func aWrongCellElsewhereIsNotLookedAt(file: String, row: String) async throws {
        let narrow = try await run("1", adding: row, to: file)
        #expect(narrow.results.first?["pedido_ok"]?.boolean == true)
        await #expect(throws: FailureReason.self) { _ = try await run(nil, adding: row, to: file) }
    }

    @Test(arguments: [
        ("orders.csv", "1,B,y,many,1"), ("stock.csv", "A,many"), ("stock.csv", "C,many"),
        ("shipments.csv", "C,20/11/2026,1"), ("production.csv", "A,,1"), ("orders.csv", ",A,x,1,1"),
        ("stock.csv", ",1"), ("equivalents.csv", "Z,"),
    ])
    func aWrongCellThatConcernsTheOrderIs(file: String, row: String) async throws {
        let reason = await #expect(throws: FailureReason.self) { _ = try await run("1", adding: row, to: file) }
        #expect(reason?.code == "dataset_invalid")
        #expect(reason?.message.hasPrefix("\(file), line ") == true)
    }

    @Test(arguments: [
        ("orders.csv", "2,B,\"y,1,1", "this quote is never closed"),
        ("orders.csv", "2,B,a 3\" pipe,1,1", "a quote stands inside a field"),
        ("stock.csv", "B,1,1", "found 3 fields, expected 2"), ("production.csv", "B", "found 1 field, expected 3"),
        ("shipments.csv", "B,\"2026-11-20\"x,1", "text follows the closing quote"),
    ])
    func aRowThatIsBrokenIsSeenWhereverItIs(file: String, row: String, message: String) async throws {
        let reason = await #expect(throws: FailureReason.self) { _ = try await run("1", adding: row, to: file) }
        #expect(reason?.code == "dataset_invalid")
        #expect(reason?.message.contains(message) == true)
    }

    @Test func recordsAreCountedAllTheSame() async throws {
        let output = try await run("1", adding: "Z,1", to: "stock.csv").output
        let counts = output["dados_de"]?.members.map { $0.value["records"]?.int64 }
        #expect(counts == [2, 4, 0, 0, 2])
    }

    @Test func orderNumbersAreWholeAndEscapedTexts() async throws {
        let named = try await run(#"3 \"x\""#, adding: #""3 ""x""",A,x,1,1"#, to: "orders.csv")
        #expect(named.results.first?["num_pedido"]?.string == #"3 "x""#)
        #expect(named.results.first?["pedido_ok"]?.boolean == true)
    }
}
