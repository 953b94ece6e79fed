import CarretelCore
import CarretelStore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// The dataset "store": a real business store, filled through its port.
@Suite(.temporaryDirectory) struct StoreDatasetTests {
    private static let moment = Timestamp(rfc3339: "2026-11-20T08:00:00Z") ?? Timestamp(microseconds: 0)
    private static let parameters =
        #"{"dataset": "store", "reference_date": "2026-11-20", "overdue_shipments": "today"}"#
    private static let tables: [BusinessTable] = [
        .backlog, .stockOnHand, .plannedShipments, .plannedReceipts, .purchasesInTransit,
    ]

    private let database: BusinessDatabase

    init() throws { database = BusinessDatabase(path: try TemporaryDirectory.current.path("business.sqlite")) }

    private func sync(profile: String = "default") throws -> any BusinessSync {
        try database.beginSync(
            from: BusinessSource(profile: profile, database: "erp"), job: JobID(high: 1, low: 1), at: Self.moment)
    }

    /// Puts a row with these cells, all others empty.
    private func put(
        _ sync: any BusinessSync, _ table: BusinessTable, _ id: Int64, _ cells: [String: BusinessValue]
    ) throws {
        let row = BusinessRow(
            id: id, values: table.columns.map { cells[$0.name] ?? .null }, raw: Array("{}".utf8))
        _ = try sync.apply(BusinessPage(table: table, rows: [row]))
    }

    private func order(
        _ sync: any BusinessSync, _ id: Int64, _ number: String, _ product: String, _ quantity: Int64,
        status: String = "Pedido de venda"
    ) throws {
        try put(
            sync, .backlog, id,
            [
                "num_pedido": .text(number), "cod_produto": .text(product), "nome_produto": .text("Caixa \(product)"),
                "qtd_saldo_produto_pedido": .integer(quantity), "preco_produto_pedido": .integer(1_050),
                "status_pedido": .text(status),
            ])
    }

    private func finish(_ sync: any BusinessSync, _ tables: [BusinessTable], minutes: Int64 = 0) throws {
        for (index, table) in tables.enumerated() {
            let watermark = Self.moment + .seconds(60 * (Int64(index) + minutes))
            try sync.finish(table, mark: BusinessMark(watermark: watermark, readAt: watermark))
        }
    }

    /// The data of ``inline``, and beside it what is not to be counted.
    private func fill(_ sync: any BusinessSync) throws {
        try order(sync, 1, "S1", "A", 100_000)
        try order(sync, 2, "S1", "B", 5_000)
        try order(sync, 3, "S2", "A", 20_500)
        try order(sync, 4, "S2", "A", 900_000, status: "Cancelado")
        try order(sync, 5, "S3", "B", 0)
        for (id, product, quantity) in [(1, "A", 70_000), (2, "A", 10_000), (3, "B", 4_000)] as [(Int64, String, Int64)]
        {
            try put(sync, .stockOnHand, id, ["cod_produto": .text(product), "qtd_saldo": .integer(quantity)])
        }
        // 01:30 UTC is the day before in São Paulo.
        try put(
            sync, .plannedShipments, 1,
            [
                "cod_produto": .text("A"), "data_prevista": .text("2026-11-23T01:30:00Z"),
                "qtd_prevista": .integer(7_000),
            ])
        try put(sync, .plannedShipments, 2, ["cod_produto": .text("B"), "qtd_prevista": .integer(1_000)])
        try put(
            sync, .plannedReceipts, 1,
            [
                "cod_produto": .text("A"), "data_prevista": .text("2026-12-01T12:00:00Z"),
                "qtd_prevista": .integer(50_000),
            ])
        try put(
            sync, .purchasesInTransit, 1,
            [
                "cod_produto": .text("B"), "data_prevista": .text("2026-12-03T12:00:00Z"),
                "qtd_pendente": .integer(9_000),
            ])
        try put(
            sync, .purchasesInTransit, 2,
            [
                "cod_produto": .text("B"), "data_prevista": .text("2026-12-04T12:00:00Z"),
                "qtd_pendente": .integer(-3_000),
            ])
    }

