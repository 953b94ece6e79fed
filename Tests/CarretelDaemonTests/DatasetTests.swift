import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

/// A warm worker answers from the dataset as it is, never from what it read before.
@Suite(.temporaryDirectory, .timeLimit(.minutes(2)))
struct DatasetTests {
    private static let empty = [
        "shipments.csv": "cod_produto,expedicao,qtd_saldo\n",
        "production.csv": "cod_produto,data_programacao,qtd_programada\n",
        "equivalents.csv": "cod_produto,grupo\n",
        "orders.csv": "num_pedido,cod_produto,nome_produto,qtd_saldo,preco\n1,A,Caixa,5,1\n",
    ]

    private func write(_ stock: Int, to folder: String, of daemon: DaemonUnderTest) throws {
        let datasets = try Directory.open(path: "\(daemon.spool)/datasets")
        let dataset = try datasets.openOrMakeDirectory(FileName(folder), mode: 0o755)
        var files = Self.empty
        files["stock.csv"] = "cod_produto,qtd_movimentacao\nA,\(stock)\n"
        for (name, text) in files {
            if try dataset.statusIfPresent(of: FileName(name)) != nil { try dataset.unlink(FileName(name)) }
            try dataset.writeFile(FileName(name), Array(text.utf8), mode: 0o644, durably: false)
        }
    }

    private func stock(_ name: String, _ daemon: DaemonUnderTest) async throws -> String? {
        let result = try await daemon.run(
            name,
            #"{"type": "rupture-lots", "priority": 9, "parameters": {"dataset": "loja", "pedidos": ["1"]}}"#)
        let order = result["output"]?["resultados"]?.elements.first { _ in true }
        let item = ["itens", "itens_disponiveis"].lazy.compactMap { order?[$0]?.elements.first { _ in true } }.first
        return item?["estoque_atual"]?.numberText
    }

    private func workers(_ daemon: DaemonUnderTest) throws -> [Int32] {
        try daemon.family().map(\.pid).filter { try commandLine(of: $0).contains(" worker ") }.sorted()
    }

    @Test func anAnswerIsNeverStale() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try write(3, to: "loja", of: daemon)
        #expect(try await stock("a", daemon) == "3")
        let worker = try workers(daemon)
        // Files of the same length in the same folder; then another folder under the name.
        try write(7, to: "loja", of: daemon)
        #expect(try await stock("b", daemon) == "7")
        try write(9, to: "loja.new", of: daemon)
        let datasets = try Directory.open(path: "\(daemon.spool)/datasets")
        try datasets.rename("loja", to: datasets, as: "loja.old")
        try datasets.rename("loja.new", to: datasets, as: "loja")
        #expect(try await stock("c", daemon) == "9")
        #expect(try workers(daemon) == worker)
        #expect(try await daemon.stop() == .exited(code: 0))
    }
}
