import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What a load asks Omie for, and how much of it.
@Suite struct LoadLimitTests {
    @Test func resourcesAreLoadedInTheirOwnOrder() async throws {
        let omie = ScriptedOmie(orders: 51, clients: 101, sellers: 1)
        let run = try await LoadRun(omie, #"{"resources":["sellers","clients","service_orders"]}"#)
        #expect(run.end == "succeeded")
        #expect(
            omie.labels == [
                "ListarOS 1/50", "ListarOS 2/50", "ListarClientes 1/100", "ListarClientes 2/100",
                "ListarVendedores 1/100",
            ])
        try run.expectRecords("service_orders", 51)
        try run.expectRecords("clients", 101)
        try run.expectRecords("sellers", 1)
        #expect(try run.output["complete"]?.boolean == true)
        #expect(run.attempt.warnings.isEmpty)
    }

    @Test func onlyWhatIsAskedForIsLoaded() async throws {
        let omie = ScriptedOmie()
        let run = try await LoadRun(omie, #"{"resources":["sellers"]}"#)
        #expect(omie.labels == ["ListarVendedores 1/100"])
        #expect(Set(run.files.keys) == ["sellers.jsonl", "seller_mapping.json"])
    }

    @Test func aSafeLoadStopsAtItsPagesAndSaysSo() async throws {
        let omie = ScriptedOmie(orders: 501, clients: 2_001, sellers: 1_001)
        let run = try await LoadRun(omie)
        #expect(run.end == "succeeded")
        let pages = ["ListarOS", "ListarClientes", "ListarVendedores"].map { method in
            omie.calls.count { $0.method == method }
        }
        #expect(pages == [10, 20, 10])
        #expect(try run.output["complete"]?.boolean == false)
        #expect(run.attempt.warnings.map(\.code) == ["pages_limited", "pages_limited", "pages_limited"])
        #expect(run.attempt.warnings.first?.message.contains("10 of 11 pages") == true)
        let orders = try run.output(of: "service_orders")
        #expect(orders["status"]?.string == "limited")
        #expect(orders["pages_fetched"]?.int64 == 10 && orders["pages_wanted"]?.int64 == 10)
        #expect(orders["pages_announced"]?.int64 == 11)
        try run.expectRecords("service_orders", 500)
    }

    @Test func aCompleteLoadReadsEveryPage() async throws {
        let omie = ScriptedOmie(orders: 1_234, clients: 2_345, sellers: 1_111)
        let run = try await LoadRun(omie, #"{"mode":"complete"}"#)
        #expect(try run.output["complete"]?.boolean == true)
        try run.expectRecords("service_orders", 1_234)
        try run.expectRecords("clients", 2_345)
        try run.expectRecords("sellers", 1_111)
    }

    @Test(arguments: ["complete", "timeout_safe"])
    func atMostSoManyPagesInEitherMode(mode: String) async throws {
        let omie = ScriptedOmie(orders: 200, clients: 100)
        let run = try await LoadRun(omie, #"{"mode":"\#(mode)","max_pages":2}"#)
        try run.expectRecords("service_orders", 100)
        try run.expectRecords("clients", 100)
        #expect(try run.output(of: "clients")["status"]?.string == "complete")
        #expect(try run.output(of: "service_orders")["status"]?.string == "limited")
        #expect(run.attempt.warnings.count == 1)
    }

    @Test func moreThanTheSafePagesMayBeAskedFor() async throws {
        let omie = ScriptedOmie(orders: 600)
        let run = try await LoadRun(omie, #"{"max_pages":12,"resources":["service_orders"]}"#)
        try run.expectRecords("service_orders", 600)
        #expect(try run.output["complete"]?.boolean == true)
    }

    @Test func anEmptyListIsCompleteWithoutPages() async throws {
        let run = try await LoadRun(ScriptedOmie(orders: 0, clients: 0, sellers: 0))
        #expect(run.end == "succeeded")
        #expect(try run.output["complete"]?.boolean == true)
        #expect(run.attempt.warnings.isEmpty)
        for resource in LoadResource.allCases {
            try run.expectRecords(resource.rawValue, 0)
            let told = try run.output(of: resource.rawValue)
            #expect(told["status"]?.string == "complete" && told["pages_announced"]?.int64 == 0)
        }
    }

    @Test(arguments: [1, 7, 50, 120, 500])
    func anyPageSizeGivesTheSameRecords(size: Int) async throws {
        let omie = ScriptedOmie(cap: 60)
        let run = try await LoadRun(omie, #"{"mode":"complete","page_size":\#(size)}"#)
        #expect(omie.calls.first?.size == size)
        try run.expectRecords("service_orders", 120)
        try run.expectRecords("clients", 150)
        try run.expectRecords("sellers", 7)
        #expect(try run.output["complete"]?.boolean == true)
    }

    @Test func aShortPageInTheMiddleDoesNotShiftThoseAfterIt() async throws {
        let omie = ScriptedOmie(clients: 500)
        let short = (1...99).map { #"{"codigo_cliente_omie":\#(4_100_000_100 + $0)}"# }
        omie.fail("ListarClientes", page: 2, ScriptedOmie.page("clientes_cadastro", 2, of: 5, short, total: 500))
        let run = try await LoadRun(omie, #"{"mode":"complete","resources":["clients"]}"#)
        #expect(Set(omie.calls.map(\.size)) == [100])
        let ids = try run.ids("clients")
        #expect(ids.count == 499 && Set(ids).count == 499)
        // And nobody is told that this is all.
        #expect(try run.output["complete"]?.boolean == false)
        #expect(try run.output(of: "clients")["status"]?.string == "limited")
        #expect(run.attempt.warnings.map(\.code) == ["records_differ"])
        #expect(run.attempt.answers.entries.isEmpty)
    }

    @Test func aListThatShrinksUnderTheLoadIsNotComplete() async throws {
        let omie = ScriptedOmie(clients: 500)
        let page = (1...100).map { #"{"codigo_cliente_omie":\#(4_100_000_100 + $0)}"# }
        omie.fail("ListarClientes", page: 2, ScriptedOmie.page("clientes_cadastro", 2, of: 2, page, total: 200))
        let run = try await LoadRun(omie, #"{"mode":"complete","resources":["clients"]}"#)
        #expect(try run.ids("clients").count == 200)
        #expect(try run.output["complete"]?.boolean == false)
        #expect(run.attempt.warnings.map(\.code) == ["records_differ"])
    }

    @Test func totalsThatNoAccountHasAreNotBelieved() async throws {
        let omie = ScriptedOmie(clients: 1)
        let huge = Int64.max
        let body =
            #"{"pagina":1,"total_de_paginas":\#(huge),"registros":1,"total_de_registros":\#(huge),"#
            + #""clientes_cadastro":[{"codigo_cliente_omie":1}]}"#
        omie.fail("ListarClientes", times: 3, .json(body))
        let run = try await LoadRun(omie, #"{"mode":"complete","resources":["clients"]}"#)
        #expect(run.end == "failed omie_malformed")
    }

    @Test func aMonthIsAskedOfOmieForServiceOrdersAlone() async throws {
        let omie = ScriptedOmie(orders: 1, clients: 1, sellers: 1)
        let run = try await LoadRun(omie, #"{"month":"2026-11"}"#)
        let tags = omie.calls.map { $0.body["param"]?.elements.map { $0 }.first }
        #expect(tags[0]?["filtrar_por_data_previsao_de"]?.string == "01/11/2026")
        #expect(tags[0]?["filtrar_por_data_previsao_ate"]?.string == "30/11/2026")
        #expect(tags.dropFirst().allSatisfy { $0?["filtrar_por_data_previsao_de"] == nil })
        #expect(try run.output["month"]?.string == "2026-11")
    }

    @Test func aSearchIsReadHereAndEveryPageAskedFor() async throws {
        let omie = ScriptedOmie(orders: 120, clients: 150, sellers: 7)
        let run = try await LoadRun(omie, #"{"search":"LOJA 14"}"#)
        #expect(omie.calls.count == 6)
        // Loja 14 and 140 to 149.
        #expect(try run.ids("clients").count == 11)
        try run.expectRecords("service_orders", 0)
        let clients = try run.output(of: "clients")
        #expect(clients["records"]?.int64 == 11 && clients["records_read"]?.int64 == 150)
        #expect(clients["records_announced"]?.int64 == 150 && clients["names"]?.int64 == 11)
        #expect(try run.output["search"]?.string == "LOJA 14")
        #expect(try run.output["complete"]?.boolean == true)
    }

    @Test func requestsCarryWhatOmieWantsAndNoMore() async throws {
        let omie = ScriptedOmie(orders: 1)
        let http = omie.http
        let attempt = try ScriptedAttempt(
            parameters: #"{"resources":["service_orders"],"request_timeout_seconds":7}"#, profile: LoadRun.profile,
            http: http, clock: omie.clock)
        _ = try await FullDataLoad().run(attempt)
        let request = try #require(http.requests.first)
        #expect(request.method == .post && request.url == "https://omie.test/api/v1/servicos/os/")
        #expect(request.limits.total == .seconds(7))
        #expect(Set(request.secrets) == [Secret(LoadRun.key), Secret(LoadRun.secret)])
        let body = try JSONValue(parsing: request.body)
        #expect(body["app_key"]?.string == LoadRun.key && body["app_secret"]?.string == LoadRun.secret)
        #expect(body["param"]?.count == 1)
        #expect(!"\(request)".contains(LoadRun.secret))
    }
}