    private static let inline = TestDataset(
        orders: "S1,A,Caixa A,100,10.50\nS1,B,Caixa B,5,10.50\nS2,A,Caixa A,20.5,10.50\nS3,B,Caixa B,0,10.50",
        stock: "A,70\nA,10\nB,4", shipments: "A,2026-11-22,7\nB,,1",
        production: "A,2026-12-01,50\nB,2026-12-03,9")

    private func run(
        _ parameters: String = parameters, settings: String = "{}"
    ) async throws -> (outcome: ProcessorOutcome, attempt: ScriptedAttempt) {
        let attempt = try ScriptedAttempt(parameters: parameters, settings: settings, business: database)
        return (try await RuptureLots().run(attempt), attempt)
    }

    private func output(_ outcome: ProcessorOutcome) throws -> JSONValue {
        switch outcome {
        case .succeeded(let output, _), .partial(let output, _, _): try JSONValue(parsing: output)
        default: throw RuptureRun.Unexpected(outcome: outcome)
        }
    }

    /// What an output says of the orders, without the times that the analysis took.
    private func figures(_ output: JSONValue) -> [String] {
        output["resultados"]?.elements.map { order in
            ["pedido_ok", "num_pedido", "criticidade", "resumo", "itens", "itens_disponiveis", "error"].map { name in
                order[name].map { String(decoding: $0.raw, as: UTF8.self) } ?? "none"
            }.joined(separator: " ")
        } ?? []
    }

