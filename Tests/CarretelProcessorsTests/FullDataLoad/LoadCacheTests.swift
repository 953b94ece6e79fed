import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What was loaded before serves again, as what it is and for as long as it may.
@Suite struct LoadCacheTests {
    private let cache = ScriptedCache()

    private func load(_ omie: ScriptedOmie, _ parameters: String, settings: String = "{}") async throws -> LoadRun {
        try await LoadRun(omie, parameters, settings: settings, cache: cache)
    }

    private func states(_ run: LoadRun) throws -> [String?] {
        try LoadResource.allCases.map { try run.output(of: $0.rawValue)["cache"]?["state"]?.string }
    }

    @Test func aSecondLoadIsAnsweredFromTheCache() async throws {
        let omie = ScriptedOmie(orders: 120)
        let first = try await load(omie, #"{"mode":"complete"}"#)
        #expect(try states(first) == ["miss", "miss", "miss"])
        omie.clock.advance(by: .seconds(100))
        let before = omie.calls.count
        let second = try await load(omie, #"{"mode":"complete"}"#)
        #expect(omie.calls.count == before)
        #expect(try states(second) == ["hit", "hit", "hit"])
        try second.expectRecords("service_orders", 120)
        try second.expectRecords("clients", 150)
        #expect(second.files == first.files)
        let orders = try second.output(of: "service_orders")
        #expect(orders["cache"]?["age_seconds"]?.int64 == 100)
        #expect(orders["loaded_at"]?.string == (try first.output(of: "service_orders")["loaded_at"]?.string))
        #expect(orders["pages_announced"]?.int64 == 3 && orders["status"]?.string == "complete")
        #expect(try second.output["loaded_at"]?.numberText == (try first.output["loaded_at"]?.numberText))
    }

    @Test func eachResourceHasItsOwnLifetime() async throws {
        let omie = ScriptedOmie()
        _ = try await load(omie, "{}")
        omie.clock.advance(by: .seconds(15 * 60 + 1))
        #expect(try states(try await load(omie, "{}")) == ["miss", "hit", "hit"])
        omie.clock.advance(by: .seconds(24 * 3_600))
        #expect(try states(try await load(omie, "{}")) == ["miss", "miss", "miss"])
        omie.clock.advance(by: .seconds(120))
        let settings = #"{"cache_minutes_clients":1,"cache_minutes_sellers":3}"#
        #expect(try states(try await load(omie, "{}", settings: settings)) == ["hit", "miss", "hit"])
    }

    @Test func refreshReadsAnewForTheNextAndOffLeavesNothing() async throws {
        let omie = ScriptedOmie()
        _ = try await load(omie, #"{"cache":"off"}"#)
        #expect(cache.entries.isEmpty)
        _ = try await load(omie, "{}")
        omie.setCount(of: "ListarVendedores", 9)
        #expect(try states(try await load(omie, #"{"cache":"off"}"#)) == ["off", "off", "off"])
        try await load(omie, "{}").expectRecords("sellers", 7)
        #expect(try states(try await load(omie, #"{"cache":"refresh"}"#)) == ["refresh", "refresh", "refresh"])
        try await load(omie, "{}").expectRecords("sellers", 9)
    }

    @Test func aLimitedLoadNeverAnswersForACompleteOne() async throws {
        let omie = ScriptedOmie(orders: 700)
        let limited = try await load(omie, "{}")
        #expect(try limited.output["complete"]?.boolean == false)
        let complete = try await load(omie, #"{"mode":"complete"}"#)
        try complete.expectRecords("service_orders", 700)
        let again = try await load(omie, "{}")
        #expect(try states(again) == ["hit", "hit", "hit"])
        try again.expectRecords("service_orders", 500)
        #expect(try again.output(of: "service_orders")["status"]?.string == "limited")
        #expect(again.attempt.warnings.map(\.code) == ["pages_limited"])
    }

    @Test func whatFailedIsNotKept() async throws {
        let omie = ScriptedOmie()
        omie.fail("ListarClientes", page: 2, times: .max, .refused)
        #expect(try await load(omie, "{}").end == "partial")
        omie.mend()
        let second = try await load(omie, "{}")
        #expect(try states(second) == ["hit", "miss", "hit"])
        try second.expectRecords("clients", 150)
    }

    @Test func monthAndSearchAreOtherQuestions() async throws {
        let omie = ScriptedOmie()
        _ = try await load(omie, "{}")
        #expect(try states(try await load(omie, #"{"month":"2026-11"}"#)) == ["miss", "hit", "hit"])
        #expect(try states(try await load(omie, #"{"search":"loja 1"}"#)) == ["miss", "miss", "miss"])
        #expect(try states(try await load(omie, #"{"search":"LOJA 1"}"#)) == ["hit", "hit", "hit"])
    }

    @Test func aDamagedAnswerIsNone() async throws {
        let omie = ScriptedOmie()
        _ = try await load(omie, "{}")
        for key in cache.entries.keys { cache.damage(key) { $0[0] = 0 } }
        let second = try await load(omie, "{}")
        #expect(try states(second) == ["miss", "miss", "miss"])
        try second.expectRecords("clients", 150)
    }

    @Test func sharedRunsAskForTheSameWithTheSameCache() throws {
        let members = try #require(FullDataLoad.descriptor.coalescing).members
        // A load that must not be answered from the cache must not follow one that may be.
        #expect(Set(members) == ["profile", "resources", "max_pages", "page_size", "month", "search", "cache"])
    }
}
