import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Lines of `produtos_em_ruptura.jsonl`, worked out by hand, seen from 2026-11-20 with days 0 to 7.
@Suite struct ShortProductTests {
    private func products(_ dataset: TestDataset) async throws -> [String] {
        try await RuptureRun(dataset, parameters: #"{"dataset":"loja","reference_date":"2026-11-20"}"#)
            .products.map { String(decoding: $0.raw, as: UTF8.self) }
    }

    @Test func whatHasToComeIsTheWholeDemandLessWhatIsThere() async throws {
        // Alone the orders miss 3, 1 and nothing of the 5; together they want 19, so 14 have to come.
        let dataset = TestDataset(
            orders: "1,A,Anel,8,2.50\n2,B,Broche,6,1\n3,A,Anel,5,1", stock: "A,2\nB,3\nC,1",
            production: "B,2026-11-30,9\nA,2026-12-02,5.5", equivalents: "A,G\nB,G")
        #expect(
            try await products(dataset) == [
                #"{"cod_produto":"A","nome_produto":"Anel","equivalentes":["B"],"estoque_atual":5,"estoque_min_d7":5,"#
                    + #""qtd_pedida":19,"falta_total":14,"ruptura_qtd":4,"valor_com_ruptura":26,"qtd_pedidos":2,"#
                    + #""pedidos":["1","2"],"chegadas":[{"data":"2026-11-30","qtd":9},{"data":"2026-12-02","qtd":5.5}],"#
                    + #""data_disponivel":"2026-12-03"}"#
            ])
    }

    /// Unlike for an order alone, what production brings and a shipment takes again does not count.
    @Test func theDateIsThatFromWhichOnAllOfItStays() async throws {
        let dataset = TestDataset(
            orders: "1,A,Anel,3,1", shipments: "A,2026-11-24,8", production: "A,2026-11-23,10\nA,2026-12-01,1")
        let run = try await RuptureRun(dataset, parameters: #"{"dataset":"loja","reference_date":"2026-11-20"}"#)
        #expect(run.products.map { $0["data_disponivel"]?.string } == ["2026-12-02"])
        #expect(run.results.map { $0.strings("itens", "data_disponivel") } == [["2026-11-24"]])
    }

    @Test func aProductThatNobodyIsShortOfHasNoLine() async throws {
        #expect(try await products(TestDataset(orders: "1,A,x,1,1\n2,A,x,1,1", stock: "A,1")).isEmpty)
    }
}
