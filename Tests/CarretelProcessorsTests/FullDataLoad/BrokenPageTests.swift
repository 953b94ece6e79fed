import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// A page over which Omie breaks is asked for once more at half its size, and no record comes twice or not at all.
@Suite struct BrokenPageTests {
    private let orders = #"{"mode":"complete","resources":["service_orders"]}"#

    @Test(arguments: [50, 51, 500])
    func aBrokenFirstPageHalvesAll(size: Int) async throws {
        let omie = ScriptedOmie(orders: 1_220)
        omie.fail("ListarOS", page: 1, above: size / 2, .broken)
        let run = try await LoadRun(
            omie, #"{"mode":"complete","resources":["service_orders"],"page_size":\#(size)}"#)
        try run.expectRecords("service_orders", 1_220)
        // Even, so that a later page can be halved again.
        #expect(omie.calls.map(\.size) == [size] + Array(repeating: size / 4 * 2, count: omie.calls.count - 1))
    }

    @Test(arguments: [2, 12, 25])
    func aBrokenLaterPageIsReadAsItsTwoHalves(page: Int) async throws {
        let omie = ScriptedOmie(orders: 1_220)
        omie.fail("ListarOS", page: page, above: 25, .broken)
        let run = try await LoadRun(omie, orders)
        try run.expectRecords("service_orders", 1_220)
        let halves = omie.calls.filter { $0.size == 25 }.map(\.page)
        // The last page, 25, has 20 records: its second half is not there.
        #expect(halves == (page == 25 ? [49] : [2 * page - 1, 2 * page]))
    }

    @Test(arguments: [1, 2, 7])
    func halvesLieWhereTheServersOwnPagesLie(page: Int) async throws {
        let omie = ScriptedOmie(orders: 1_220, cap: 100)
        omie.fail("ListarOS", page: page, above: 60, .broken)
        let run = try await LoadRun(
            omie, #"{"mode":"complete","resources":["service_orders"],"page_size":400}"#)
        try run.expectRecords("service_orders", 1_220)
    }

    @Test func everyPageMayBreak() async throws {
        let omie = ScriptedOmie(orders: 1_220)
        omie.fail("ListarOS", above: 25, times: .max, .broken)
        try await LoadRun(omie, orders).expectRecords("service_orders", 1_220)
    }

    @Test func aHalfThatBreaksTooIsTheEndOfIt() async throws {
        let omie = ScriptedOmie(orders: 1_220)
        omie.fail("ListarOS", page: 3, .broken)
        omie.fail("ListarOS", page: 6, .broken)
        let run = try await LoadRun(omie, orders)
        #expect(run.end == "failed omie_broken_page" && run.reason?.failureClass == .transient)
        #expect(omie.labels.suffix(3) == ["ListarOS 3/50", "ListarOS 5/25", "ListarOS 6/25"])
    }

    @Test func aHalfIsTriedAgainAsAnyRequest() async throws {
        let omie = ScriptedOmie(orders: 1_220)
        omie.fail("ListarOS", page: 3, above: 25, .broken)
        omie.fail("ListarOS", page: 5, .gateway)
        omie.fail("ListarOS", page: 6, .json(#"{"error_code":429,"error_message":"Too Many Requests"}"#, status: 429))
        let run = try await LoadRun(omie, orders)
        #expect(run.end == "succeeded")
    }

    @Test(arguments: ["ListarOS", "ListarVendedores"])
    func halvesOfAPageThatIsGoneAreNoEmptyPage(method: String) async throws {
        let omie = ScriptedOmie(orders: 500, sellers: 500)
        omie.onCall { [omie] call in
            guard call.page == 3 else { return }
            let isSellers = method == "ListarVendedores"
            let gone = ScriptedOmie.page("cadastro", 5, of: 0, [], total: 0)
            omie.fail(method, page: 5, isSellers ? gone : .noRecords(5))
        }
        omie.fail(method, page: 3, .broken)
        let resource = method == "ListarOS" ? "service_orders" : "sellers"
        let run = try await LoadRun(omie, #"{"mode":"complete","page_size":50,"resources":["\#(resource)"]}"#)
        #expect(run.end == "failed omie_page_missing")
    }

    @Test func aSecondHalfIsMissedExceptOfTheLastPage() async throws {
        let omie = ScriptedOmie(orders: 500)
        omie.fail("ListarOS", page: 3, .broken)
        omie.onCall { [omie] call in if call.label == "ListarOS 5/25" { omie.fail("ListarOS", page: 6, .noRecords(6)) }
        }
        #expect(try await LoadRun(omie, orders).end == "failed omie_page_missing")
    }
}
