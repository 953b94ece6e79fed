import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// When nothing is asked any more, and when something is again.
@Suite struct OdooBreakerTests {
    /// What happens one after the other: `f` failed, `s` succeeded, `a` abandoned, `?` asked and let go, `!N` asked and
    /// refused for N s, `+N` seconds pass.
    static let stories = [
        "? f ? f ? f ? f ?",
        "? f ? f ? f ? f ? f !30",
        "f f f f s f f f f ?",
        "f f f f +119 f !30",
        "f f f f +120 f ?",
        "f f f f f +29 !1",
        "f f f f f +30 ? s ?",
        "f f f f f +30 ? f !30",
        "f f f f f +30 ? !30",
        "f f f f f +30 ? a ?",
        "f f f f f +30 ? f +30 ? f !30 +30 ? s f f f f ?",
        "f f f f f +120 ? f ?",
        "f f f f f +10 s ?",
        "a a a a a a ?",
    ]

    @Test(arguments: stories) func theStoryGoesAsTold(_ story: String) throws {
        var breaker = OdooBreaker()
        var now = MonotonicInstant(nanoseconds: 1)
        for event in story.split(separator: " ") {
            let seconds = Int64(event.dropFirst())
            switch event.first {
            case "f": breaker.failed(at: now)
            case "s": breaker.succeeded()
            case "a": breaker.abandoned(at: now)
            case "?": #expect(breaker.admit(at: now) == .go)
            case "!": #expect(breaker.admit(at: now) == .refused(for: .seconds(try #require(seconds))))
            default: now = now + .seconds(try #require(seconds))
            }
        }
    }

    @Test func callsAreRefusedAtOnceUntilTheNamedMoment() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo)
        _ = try await rig.client.connect()
        odoo.fail("search_read", times: 99, HTTPFailure(.refused, "https://odoo.test:443/jsonrpc: nobody listens."))
        #expect(await rig.pageFailure()?.kind == .infrastructure)
        // The fifth failure in a row is the second try of this call, so its third is not made.
        #expect(await rig.pageFailure()?.kind == .circuitOpen)
        let calls = odoo.labels.count
        let failure = try #require(await rig.pageFailure())
        #expect(failure.kind == .circuitOpen)
        #expect(failure.reason.code == "odoo_circuit_open")
        #expect(failure.reason.failureClass == .transient)
        #expect(odoo.labels.count == calls)
        let moment = odoo.clock.now.wall + (failure.retryAfter ?? .zero)
        #expect(failure.reason.message.contains(moment.rfc3339Milliseconds))
        #expect(failure.reason.message.contains("nobody listens"))
        // Another attempt of the worker shares it.
        let other = try OdooRig(odoo, sessions: rig.sessions, attempt: 2)
        #expect(await other.pageFailure()?.kind == .circuitOpen)
        #expect(odoo.labels.count == calls)
    }

    @Test func oneAnswerClosesIt() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 1))
        let rig = try OdooRig(odoo)
        _ = try await rig.client.connect()
        odoo.fail("search_read", times: 5, .html(502))
        _ = await rig.pageFailure()
        #expect(await rig.pageFailure()?.kind == .circuitOpen)
        odoo.clock.advance(by: OdooBreaker.openDuration)
        #expect(try await rig.client.page(OdooRig.orders, after: 0).count == 1)
        odoo.fail("search_read", times: 1, .html(502))
        #expect(await rig.pageFailure() == nil)
    }

    @Test func thatOdooSaysNoIsAnAnswer() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo)
        odoo.fail("search_read", times: 20, .rpcError("builtins.ValueError"))
        for _ in 0..<20 { #expect(await rig.pageFailure()?.kind == .badRequest) }
    }
}
