import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct LotTests {
    /// Orders P1 to P`count`, each one piece of A, of which there is enough.
    private func orders(_ count: Int) -> TestDataset {
        TestDataset(orders: (1...count).map { "P\($0),A,x,1,1" }.joined(separator: "\n"), stock: "A,100")
    }

    private func parameters(_ more: String = "") -> String {
        #"{"dataset":"loja","reference_date":"2026-11-20""# + more + "}"
    }

    @Test func lotsOfTwentyGoToTwoWorkersInTurn() async throws {
        let run = try await RuptureRun(orders(45), parameters: parameters())
        let events = try run.events
        #expect(events.count == 3)
        let byLot = Dictionary(uniqueKeysWithValues: events.map { ($0["lote_index"]?.int64 ?? -1, $0) })
        #expect([0, 1, 2].map { byLot[$0]?["worker_id"]?.int64 } == [0, 1, 0])
        #expect([0, 1, 2].map { byLot[$0]?["resultados"]?.count } == [20, 20, 5])
        #expect(byLot[1]?.strings("resultados", "num_pedido").first == "P21")
        #expect(
            events.map { $0.members.map(\.name) }.allSatisfy {
                $0 == ["worker_id", "lote_index", "resultados", "progresso"]
            })
    }

    @Test func progressoIsTheJobsAndNeverFalls() async throws {
        let run = try await RuptureRun(orders(500), parameters: parameters(#","lot_size":7,"workers":5"#))
        let progresso = try run.events.compactMap { $0["progresso"]?.int64 }
        #expect(progresso.count == 72)
        #expect(progresso == progresso.sorted())
        #expect(progresso.last == 100)
        let last = try #require(run.attempt.reported.last)
        #expect(last.processed == 500 && last.total == 500 && last.succeeded == 500 && last.failed == 0)
        #expect(last.workers == 5 && last.etaSeconds == 0 && last.percent == 100)
    }

    @Test func linesStandInInputOrderWhateverTheWorkers() async throws {
        let run = try await RuptureRun(orders(3_000), parameters: parameters(#","lot_size":3,"workers":4"#))
        #expect(run.results.map { $0["num_pedido"]?.string } == (1...3_000).map { "P\($0)" })
        for (index, line) in run.results.enumerated() {
            #expect(line["lote_index"]?.int64 == Int64(index / 3))
            #expect(line["worker_id"]?.int64 == Int64(index / 3 % 4))
        }
    }

    @Test func upToAHundredOrdersStandInTheOutputToo() async throws {
        let hundred = try await RuptureRun(orders(100), parameters: parameters())
        #expect(try hundred.output["resultados"]?.count == 100)
        #expect(try hundred.output.strings("resultados", "num_pedido").last == "P100")
        let more = try await RuptureRun(orders(101), parameters: parameters())
        #expect(try more.output["resultados"]?.isNull == true)
        #expect(more.results.count == 101)
    }

    @Test func theOutputCountsAndSaysWhereItsDataIsFrom() async throws {
        let dataset = TestDataset(orders: "1,A,x,1,1\n2,B,y,1,1", stock: "A,1")
        let run = try await RuptureRun(dataset, parameters: parameters(#","session_id":"s-7""#))
        let output = try run.output
        #expect(output["session_id"]?.string == "s-7")
        #expect(output["total_pedidos"]?.int64 == 2)
        #expect(
            output["criticidades"]?.members.map { "\($0.name) \($0.value.numberText ?? "")" }
                == ["CRITICA 0", "ALTA 0", "MEDIA 0", "BAIXA 1", "OK 1"])
        let source = try #require(output["dados_de"]?["orders"])
        #expect(source["file"]?.string == "orders.csv")
        #expect(source["records"]?.int64 == 2)
        #expect(source["modified_at"]?.string == "2026-11-20T12:00:00.000Z")
        #expect(output["dados_de"]?.count == 5)
        guard case .succeeded(_, let files) = run.outcome else { return #expect(Bool(false), "not succeeded") }
        #expect(files.map(\.name) == ["resultados.jsonl", "produtos_em_ruptura.jsonl", "relatorio.html"])
        #expect(files.map(\.records) == [2, 1, 1])
    }

    @Test func namedOrdersComeInTheirOrderEachOnce() async throws {
        let run = try await RuptureRun(orders(9), parameters: parameters(#","pedidos":["P7","P2","P7","P9","P2"]"#))
        #expect(run.results.map { $0["num_pedido"]?.string } == ["P7", "P2", "P9"])
        #expect(
            run.attempt.warnings == [
                Warning(code: "repeated_orders", message: "2 repeated order numbers were dropped: P7, P2.")
            ])
    }

    @Test func anUnknownOrderIsAnEntryAndTheRestGoesOn() async throws {
        let run = try await RuptureRun(orders(3), parameters: parameters(#","pedidos":["P1","X9","P3"]"#))
        let entry = run.results[1]
        #expect(entry.members.map(\.name) == ["num_pedido", "success", "error"])
        #expect(entry["num_pedido"]?.string == "X9")
        #expect(entry["success"]?.boolean == false)
        #expect(entry["error"]?.string == "The dataset loja has no order of this number.")
        guard case .partial(let output, _, let reason) = run.outcome else { return #expect(Bool(false), "not partial") }
        #expect(reason.failureClass == .permanent && reason.code == "orders_failed")
        #expect(
            reason.message
                == "1 of 3 orders could not be analysed. X9: The dataset loja has no order of this number.")
        #expect(try JSONValue(parsing: output)["falhas"]?.int64 == 1)
    }

    @Test func aJobWhoseOrdersAllFailHasFailed() async throws {
        let run = try await RuptureRun(orders(1), parameters: parameters(#","pedidos":["X1","X2"]"#))
        guard case .failed(let reason, nil) = run.outcome else { return #expect(Bool(false), "not failed") }
        #expect(reason.code == "orders_failed" && reason.failureClass == .permanent)
        #expect(reason.message.hasPrefix("None of the 2 orders could be analysed. X1: "))
    }

    @Test func quantitiesTooLargeToAddAreTheErrorOfTheirOrders() async throws {
        let dataset = TestDataset(
            orders: "1,A,x,1,1\n2,B,y,1,1", stock: String(repeating: "A,999999999999.999\n", count: 9_300) + "B,1")
        let run = try await RuptureRun(dataset, parameters: parameters())
        #expect(run.results.map { $0["success"]?.boolean } == [false, true])
        #expect(
            run.results[0]["error"]?.string
                == "The order's quantities or values are too large to be added up exactly.")
    }

    @Test func deliveredLinesAndOrdersAreNotOpen() async throws {
        let dataset = TestDataset(orders: "1,A,x,0,1\n2,A,x,0.001,1\n2,B,y,0.000,1\n3,A,x,-1,1", stock: "A,1")
        let all = try await RuptureRun(dataset, parameters: parameters())
        #expect(all.results.map { $0["num_pedido"]?.string } == ["2"])
        #expect(all.results[0]["resumo"]?["total_itens"]?.int64 == 1)
        #expect(all.attempt.warnings.map(\.code) == ["delivered_orders"])
        let named = try await RuptureRun(dataset, parameters: parameters(#","pedidos":["1","2"]"#))
        #expect(named.results[0]["error"]?.string == "The order has no line with an open quantity.")
    }

    @Test func linesOfAnOrderNeedNotStandTogether() async throws {
        let dataset = TestDataset(
            orders: "1,A,x,1,1\n2,A,x,1,1\n1,B,y,2,1\n2,B,y,3,1\n1,C,z,4,1", stock: "A,9\nB,9\nC,9")
        let run = try await RuptureRun(dataset, parameters: parameters())
        #expect(run.results.map { $0.numbers("itens_disponiveis", "qtd_saldo") } == [["1", "2", "4"], ["1", "3"]])
    }

    @Test func anOrderWithoutValueIsWhollyAvailableByValue() async throws {
        let run = try await RuptureRun(TestDataset(orders: "1,A,x,5,0\n1,B,y,1,"), parameters: parameters())
        let summary = try #require(run.results[0]["resumo"])
        #expect(summary["percentual_ruptura"]?.numberText == "0")
        #expect(summary["percentual_disponibilidade"]?.numberText == "100")
        #expect(summary["criticidade"]?.string == "ALTA")
        #expect(run.results[0]["pedido_ok"]?.boolean == false)
    }

    @Test func anEmptyBacklogSucceedsAndSaysSo() async throws {
        let run = try await RuptureRun(TestDataset(), parameters: parameters())
        #expect(try run.output["total_pedidos"]?.int64 == 0)
        #expect(run.attempt.warnings.map(\.code) == ["no_orders"])
    }

    @Test func todayIsTheDayInSaoPaulo() async throws {
        // 01:00 in UTC is still the evening before in São Paulo.
        let clock = ManualClock(
            at: Now(wall: Timestamp(microseconds: 1_795_136_400_000_000), monotonic: MonotonicInstant(nanoseconds: 0)))
        let attempt = try ScriptedAttempt(
            parameters: #"{"dataset":"loja"}"#, datasets: ScriptedDatasets(["loja": orders(1).files]), clock: clock)
        let outcome = try await RuptureLots().run(attempt)
        guard case .succeeded(let output, _) = outcome else { return #expect(Bool(false), "not succeeded") }
        #expect(try JSONValue(parsing: output)["reference_date"]?.string == "2026-11-19")
    }

    @Test func cancellationEndsItBetweenTwoOrders() async throws {
        let run = try await RuptureRun(orders(2_000), parameters: parameters()) { $0.cancel(afterLooks: 700) }
        #expect(run.outcome == .cancelled)
        #expect(try run.events.count < 60)
    }

    @Test func whatTheDatasetPortThrowsIsHandedOn() async throws {
        let changing = FailureReason(.transient, code: "dataset_changing", message: "…")
        let attempt = try ScriptedAttempt(
            parameters: parameters(), datasets: ScriptedDatasets(failure: changing))
        await #expect(throws: changing) { _ = try await RuptureLots().run(attempt) }
    }

    @Test(arguments: ["resultados.jsonl", "produtos_em_ruptura.jsonl", "relatorio.html"])
    func aDiskThatIsFullEndsTheAttempt(file: String) async throws {
        let full = FailureReason(.transient, code: "storage_failed", message: "…")
        await #expect(throws: full) {
            _ = try await RuptureRun(orders(3), parameters: parameters()) {
                $0.refuseDataFile(named: file, with: full)
            }
        }
    }
}
