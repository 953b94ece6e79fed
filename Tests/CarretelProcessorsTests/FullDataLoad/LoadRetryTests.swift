import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What follows an answer that is no page: the rows of the table in docs/full-data-load.md, with the waits that they take.
@Suite struct LoadRetryTests {
    /// A fault with the waits before the second and the third try.
    struct Rule: CustomTestStringConvertible {
        var name: String
        var answer: Result<HTTPResponse, HTTPFailure>
        var waits: [Int]
        var code: String
        var testDescription: String { name }

        init(_ name: String, _ answer: HTTPResponse, _ waits: [Int], _ code: String) {
            (self.name, self.answer, self.waits, self.code) = (name, .success(answer), waits, code)
        }

        init(_ name: String, _ failure: HTTPFailure, _ waits: [Int], _ code: String) {
            (self.name, self.answer, self.waits, self.code) = (name, .failure(failure), waits, code)
        }

        func befall(_ omie: ScriptedOmie, page: Int, times: Int) {
            switch answer {
            case .success(let response): omie.fail("ListarOS", page: page, times: times, response)
            case .failure(let failure): omie.fail("ListarOS", page: page, times: times, failure)
            }
        }
    }

    static let rules = [
        Rule("redundant", .fault("SOAP-ENV:Client-6", "Aguarde 43 segundos (REDUNDANT)."), [44, 44], "omie_redundant"),
        // The manual clock begins at 09:00:00 in São Paulo; the second time has passed by then.
        Rule(
            "time of day", .fault("SOAP-ENV:Client-8020", "ERROR: tentar novamente às 09:00:30. (1)"), [31, 1],
            "omie_redundant"),
        Rule("lock", .fault("SOAP-ENV:Client-1880", "ERROR: Já existe uma requisição"), [9, 61], "omie_method_busy"),
        Rule(
            "rate", .json(#"{"error_code":429,"error_message":"Too Many Requests"}"#, status: 429), [20, 40],
            "omie_rate_limited"),
        Rule("consumption", .fault("SOAP-ENV:Client-500", "ERROR: Limite"), [2, 2], "omie_rate_limited"),
        Rule("other fault", .fault("SOAP-ENV:Server", "Something else"), [1, 2], "omie_fault"),
        Rule("gateway", .gateway, [1, 2], "omie_no_answer"),
        Rule("login page", .scripted(body: "<!DOCTYPE html><title>Login</title>"), [1, 2], "omie_no_answer"),
        Rule("empty body", .scripted(body: ""), [1, 2], "omie_no_answer"),
        Rule("half a body", .json(#"{"pagina":1,"total_de"#), [1, 2], "omie_no_answer"),
        Rule("no total", .json(#"{"pagina":2,"registros":0,"osCadastro":[]}"#), [1, 2], "omie_malformed"),
        Rule(
            "no array", .json(#"{"pagina":2,"total_de_paginas":3,"registros":0,"total_de_registros":9}"#), [1, 2],
            "omie_malformed"),
        Rule(
            "another page",
            ScriptedOmie.page("osCadastro", 1, of: 3, [#"{"Cabecalho":{"nCodOS":1}}"#], total: 120), [1, 2],
            "omie_malformed"),
        Rule("reset", HTTPFailure(.closed, "gone"), [1, 2], "http_closed"),
        Rule("too slow", HTTPFailure(.timedOut, "slow"), [1, 2], "http_timed_out"),
        Rule("refused", HTTPFailure(.refused, "nobody"), [1, 2], "http_refused"),
    ]

    @Test(arguments: rules)
    func theThirdTryMayDo(rule: Rule) async throws {
        let omie = ScriptedOmie()
        rule.befall(omie, page: 2, times: 2)
        let run = try await LoadRun(omie, #"{"resources":["service_orders"]}"#)
        #expect(run.end == "succeeded")
        try run.expectRecords("service_orders", 120)
        #expect(omie.labels == ["ListarOS 1/50"] + Array(repeating: "ListarOS 2/50", count: 3) + ["ListarOS 3/50"])
        #expect(omie.pauses == [0] + rule.waits + [0])
    }

    @Test(arguments: rules)
    func thereIsNoFourthTry(rule: Rule) async throws {
        let omie = ScriptedOmie()
        rule.befall(omie, page: 2, times: .max)
        let run = try await LoadRun(omie, #"{"resources":["service_orders"]}"#)
        #expect(run.end == "failed \(rule.code)")
        #expect(run.reason?.failureClass == .transient)
        #expect(omie.calls.count == 4)
        #expect(run.files.isEmpty)
    }

    @Test(arguments: [
        ("Client-5001", "ERROR: Tag [x] não faz parte"), ("Client-71", "Nenhum parâmetro"), ("Client-1010", "ERROR"),
        ("", "Invalid JSON Object"), ("", "JSON request with SyntaxError"),
    ])
    func whatOmieRefusesIsNotTriedAgain(code: String, words: String) async throws {
        let omie = ScriptedOmie()
        omie.fail("ListarOS", page: 2, times: .max, .fault(code, words))
        let run = try await LoadRun(omie, #"{"resources":["service_orders"]}"#)
        #expect(run.end == "failed omie_refused" && run.reason?.failureClass == .permanent)
        #expect(omie.calls.count == 2)
    }

    @Test func aLongerWaitThanPatienceIsNotSatOut() async throws {
        let omie = ScriptedOmie()
        omie.fail("ListarOS", page: 2, .fault("SOAP-ENV:Client-6", "Aguarde 300 segundos (REDUNDANT)."))
        let begin = omie.clock.now.wall
        let run = try await LoadRun(omie, #"{"resources":["service_orders"]}"#)
        guard case .later(let moment, _, let reason) = run.outcome else { return #expect(Bool(false), "\(run.end)") }
        #expect(moment == begin + .seconds(301))
        #expect(reason.code == "omie_redundant" && omie.calls.count == 2)
    }

    @Test func aPageThatWasAnnouncedAndIsNotThereFails() async throws {
        for answer in [
            HTTPResponse.noRecords(2), .fault("", "ERROR: Não existem cadastros para a página [2]!"),
            ScriptedOmie.page("osCadastro", 2, of: 0, [], total: 0),
        ] {
            let omie = ScriptedOmie()
            omie.fail("ListarOS", page: 2, times: .max, answer)
            let run = try await LoadRun(omie, #"{"resources":["service_orders"]}"#)
            #expect(run.end == "failed omie_page_missing")
            #expect(run.reason?.message.contains("announced 3 pages") == true)
            #expect(omie.calls.count == 2)
        }
    }

    @Test func sellersThatVanishMeanwhileAreAFailureToo() async throws {
        let omie = ScriptedOmie(sellers: 250)
        omie.onCall { [omie] call in if call.page == 1 { omie.setCount(of: "ListarVendedores", 100) } }
        let run = try await LoadRun(omie, #"{"resources":["sellers"]}"#)
        // The first answer was made of 250 already counted.
        #expect(run.end == "failed omie_page_missing")
    }

    @Test func aFirstPageWithoutTheRecordsThatItAnnouncesFails() async throws {
        let omie = ScriptedOmie()
        omie.fail("ListarOS", page: 1, times: .max, ScriptedOmie.page("osCadastro", 1, of: 3, [], total: 120))
        let run = try await LoadRun(omie, #"{"resources":["service_orders"]}"#)
        #expect(run.end == "failed omie_malformed" || run.end == "failed omie_page_missing")
    }
}
