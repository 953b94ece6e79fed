import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What a load tells: its progress, its output and its mappings; and several pages at once.
@Suite struct LoadReportTests {
    @Test func progressTellsPagesOfPagesAndTheTimeLeft() async throws {
        let omie = ScriptedOmie(orders: 400, clients: 200, sellers: 7, latency: .seconds(3))
        let run = try await LoadRun(omie, #"{"mode":"complete"}"#)
        let reports = run.attempt.reported
        let percents = reports.compactMap(\.percent)
        #expect(percents == percents.sorted() && percents.last == 100)
        let second = try #require(reports.first { $0.message?.contains("page 2 of 8") == true })
        #expect(second.processed == 2 && second.total == 8 && second.current == "service_orders")
        #expect(second.etaSeconds == 18)
        #expect(reports.last?.processed == 11 && reports.last?.total == 11 && reports.last?.etaSeconds == 0)
        #expect(Set(reports.compactMap(\.current)) == ["service_orders", "clients", "sellers"])
    }

    @Test func progressSaysThatPagesAreLimited() async throws {
        let run = try await LoadRun(ScriptedOmie(orders: 600), #"{"resources":["service_orders"]}"#)
        #expect(run.attempt.reported.contains { $0.message?.contains("page 3 of 10 (of 12 that there are)") == true })
        #expect(run.attempt.reported.last?.percent == 100)
    }

    @Test func theOutputHasWhatIsDocumented() async throws {
        let omie = ScriptedOmie(orders: 120, latency: .milliseconds(250))
        let begin = omie.clock.now.wall
        let run = try await LoadRun(omie)
        let output = try run.output
        #expect(
            output.members.map(\.name) == [
                "loaded_at", "loaded_at_utc", "mode", "complete", "month", "search", "resources",
            ])
        #expect(output["loaded_at"]?.numberText == "1795176000")
        #expect(output["loaded_at_utc"]?.string == begin.rfc3339Milliseconds)
        #expect(output["mode"]?.string == "timeout_safe" && output["month"]?.isNull == true)
        let orders = try run.output(of: "service_orders")
        #expect(
            Set(orders.members.map(\.name)) == [
                "status", "records", "records_read", "records_announced", "pages_fetched", "pages_wanted",
                "pages_announced", "seconds", "loaded_at", "cache", "file", "mapping", "names", "reason",
            ])
        #expect(orders["records"]?.int64 == 120 && orders["records_announced"]?.int64 == 120)
        #expect(orders["seconds"]?.numberText == "0.75" && orders["file"]?.string == "service_orders.jsonl")
        #expect(orders["mapping"]?.isNull == true && orders["reason"]?.isNull == true)
        let clients = try run.output(of: "clients")
        #expect(clients["mapping"]?.string == "client_mapping.json" && clients["names"]?.int64 == 150)
    }

    @Test func recordsAreLinesOfTheirOwnJustAsOmieGaveThem() async throws {
        let run = try await LoadRun(ScriptedOmie(orders: 1), #"{"resources":["service_orders"]}"#)
        #expect(
            run.attempt.dataFile(named: "service_orders.jsonl")?.lines
                == [#"{"Cabecalho":{"nCodOS":4200000001, "cNumOS":"OS-1"}}"#])
    }

    @Test func mappingsHaveOneNameOfEachCode() async throws {
        let omie = ScriptedOmie()
        let records = [
            #"{"codigo_cliente_omie":1,"nome_fantasia":"  Bar do &quot;Z\u00e9&quot; ","razao_social":"Z"}"#,
            #"{"codigo_cliente_omie":2,"nome_fantasia":"&nbsp;","razao_social":"RAZ&Atilde;O &amp; CIA"}"#,
            #"{"codigo_cliente_omie":3}"#, #"{"codigo_cliente_omie":1,"nome_fantasia":"again"}"#, #"{"x":1}"#,
        ]
        omie.fail("ListarClientes", ScriptedOmie.page("clientes_cadastro", 1, of: 1, records, total: 5))
        let run = try await LoadRun(omie, #"{"resources":["clients"]}"#)
        let mapping = try #require(run.attempt.dataFile(named: "client_mapping.json"))
        let json = try JSONValue(parsing: mapping.bytes)
        #expect(json.members.map(\.name) == ["1", "2", "3"])
        #expect(json["1"]?.string == "Bar do \"Zé\"" && json["2"]?.string == "RAZ&Atilde;O & CIA")
        #expect(json["3"]?.string == "Cliente 3")
        #expect(try run.output(of: "clients")["names"]?.int64 == 3 && mapping.records == 3)
    }

    @Test(arguments: 2...4)
    func severalPagesAtOnceKeepTheirOrder(simultaneous: Int) async throws {
        let omie = ScriptedOmie(orders: 1_234, clients: 555, sellers: 101)
        omie.fail("ListarOS", page: 7, .gateway)
        omie.fail("ListarOS", page: 9, above: 25, .broken)
        let run = try await LoadRun(
            omie, #"{"mode":"complete"}"#, settings: #"{"simultaneous":\#(simultaneous)}"#)
        try run.expectRecords("service_orders", 1_234)
        try run.expectRecords("clients", 555)
        try run.expectRecords("sellers", 101)
        #expect(omie.labels.first == "ListarOS 1/50")
        let rule = FullDataLoad.permitRules(run.attempt.settings)["omie"]
        #expect(rule?.concurrent == simultaneous)
    }

    @Test func severalPagesAtOnceStopWhereOneFailed() async throws {
        let omie = ScriptedOmie(orders: 1_000)
        omie.fail("ListarOS", page: 7, times: .max, .refused)
        let run = try await LoadRun(
            omie, #"{"resources":["service_orders","sellers"],"mode":"complete"}"#, settings: #"{"simultaneous":4}"#)
        #expect(run.end == "partial")
        #expect(try run.output(of: "service_orders")["pages_fetched"]?.int64 == 6)
        #expect(try #require(omie.calls.filter { $0.method == "ListarOS" }.map(\.page).max()) <= 9)
    }
}
