import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct AnswerMemoryTests {
    @Test func anAnswerServesAsLongAsAJobAllows() async throws {
        let portal = ScriptedPortal()
        let cache = ScriptedCache()
        _ = try await ScrapeAttempt(portal, ["1", "9"], cache: cache)
        let moment = portal.clock.now.wall
        portal.clock.advance(by: .seconds(100))
        let young = try await ScrapeAttempt(portal, ["1", "9", "1"], #","max_age_seconds":100"#, cache: cache)
        #expect(young.end == "succeeded")
        #expect(portal.asked.sorted() == ["1", "9", "9"])
        let first = try young.result(0)
        #expect(first["origin"]?.string == "cache" && first["engine"]?.string == "http")
        #expect(first["data"]?["CLIENTE"]?.string == "Loja 1" && first["tries"]?.int64 == 0)
        #expect(first["read_at"]?.string == moment.rfc3339Milliseconds)
        #expect(try young.result(2)["origin"]?.string == "duplicate")
        #expect(young.tries.contains("1 success cache http"))
        portal.clock.advance(by: .seconds(1))
        _ = try await ScrapeAttempt(portal, ["1"], #","max_age_seconds":100"#, cache: cache)
        #expect(portal.asked.sorted() == ["1", "1", "9", "9"])
    }

    @Test func withoutAnAgeThePortalIsAsked() async throws {
        let portal = ScriptedPortal()
        let cache = ScriptedCache()
        _ = try await ScrapeAttempt(portal, ["1"], cache: cache)
        #expect(try await ScrapeAttempt(portal, ["1"], cache: cache).result(0)["origin"]?.string == "portal")
    }

    @Test func whatIsKnownTakesNoPlaceInABatch() async throws {
        let portal = ScriptedPortal()
        let cache = ScriptedCache()
        let numbers = (1...6).map { "1\($0)" }
        _ = try await ScrapeAttempt(portal, Array(numbers.prefix(4)), cache: cache)
        let settings = #"{"batch_size":2}"#
        let run = try await ScrapeAttempt(
            portal, numbers, #","max_age_seconds":60"#, settings: settings, cache: cache)
        #expect(run.end == "succeeded")
        #expect(try run.output["batches"]?.int64 == 1)
        #expect(try run.output["origins"]?["cache"]?.int64 == 4)
        #expect(try run.results == numbers.map { "\($0) success" })
    }
}
