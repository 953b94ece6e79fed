import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct OrderAnswerTests {
    @Test func foundAndNotFoundAreAnswers() async throws {
        let portal = ScriptedPortal(latency: .milliseconds(1_500))
        let run = try await ScrapeAttempt(portal, ["0012", "9"], #","batch_name":"Lote da manhã""#)
        #expect(run.end == "succeeded")
        #expect(try run.results == ["12 success", "9 not_found"])
        let output = try run.output
        #expect(output["status"]?.string == "completed")
        #expect(output["batch_name"]?.string == "Lote da manhã")
        #expect(output["total_os"]?.int64 == 2 && output["success_count"]?.int64 == 1)
        #expect(output["error_count"]?.int64 == 1 && output["not_found_count"]?.int64 == 1)
        #expect(output["layout"]?.string == "scripted" && output["batches"]?.int64 == 1)
        #expect(output["engines"]?["http"]?.int64 == 2 && output["engines"]?["browser"]?.int64 == 0)
        let first = try run.result(0)
        #expect(first["data"]?["CLIENTE"]?.string == "Loja 12" && first["data"]?["OS"]?.string == "12")
        #expect(first["engine"]?.string == "http" && first["origin"]?.string == "portal")
        #expect(first["tries"]?.int64 == 1)
        #expect(try run.result(1)["data"] == nil)
    }

    @Test func aNumberThatStandsTwiceIsAskedForOnce() async throws {
        let portal = ScriptedPortal()
        let run = try await ScrapeAttempt(portal, ["7", "8", "007", "7"])
        #expect(portal.asked.sorted() == ["7", "8"])
        #expect(try run.results == ["7 success", "8 success", "7 success", "7 success"])
        #expect(try run.result(0)["origin"]?.string == "portal")
        #expect(try run.result(2)["origin"]?.string == "duplicate")
        #expect(try run.result(2)["data"]?["OS"]?.string == "7")
        #expect(try run.output["total_os"]?.int64 == 4)
        #expect(
            run.tries.sorted().prefix(3) == [
                "7 success duplicate http", "7 success duplicate http", "7 success portal http",
            ])
    }

    @Test(
        "each reason for having no answer is told as itself",
        arguments: [
            (ScriptedPortal.Fault.failure(.slow), "portal_timed_out", FailureClass.transient),
            (.failure(.refusedConnection), "portal_failed", .transient),
            (.page("oops", status: 500), "portal_failed", .transient),
            (.page("found OS=1", status: 503), "portal_failed", .transient),
            (.page("oops", status: 504), "portal_timed_out", .transient),
            (.page("strange"), "portal_layout_changed", .permanent),
            (.page("incomplete CNPJ"), "portal_layout_changed", .permanent),
            (.page("huge"), "portal_layout_changed", .permanent),
            (.page("found OS=2"), "portal_layout_changed", .permanent),
            (.page("strange", status: 404), "portal_layout_changed", .permanent),
            (.page("script"), "portal_needs_script", .permanent),
        ])
    func reasons(_ fault: ScriptedPortal.Fault, code: String, failureClass: FailureClass) async throws {
        let portal = ScriptedPortal()
        portal.fail("1", fault)
        let run = try await ScrapeAttempt(portal, ["1"], #","engine":"http""#)
        #expect(run.end == "failed \(code)")
        #expect(run.reason?.failureClass == failureClass)
        #expect(run.tries == ["1 \(code) portal http"])
        #expect(portal.asked == ["1"])
    }

    @Test func aPageWithStatus404MaySayThatThereIsNoSuchOrder() async throws {
        let portal = ScriptedPortal()
        portal.fail("1", .page("notfound", status: 404))
        #expect(try await ScrapeAttempt(portal, ["1"]).results == ["1 not_found"])
    }

    @Test func theLinkInASearchIsFollowed() async throws {
        let portal = ScriptedPortal()
        portal.fail("5", .page("link 5"))
        var layout = ScriptedPortal.layout
        layout.search.result = .css("a.result")
        let worker = OsScraping(reading: ScriptedPortal.kit(layout))
        #expect(try await ScrapeAttempt(portal, ["5"], worker: worker).results == ["5 success"])
        #expect(portal.asked == ["5", "5"])
    }

    @Test func noLinkLeadsToAnotherHost() async throws {
        let portal = ScriptedPortal()
        portal.fail("5", .page("link https://elsewhere.test/os/5"))
        var layout = ScriptedPortal.layout
        layout.search.result = .css("a.result")
        let worker = OsScraping(reading: ScriptedPortal.kit(layout))
        let run = try await ScrapeAttempt(portal, ["5"], #","engine":"http""#, worker: worker)
        #expect(run.end == "failed portal_layout_changed")
        #expect(portal.asked == ["5"])
    }

    @Test func whatWasReadStaysWhenOthersCannotBe() async throws {
        let portal = ScriptedPortal()
        portal.fail("2", .page("strange"))
        let run = try await ScrapeAttempt(
            portal, ["1", "2", "3"], #","engine":"http""#, settings: #"{"parallel":1}"#)
        #expect(run.end == "partial")
        #expect(run.reason?.code == "portal_layout_changed")
        #expect(run.reason?.message.hasPrefix("1 of 3 service orders could not be read: ") == true)
        #expect(try run.results == ["1 success", "2 error portal_layout_changed", "3 success"])
        #expect(
            run.batches == ["INICIADO 0/0", "INICIADO 1/0", "INICIADO 1/1", "INICIADO 2/1", "CONCLUIDO_COM_ERROS 2/1"])
    }

    @Test func theDataFileHasALineForEachAndTheOutputTheFirstThousand() async throws {
        let portal = ScriptedPortal()
        let numbers = (1...1_001).map { "1\($0)" }
        let run = try await ScrapeAttempt(
            portal, numbers, settings: #"{"batch_size":1000,"group_size":100,"group_pause_ms":0}"#, limits: [])
        #expect(run.end == "later next_batch")
        let last = try await ScrapeAttempt(
            portal, numbers, settings: #"{"batch_size":1000,"group_size":100,"group_pause_ms":0}"#, after: run)
        #expect(last.end == "succeeded")
        #expect(try last.results == numbers.prefix(1_000).map { "\($0) success" })
        #expect(last.attempt.warnings.map(\.code) == ["results_limited"])
        #expect(last.attempt.dataFile(named: "results.jsonl")?.records == 1_001)
    }
}
