import CarretelCore
import CarretelHTTP
import CarretelTestKit
import Testing

@testable import CarretelProcessors
@testable import CarretelSandbox

/// Every kind of fault that the sandbox can play, on one page of a load: what docs/full-data-load.md says has to follow.
@Suite(.temporaryDirectory, .timeLimit(.minutes(12))) struct FaultOutcomeTests {
    /// What a load makes of a fault.
    enum Ending: Hashable {
        case mended
        case ends(String)
        /// Asked again after so many seconds, which no test sits out.
        case waits(seconds: Int)
    }

    static let endings: [(fault: String, ending: Ending)] = [
        ("broken", .mended), ("broken-uncoded", .mended), ("fault-200", .mended), ("consumption", .mended),
        ("redundant:seconds=1", .mended), ("already-processed:seconds=1", .mended), ("unknown-method", .mended),
        ("no-total", .mended), ("no-array", .mended), ("html-502", .mended), ("html-503", .mended),
        ("html-504", .mended), ("html-login", .mended), ("empty-body", .mended), ("bad-json", .mended),
        ("wrong-type", .mended), ("truncated", .mended), ("reset", .mended), ("hang", .mended),
        ("locked", .waits(seconds: 9)), ("rate-limit", .waits(seconds: 20)),
        ("no-records", .ends("failed omie_page_missing")), ("no-entries", .ends("failed omie_page_missing")),
        ("no-such-record", .ends("failed omie_page_missing")), ("not-found", .ends("failed omie_page_missing")),
        ("unknown-tag", .ends("failed omie_refused")), ("no-parameters", .ends("failed omie_refused")),
        ("bad-value", .ends("failed omie_refused")), ("required-tag", .ends("failed omie_refused")),
        ("unknown-id", .ends("failed omie_refused")), ("duplicate", .ends("failed omie_refused")),
        ("invalid-json", .ends("failed omie_refused")), ("syntax-error", .ends("failed omie_refused")),
        ("blocked", .ends("later omie_blocked")), ("bad-key", .ends("failed omie_denied")),
    ]

    /// What a job asks for. Only what hangs is waited out, so only there is the limit of a request short.
    static func parameters(under fault: String) -> String {
        #"{"mode":"complete","resources":["service_orders"],"request_timeout_seconds":\#(fault == "hang" ? 3 : 60)}"#
    }

    @Test func everyKindIsHere() {
        let known = TransportFault.allCases.map(\.rawValue) + OmieSandbox.faultWords
        let here = Self.endings.map { String($0.fault.prefix { $0 != ":" }) }
        #expect(Set(here) == Set(known))
    }

    @Test(arguments: endings.filter { $0.ending == .mended }.map(\.fault))
    func isMended(fault: String) async throws {
        try await UpstreamRig.run(.small { $0.faults = try FaultOrder("ListarOS:3:\(fault)") }) { rig in
            let attempt = try await rig.attempt(Self.parameters(under: fault))
            #expect(attempt.end == "succeeded")
            try rig.expectEveryRecord(of: "service_orders", in: attempt)
        }
    }

    @Test(
        arguments: endings.compactMap { entry in
            if case .waits(let seconds) = entry.ending { (entry.fault, seconds) } else { nil }
        })
    func isWaitedFor(fault: String, seconds: Int) async throws {
        try await UpstreamRig.run(.small { $0.faults = try FaultOrder("ListarOS:3:\(fault)") }) { rig in
            let attempt = try ScriptedAttempt()
            let account = try OmieAccount(rig.profile)
            let client = OmieClient(account: account, attempt: attempt, timeout: .seconds(60))
            var call = LoadResource.serviceOrders.call(try LoadParameters(attempt.parameters))
            call.page = 3
            let response = try await CurlClient().send(client.request(for: call))
            let verdict = OmieAnswer.verdict(on: response, to: call, scrubber: account.scrubber)
            guard case .retry(_, let delay) = verdict else { return #expect(Bool(false), "\(verdict)") }
            #expect(delay.duration(afterTry: 1, at: attempt.now.wall) == .seconds(seconds))
        }
    }

    @Test(
        arguments: endings.compactMap { entry in
            if case .ends(let end) = entry.ending { (entry.fault, end) } else { nil }
        })
    func isTheEndOfIt(fault: String, end: String) async throws {
        try await UpstreamRig.run(.small { $0.faults = try FaultOrder("ListarOS:3:\(fault):always") }) { rig in
            let attempt = try await rig.attempt(Self.parameters(under: fault))
            #expect(attempt.end == end)
            #expect(rig.sandbox.log.calls.map(\.page) == [1, 2, 3])
        }
    }

    @Test(arguments: ["html-502", "html-login", "no-total", "consumption"])
    func thereIsNoFourthTry(fault: String) async throws {
        try await UpstreamRig.run(.small { $0.faults = try FaultOrder("ListarOS:3:\(fault):always") }) { rig in
            let attempt = try await rig.attempt(Self.parameters(under: fault))
            guard case .failed(let reason, _) = attempt.outcome else { return #expect(Bool(false), "\(attempt.end)") }
            #expect(reason.failureClass == .transient)
            #expect(rig.sandbox.log.calls.map(\.page) == [1, 2, 3, 3, 3])
        }
    }

    @Test func pagesThatBreakAboveASizeComeWholeAllTheSame() async throws {
        try await UpstreamRig.run(.small { $0.faults = try FaultOrder("ListarOS:*:broken:always:above=50") }) { rig in
            let attempt = try await rig.attempt(
                #"{"mode":"complete","resources":["service_orders"],"page_size":100}"#)
            #expect(attempt.end == "succeeded")
            try rig.expectEveryRecord(of: "service_orders", in: attempt)
        }
    }
}
