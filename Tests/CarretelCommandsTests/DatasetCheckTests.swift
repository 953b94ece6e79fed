import CarretelCore
import CarretelTestKit
import Testing

/// `carretel check` and `carretel process` on jobs that name a dataset.
@Suite(.temporaryDirectory) struct DatasetCheckTests {
    private func check(_ job: String, rows: [String: String] = [:], _ arguments: String...) async throws -> CommandRun {
        let folder = try TemporaryDirectory.current
        try Shop.write(to: folder, adding: rows)
        try write(job, to: folder.path("ruptura.json"))
        return try await CommandRun.carretel(["check", "ruptura.json", "--datasets", "datasets"] + arguments)
    }

    @Test func aDatasetThatIsWellIsWell() async throws {
        let run = try await check(Shop.job())
        #expect(run.code == 0)
        #expect(run.output == "ruptura.json: ok\n")
        #expect(run.errors.isEmpty)
    }

    @Test func aWrongCellIsNamedWithFileLineAndColumn() async throws {
        // Of an order that the job does not name: all of the dataset is looked at.
        let run = try await check(Shop.job(#", "pedidos": ["1"]"#), rows: ["orders": "3,C,Colar,\"3,5\",1\n"])
        #expect(run.code == 1)
        #expect(
            run.output == """
                ruptura.json: orders.csv, line 4, column 11 (qtd_saldo): found "3,5", expected a decimal number with a \
                point and at most 12 digits before and 3 after it.
                  This looks like a decimal comma: write a decimal point, and no thousands separator.

                """)
        let json = try await CommandRun.carretel(["check", "ruptura.json", "--datasets", "datasets", "--json"])
        let problems = try json.json["files"]?.elements.first { _ in true }?["problems"]?.elements
        #expect(problems?.map { $0["code"]?.string } == ["dataset_invalid"])
    }

    @Test func anOrderThatTheDatasetDoesNotHaveIsAWarning() async throws {
        let run = try await check(Shop.job(#", "pedidos": ["1", "X9", "2", "X8"]"#))
        #expect(run.code == 0)
        #expect(
            run.output == """
                ruptura.json: warning: The dataset has no order X9, X8 (2 in all).
                ruptura.json: ok

                """)
    }

    @Test func withoutADatasetsFolderNothingIsSaidOfTheDataset() async throws {
        let folder = try TemporaryDirectory.current
        try write(Shop.job(), to: folder.path("ruptura.json"))
        try write(#"{"type": "echo", "parameters": {"dataset": "loja"}}"#, to: folder.path("echo.json"))
        let run = try await CommandRun.carretel(["check", "--json", "ruptura.json", "echo.json", "--datasets", "none"])
        #expect(run.code == 0)
        let files = try #require(try run.json["files"]).elements.map { $0 }
        #expect(files.map { $0["ok"]?.boolean } == [true, true])
        let codes = files.map { $0["warnings"]?.elements.map { $0["code"]?.string } }
        // echo reads no dataset, whatever its parameters are called.
        #expect(codes == [["dataset_not_checked"], []])
        let text = try await CommandRun.carretel(["check", "ruptura.json", "--datasets", "none"])
        #expect(
            text.output == """
                ruptura.json: warning: There is no folder none, so the dataset was not checked; name it with --datasets.
                ruptura.json: ok

                """)
    }

    @Test func aDatasetThatIsNotThereIsAProblem() async throws {
        let run = try await check(
            #"{"type": "rupture-lots", "parameters": {"dataset": "feira"}}"#, "--json")
        #expect(run.code == 1)
        let problems = try run.json["files"]?.elements.first { _ in true }?["problems"]?.elements
        #expect(problems?.map { $0["code"]?.string } == ["dataset_not_found"])
    }

    @Test func inlineTablesAreCheckedWithoutADatasetsFolder() async throws {
        let folder = try TemporaryDirectory.current
        let tables = #"{"orders": [{"num_pedido": "1", "cod_produto": "A", "qtd_saldo": 1}]}"#
        try write(
            #"{"type": "rupture-lots", "parameters": {"dataset": \#(tables), "pedidos": ["1", "2"]}}"#,
            to: folder.path("ruptura.json"))
        let run = try await CommandRun.carretel(["check", "ruptura.json", "--datasets", "none"])
        #expect(run.code == 0)
        #expect(run.output.hasPrefix("ruptura.json: warning: The dataset has no order 2 (1 in all).\n"))
    }

    @Test func aJobOfWhoseOrdersThereAreNoneCouldOnlyFail() async throws {
        let tables = #"{"orders": [{"num_pedido": "1", "cod_produto": "A", "qtd_saldo": 1}]}"#
        let run = try await check(
            #"{"type": "rupture-lots", "parameters": {"dataset": \#(tables), "pedidos": ["7", "8"]}}"#, "--json")
        #expect(run.code == 1)
        let problems = try run.json["files"]?.elements.first { _ in true }?["problems"]?.elements
        #expect(problems?.map { $0["code"]?.string } == ["unknown_orders"])
    }

    // MARK: process

    @Test func theConfigurationsThresholdsPlaceOrdersByValue() async throws {
        let folder = try TemporaryDirectory.current
        // Order 1: A is short, 21 of 30 are 70 % of its value.
        try Shop.write(to: folder, adding: ["orders": "1,B,Bracelete,1,9\n"])
        try write(Shop.job(#", "criticality": "by_value", "pedidos": ["1"]"#), to: folder.path("ruptura.json"))
        try write(
            "types:\n  rupture-lots:\n    by_value_critica: 71\n    by_value_alta: 70\n",
            to: folder.path("carretel.yaml"))
        let arguments = ["process", "ruptura.json", "--datasets", "datasets"]
        let plain = try await CommandRun.carretel(arguments)
        let configured = try await CommandRun.carretel(arguments + ["--config", "carretel.yaml"])
        let orders = try [plain, configured].map { run in
            try #require(try run.json["output"]?["resultados"]?.elements.first { _ in true })
        }
        #expect(orders.map { $0["resumo"]?["percentual_ruptura"]?.numberText } == ["70", "70"])
        #expect(orders.map { $0["criticidade"]?.string } == ["CRITICA", "ALTA"])
        #expect(try configured.json["output"]?["criticality_thresholds"]?["CRITICA"]?.int64 == 71)
        // A real clock has measured each order.
        #expect(try #require(orders[0]["performance_ms"]?.numberText.flatMap { Double($0) }) > 0)
    }
}
