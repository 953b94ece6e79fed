import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Tables that stand in the job file itself.
@Suite struct InlineDatasetTests {
    /// The problems that a person sees, as `FILE:LINE:COLUMN: …`.
    private func problems(_ tables: String) throws -> [String] {
        let reader = JobFileReader(catalogue: try BuiltInProcessors.catalogue(), checks: BuiltInProcessors.checks)
        let job = "{\"type\": \"rupture-lots\", \"parameters\": {\"dataset\": {\n\(tables)\n}}}"
        return reader.problems(in: Array(job.utf8)).map { JobFileProblem(file: "job", reason: $0).description }
    }

    private static let order = #""num_pedido": "1", "cod_produto": "A""#
    private static let decimal = "a decimal number with a point and at most 12 digits before and 3 after it"

    @Test func aRightOneHasNoProblems() throws {
        #expect(try problems(#""orders": [{\#(Self.order), "qtd_saldo": 1.5}]"#).isEmpty)
        #expect(try problems(#""orders": []"#).isEmpty)
    }

    @Test(arguments: [
        (
            "\"orders\": [\n {\(order), \"qtd_saldo\": 1.2345}]",
            "job:3:55: Expected \(decimal) for \"dataset.orders[0].qtd_saldo\", found 1.2345. "
                + "(at /parameters/dataset/orders/0/qtd_saldo)\n  Round it to 3 places before it is written."
        ),
        (
            "\"orders\": [\n {\(order), \"qtd_saldo\": \"1\"}]",
            "job:3:55: Expected \(decimal) for \"dataset.orders[0].qtd_saldo\", found the string \"1\". "
                + "(at /parameters/dataset/orders/0/qtd_saldo)\n  Write 1 without the quotes."
        ),
        (
            "\"orders\": [],\n\"shipments\": [{\"cod_produto\": \"A\",\n  \"expedicao\": \"20/11/2026\", \"qtd_saldo\": 1}]",
            "job:4:16: Expected a day as \"YYYY-MM-DD\" for \"dataset.shipments[0].expedicao\", found the string \"20/11/2026\". "
                + "(at /parameters/dataset/shipments/0/expedicao)\n"
                + "  Write year, month and day, as in \"2026-11-20\"."
        ),
        (
            "\"orders\": [{\(order), \"qtd_saldo\": 1, \"precos\": 2}]",
            "job:2:68: Expected a known member in \"dataset.orders[0]\", found \"precos\". "
                + "(at /parameters/dataset/orders/0/precos)\n  Did you mean \"preco\"?"
        ),
        (
            "\"ordres\": []",
            "job:2:1: Expected a known member in \"dataset\", found \"ordres\". (at /parameters/dataset/ordres)\n"
                + "  Did you mean \"orders\"?"
        ),
        (
            "\"stock\": []",
            "job:1:52: Expected a member \"orders\" (an array of 0 to 1000000 elements), found none. "
                + "(at /parameters/dataset/orders)\n  Add \"orders\". The rows of the table orders."
        ),
        (
            "\"orders\": [],\n\"equivalents\": [{\"cod_produto\": \"A\"}]",
            "job:3:17: Expected a member \"grupo\" (a string of 1 to 4096 bytes), found none. "
                + "(at /parameters/dataset/equivalents/0/grupo)\n  Add \"grupo\". A code."
        ),
    ])
    func whatIsWrongIsNamedWithLineAndColumnOfTheJobFile(tables: String, problem: String) throws {
        let found = try problems(tables)
        #expect(found.contains(problem), "\(found)")
    }

    @Test func nullsCountAsEmptyCells() async throws {
        let dataset =
            #"{"orders":[{"num_pedido":"1","cod_produto":"A","nome_produto":null,"qtd_saldo":5,"preco":null},"#
            + #"{"num_pedido":"1","cod_produto":"B","qtd_saldo":1}],"stock":[{"cod_produto":"A","qtd_movimentacao":5},"#
            + #"{"cod_produto":"B","qtd_movimentacao":1}],"#
            + #""shipments":[{"cod_produto":"A","expedicao":null,"qtd_saldo":2},{"cod_produto":"B","qtd_saldo":1}]}"#
        for (overdue, isFine) in [("ignore", true), ("today", false)] {
            let run = try await RuptureRun(
                TestDataset(),
                parameters: #"{"dataset":\#(dataset),"reference_date":"2026-11-20","overdue_shipments":"\#(overdue)"}"#)
            let line = try #require(run.results.first)
            #expect(line["pedido_ok"]?.boolean == isFine)
            #expect(line["resumo"]?["valor_total_pedido"]?.numberText == "0")
            let items = isFine ? "itens_disponiveis" : "itens"
            #expect(line.strings(items, "nome_produto") == ["", ""])
            #expect(line.numbers(items, "estoque_min_d7") == (isFine ? ["5", "1"] : ["3", "0"]))
        }
    }

    @Test func theFoldersAreNotEvenAsked() async throws {
        let run = try await RuptureRun(
            files: [:], parameters: #"{"dataset":{"orders":[]},"reference_date":"2026-11-20"}"#)
        #expect(run.attempt.warnings.map(\.code) == ["no_orders"])
        #expect(run.report.contains("no próprio job"))
    }

    /// A frame need not come from the daemon, so what its schema would have refused is refused here.
    @Test(arguments: [
        #"{"num_pedido":"1","cod_produto":"A","qtd_saldo":"many"}"#, #"{"num_pedido":"1","qtd_saldo":1}"#,
        #"{"num_pedido":"","cod_produto":"A","qtd_saldo":1}"#, "7",
    ])
    func aRowThatIsNoneIsRefusedWithItsPlace(row: String) async throws {
        let reason = await #expect(throws: FailureReason.self) {
            _ = try await RuptureRun(
                TestDataset(), parameters: #"{"dataset":{"orders":[\#(row)]},"reference_date":"2026-11-20"}"#)
        }
        #expect(reason?.code == "dataset_invalid" && reason?.failureClass == .permanent)
        #expect(reason?.pointer?.hasPrefix("/parameters/dataset/orders/0") == true)
    }
}