    private func failure(_ profile: String? = nil) async throws -> FailureReason? {
        let settings = profile.map { #"{"store_profile": "\#($0)"}"# } ?? "{}"
        return await #expect(throws: FailureReason.self) { try await run(settings: settings) }
    }

    @Test func isAnalysedAsTheSameDataInTheJobFile() async throws {
        let sync = try sync()
        try fill(sync)
        try finish(sync, Self.tables)
        let stored = try output(try await run().outcome)
        let inline = try await RuptureRun(
            Self.inline, parameters: Self.parameters.replacing("\"store\"", with: Self.inline.inline)
        ).output
        #expect(figures(stored).count == 2)
        #expect(figures(stored) == figures(inline))
        #expect(stored["dataset"]?.string == "store")
    }

    @Test func saysUpToWhenEachTableIsWhole() async throws {
        let sync = try sync()
        try fill(sync)
        try finish(sync, Self.tables)
        let sources = try #require(try output(try await run().outcome)["dados_de"])
        func source(_ name: String) -> [String?] {
            let source = sources[name]
            return [source?["file"]?.string, source?["modified_at"]?.string, source?["records"]?.numberText]
        }
        #expect(source("orders") == ["carteira", "2026-11-20T08:00:00.000Z", "4"])
        #expect(source("shipments") == ["estoque_saidas", "2026-11-20T08:02:00.000Z", "2"])
        // The older of the two.
        #expect(source("production") == ["estoque_entradas, estoque_compras", "2026-11-20T08:03:00.000Z", "2"])
        #expect(source("equivalents") == [nil, nil, "0"])
    }

    @Test func readsTheProfileThatTheConfigurationNames() async throws {
        let sync = try sync(profile: "filial")
        try order(sync, 1, "F1", "A", 1_000)
        try finish(sync, Self.tables)
        let output = try output(try await run(settings: #"{"store_profile": "filial"}"#).outcome)
        #expect(output["total_pedidos"]?.int64 == 1)
        let failure = try await failure("matriz")
        #expect(failure?.code == "dataset_not_found")
        #expect(failure?.message.contains("the profile matriz") == true)
    }

    @Test(arguments: [BusinessTable.backlog, .stockOnHand])
    func refusesATableThatWasNeverSynchronised(missing: BusinessTable) async throws {
        let sync = try sync()
        try fill(sync)
        try finish(sync, Self.tables.filter { $0 != missing })
        let failure = try await failure()
        #expect(failure?.code == "dataset_not_found")
        #expect(failure?.failureClass == .permanent)
        #expect(failure?.message.contains(" \(missing.name) ") == true)
        let service = missing == .backlog ? "carteira" : "estoque"
        #expect(failure?.hint?.contains("odoo-sync-window with the service \(service),") == true)
    }

    @Test(arguments: [BusinessTable.plannedShipments, .plannedReceipts, .purchasesInTransit])
    func countsATableThatOdooHasNoModuleForAsEmptyAndSaysSo(missing: BusinessTable) async throws {
        let sync = try sync()
        try fill(sync)
        try finish(sync, Self.tables.filter { $0 != missing })
        let run = try await run()
        #expect(run.outcome.words == "succeeded")
        let warning = try #require(run.attempt.warnings.first { $0.code == "tables_missing" })
        #expect(warning.message.hasPrefix("\(missing.name) of the profile default was never synchronised"))
    }

    @Test func warnsOfTablesThatAreOfOtherTimes() async throws {
        let sync = try sync()
        try fill(sync)
        try finish(sync, Self.tables)
        #expect(try await !run().attempt.warnings.map(\.code).contains("tables_uneven"))
        let later = BusinessMark(
            watermark: Timestamp(microseconds: 4_000_000_000_000_000), readAt: Timestamp(microseconds: 0))
        try sync.finish(.backlog, mark: later)
        #expect(try await run().attempt.warnings.map(\.code).contains("tables_uneven"))
    }

    @Test func refusesAStoreThatIsNotThere() async throws {
        #expect(try await failure()?.code == "store_empty")
    }

    @Test func leavesRowsWithoutACodeOutAndSaysSo() async throws {
        let sync = try sync()
        try fill(sync)
        try put(sync, .stockOnHand, 9, ["qtd_saldo": .integer(1)])
        try put(sync, .plannedReceipts, 9, ["cod_produto": .text("A"), "qtd_prevista": .integer(1)])
        try finish(sync, Self.tables)
        let (outcome, attempt) = try await run()
        #expect(try output(outcome)["dados_de"]?["stock"]?["records"]?.int64 == 3)
        #expect(attempt.warnings.map(\.code).contains("rows_incomplete"))
        #expect(attempt.warnings.contains { $0.message.hasPrefix("2 rows ") })
    }

    @Test func seesNothingOfASynchronisationThatRunsMeanwhile() async throws {
        let sync = try sync()
        try fill(sync)
        try finish(sync, Self.tables)
        let store = StoreWithTraffic(database) { [self] in
            try order(sync, 90, "S9", "A", 1_000)
            _ = try sync.remove([1, 2], from: .stockOnHand)
        }
        let undisturbed = figures(try output(try await run().outcome))
        let attempt = try ScriptedAttempt(parameters: Self.parameters, business: store)
        let disturbed = figures(try output(try await RuptureLots().run(attempt)))
        #expect(disturbed == undisturbed)
        #expect(figures(try output(try await run().outcome)).count == 3)
    }

    @Test func isSaidToBeLookedAtLaterByACheckBeforehand() throws {
        let findings = RuptureLots.inspectData(
            try JSONValue(parsing: Array(Self.parameters.utf8)), datasets: ScriptedDatasets())
        #expect(findings.problems == [])
        #expect(findings.warnings.map(\.code) == ["dataset_not_checked"])
        #expect(RuptureLots.check(try JSONValue(parsing: Array(Self.parameters.utf8))) == nil)
    }
}

/// A business store that changes between its being opened for reading and the first row.
private struct StoreWithTraffic: BusinessStore {
    let store: any BusinessStore
    let change: @Sendable () throws -> Void

    init(_ store: any BusinessStore, change: @escaping @Sendable () throws -> Void) {
        self.store = store
        self.change = change
    }

    func beginSync(
        from source: BusinessSource, job: JobID, at now: Timestamp
    ) throws(FailureReason) -> any BusinessSync {
        try store.beginSync(from: source, job: job, at: now)
    }

    func beginReading(profile: String) throws(FailureReason) -> any BusinessReading {
        let reading = try store.beginReading(profile: profile)
        do {
            try change()
        } catch {
            throw FailureReason(.permanent, code: "test", message: "The change failed: \(error).")
        }
        return reading
    }
}
