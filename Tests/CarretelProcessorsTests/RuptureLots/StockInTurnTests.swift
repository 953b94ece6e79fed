import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// `allocation: "sequential"`, worked out by hand, seen from 2026-11-20 with days 0 to 7.
@Suite struct StockInTurnTests {
    /// What the lines of a job come to: what could be promised at once and from when on it can be had, `agora` for a
    /// covered one.
    private func lines(_ dataset: TestDataset) async throws -> [String] {
        let run = try await RuptureRun(
            dataset, parameters: #"{"dataset":"loja","reference_date":"2026-11-20","allocation":"sequential"}"#)
        return run.results.flatMap { line -> [String] in
            let fine = (line["itens_disponiveis"]?.elements).map { $0.map { Self.text($0, "agora") } } ?? []
            let short = (line["itens"]?.elements).map {
                $0.map { Self.text($0, $0["data_disponivel"]?.string ?? "nunca") }
            }
            return fine + (short ?? [])
        }
    }

    private static func text(_ item: JSONValue, _ moment: String) -> String {
        "\(item["estoque_min_d7"]?.numberText ?? "") \(moment)"
    }

    @Test func aSmallLineTakesWhatLiesInStockUntilABigOnesProductionComes() async throws {
        // Of the 30 that there are on 12-01, 25 are order 1's; so 5 of the 10 in stock are free already now.
        let dataset = TestDataset(
            orders: "1,A,x,25,1\n2,A,x,5,1\n3,A,x,1,1\n4,A,x,4,1", stock: "A,10",
            production: "A,2026-12-01,20\nA,2026-12-10,4")
        #expect(try await lines(dataset) == ["10 2026-12-02", "5 agora", "0 2026-12-11", "0 nunca"])
    }

    @Test func aLineThatCannotBePromisedTakesNothing() async throws {
        let dataset = TestDataset(
            orders: "1,A,x,31,1\n2,A,x,10,1\n3,A,x,20,1", stock: "A,10", production: "A,2026-12-01,20")
        #expect(try await lines(dataset) == ["10 nunca", "10 agora", "0 2026-12-02"])
    }

    @Test func whatIsShippedWithinTheHorizonIsKept() async throws {
        let dataset = TestDataset(
            orders: "1,A,x,5,1\n2,A,x,2,1\n3,A,x,1,1", stock: "A,10", shipments: "A,2026-11-22,8",
            production: "A,2026-11-29,20")
        #expect(try await lines(dataset) == ["2 2026-11-30", "2 agora", "0 2026-11-30"])
    }

    @Test func productionWithinTheHorizonIsPromisedOnce() async throws {
        let dataset = TestDataset(orders: "1,A,x,10,1\n2,A,x,10,1", production: "A,2026-11-23,10")
        #expect(try await lines(dataset) == ["0 2026-11-24", "0 nunca"])
    }

    @Test func productionThatIsShippedAgainIsNotPromised() async throws {
        let dataset = TestDataset(
            orders: "1,A,x,3,1\n2,A,x,3,1", shipments: "A,2026-11-24,8",
            production: "A,2026-11-23,10\nA,2026-12-01,1")
        // 10 on 11-23 are 2 from 11-24 on, and 3 from 12-01 on.
        #expect(try await lines(dataset) == ["0 2026-12-02", "0 nunca"])
    }

    @Test func linesOfOneOrderAndOfEquivalentsShareToo() async throws {
        let dataset = TestDataset(
            orders: "1,A,x,6,1\n1,B,y,6,1\n2,B,y,4,1", stock: "A,3\nB,7", equivalents: "A,G\nB,G")
        #expect(try await lines(dataset) == ["10 agora", "4 nunca", "4 agora"])
    }

    @Test func aNegativeBalancePromisesNothingUntilItIsMadeUp() async throws {
        let dataset = TestDataset(orders: "1,A,x,1,1\n2,A,x,1,1", stock: "A,-5", production: "A,2026-11-21,6")
        #expect(try await lines(dataset) == ["-5 2026-11-22", "-5 nunca"])
    }

    @Test func anOrderThatFailsGivesBackWhatItTook() async throws {
        let tooMuch = String(repeating: "B,999999999999.999\n", count: 9_300)
        let dataset = TestDataset(orders: "1,A,x,8,1\n1,B,y,1,1\n2,A,x,10,1", stock: "A,10\n" + tooMuch)
        #expect(try await lines(dataset) == ["10 agora"])
    }

    @Test func theInputOrderIsTheOrderOfTheNamedOrders() async throws {
        let dataset = TestDataset(orders: "1,A,x,10,1\n2,A,x,10,1", stock: "A,10")
        let run = try await RuptureRun(
            dataset,
            parameters:
                #"{"dataset":"loja","reference_date":"2026-11-20","allocation":"sequential","pedidos":["2","1"]}"#)
        #expect(run.results.map { $0["num_pedido"]?.string } == ["2", "1"])
        #expect(run.results.map { $0["pedido_ok"]?.boolean } == [true, false])
    }

    @Test func everyWorkerAndLotSizeGivesTheSameAnswers() async throws {
        let orders = (1...1_500).map { "P\($0),A,x,\($0 % 7 + 1),1" }.joined(separator: "\n")
        let dataset = TestDataset(orders: orders, stock: "A,2000", production: "A,2026-12-01,1500")
        var answers: Set<[String]> = []
        for shape in [#""lot_size":1,"workers":16"#, #""lot_size":1000,"workers":1"#, #""lot_size":7,"workers":3"#] {
            let run = try await RuptureRun(
                dataset,
                parameters: #"{"dataset":"loja","reference_date":"2026-11-20","allocation":"sequential",\#(shape)}"#)
            answers.insert(run.results.map(\.answer))
        }
        #expect(answers.count == 1)
        #expect(answers.first?.count == 1_500)
    }

    @Test func cancellationEndsItWhileOrdersAreServed() async throws {
        let orders = (1...2_000).map { "P\($0),A,x,1,1" }.joined(separator: "\n")
        let run = try await RuptureRun(
            TestDataset(orders: orders),
            parameters: #"{"dataset":"loja","reference_date":"2026-11-20","allocation":"sequential"}"#
        ) { $0.cancel(afterLooks: 700) }
        #expect(run.outcome == .cancelled)
    }
}
