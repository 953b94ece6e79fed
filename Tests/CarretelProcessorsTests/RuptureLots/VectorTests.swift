import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Three orders worked out by hand, seen from 2026-03-02.
@Suite struct VectorTests {
    static let dataset = TestDataset(
        orders: """
            1,A,Produto A,100,10
            1,B,Produto B,50,20
            1,C,Produto C,10,5
            2,A,Produto A,40,10
            2,C,Produto C,5,5
            3,D,Produto D,1,1000
            3,E,Produto E,1,1
            3,F,Produto F,1,1
            3,G,Produto G,1,1
            3,H,Produto H,500,1
            """,
        stock: "A,120\nB,30\nC,100\nD,5",
        shipments: "A,2026-03-04,50",
        production: """
            A,2026-03-07,200
            B,2026-03-05,10
            B,2026-03-12,25
            E,2026-03-03,5
            H,2026-03-10,600
            """)

    private func analyse() async throws -> [String: JSONValue] {
        let run = try await RuptureRun(Self.dataset, parameters: #"{"dataset":"loja","reference_date":"2026-03-02"}"#)
        #expect(run.results.count == 3)
        return Dictionary(uniqueKeysWithValues: run.results.map { ($0["num_pedido"]?.string ?? "", $0) })
    }

    @Test func fewLinesShortOfNearlyTheWholeValueAreLow() async throws {
        let order = try #require(try await analyse()["1"])
        #expect(order["pedido_ok"]?.boolean == false)
        #expect(order["rotulo"]?.string == "Disp. 2% | Total Disp. 13/03")
        #expect(order["criticidade"]?.string == "BAIXA" && order["classe"]?.string == "secondary")
        #expect(order["message"] == nil)
        #expect(order.numbers("itens", "estoque_min_d7") == ["70", "30"])
        #expect(order.numbers("itens", "ruptura_qtd") == ["30", "20"])
        #expect(order.strings("itens", "data_disponivel") == ["2026-03-08", "2026-03-13"])
        #expect(order.numbers("itens_disponiveis", "estoque_min_d7") == ["100"])
        let summary = try #require(order["resumo"])
        #expect(summary["percentual_ruptura"]?.numberText == "97.56")
        #expect(summary["percentual_disponibilidade"]?.numberText == "2")
        #expect(summary["qtd_itens_ruptura"]?.numberText == "2")
        #expect(summary["criticidade"]?.string == "BAIXA")
        #expect(summary["data_disponibilidade_total"]?.string == "2026-03-13")
        #expect(summary["percentual_itens_disponiveis"]?.numberText == "33")
        #expect(summary["valor_total_pedido"]?.numberText == "2050")
        #expect(summary["valor_com_ruptura"]?.numberText == "2000")
        #expect(summary["valor_disponivel"]?.numberText == "50")
    }

    @Test func anOrderWithoutShortageIsCompleteNow() async throws {
        let order = try #require(try await analyse()["2"])
        #expect(order["pedido_ok"]?.boolean == true)
        #expect(order["rotulo"]?.string == "Estoque OK")
        #expect(order["criticidade"]?.isNull == true && order["classe"]?.string == "success")
        #expect(order["message"]?.string == "Todos os itens disponíveis")
        #expect(order["percentual_disponibilidade"]?.numberText == "100")
        #expect(order["data_disponibilidade_total"]?.string == "agora")
        #expect(order["itens"]?.count == 0)
        #expect(order.numbers("itens_disponiveis", "estoque_min_d7") == ["70", "100"])
        let summary = try #require(order["resumo"])
        #expect(summary["percentual_ruptura"]?.numberText == "0")
        #expect(summary["qtd_itens_ruptura"]?.numberText == "0")
        #expect(summary["criticidade"]?.isNull == true)
        #expect(summary["percentual_itens_disponiveis"]?.numberText == "100")
    }

    @Test func aLineThatIsNeverProducedLeavesTheOrderWithoutADate() async throws {
        let order = try #require(try await analyse()["3"])
        #expect(order["rotulo"]?.string == "Total Não Disp.")
        #expect(order["criticidade"]?.string == "CRITICA" && order["classe"]?.string == "danger")
        #expect(order.numbers("itens", "estoque_min_d7") == ["0", "0", "0", "0"])
        #expect(order.strings("itens", "data_disponivel") == ["2026-03-04", nil, nil, "2026-03-11"])
        #expect(order.numbers("itens_disponiveis", "estoque_min_d7") == ["5"])
        let summary = try #require(order["resumo"])
        #expect(summary["percentual_ruptura"]?.numberText == "33.47")
        #expect(summary["percentual_disponibilidade"]?.numberText == "67")
        #expect(summary["qtd_itens_ruptura"]?.numberText == "4")
        #expect(summary["criticidade"]?.string == "CRITICA")
        #expect(summary["data_disponibilidade_total"]?.isNull == true)
        #expect(summary["percentual_itens_disponiveis"]?.numberText == "20")
    }
}
