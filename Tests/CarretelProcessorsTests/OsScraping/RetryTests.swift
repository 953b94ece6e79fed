import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelProcessors

@Suite struct RetryTests {
    private let one = #"{"parallel":1,"group_pause_ms":0}"#

    @Test func whatHadNoAnswerIsAskedForAgainAfterAllOthers() async throws {
        let portal = ScriptedPortal()
        portal.fail("2", .failure(.slow))
        let first = try await ScrapeAttempt(portal, ["1", "2", "3"], settings: one, attemptsLeft: 2)
        #expect(first.end == "failed portal_timed_out")
        #expect(first.reason?.message.hasPrefix("1 of 3 service orders had no answer: ") == true)
        #expect(first.batches == ["INICIADO 0/0", "INICIADO 1/0", "INICIADO 1/0", "INICIADO 2/0"])
        let second = try await ScrapeAttempt(portal, ["1", "2", "3"], settings: one, after: first, attemptsLeft: 1)
        #expect(second.end == "succeeded")
        #expect(portal.asked == ["1", "2", "3", "2"])
        #expect(second.tries == ["2 success portal http"])
        #expect(try second.result(1)["tries"]?.int64 == 2)
    }

    @Test func theLastAttemptShowsWhatThereIs() async throws {
        let portal = ScriptedPortal()
        portal.fail("2", times: 3, .page("oops", status: 502))
        var run = try await ScrapeAttempt(portal, ["1", "2"], settings: one, attemptsLeft: 2)
        run = try await ScrapeAttempt(portal, ["1", "2"], settings: one, after: run, attemptsLeft: 1)
        #expect(run.end == "failed portal_failed")
        run = try await ScrapeAttempt(portal, ["1", "2"], settings: one, after: run)
        #expect(run.end == "partial")
        #expect(run.reason?.code == "portal_failed" && run.reason?.failureClass == .transient)
        #expect(try run.results == ["1 success", "2 error portal_failed"])
        #expect(try run.result(1)["tries"]?.int64 == 3)
        #expect(portal.asked == ["1", "2", "2", "2"])
    }

    /// A portal at whose second service order the attempt's time is over.
    private func slowPortal(_ attempt: ScriptedAttempt, _ portal: ScriptedPortal) {
        portal.fail("2", .failure(HTTPFailure(.cancelled, "The request was cancelled.")))
        portal.onOrder { os in if os == "2" { attempt.endTime() } }
    }

    @Test func aLastAttemptThatReachesItsTimeLimitShowsWhatItHas() async throws {
        let portal = ScriptedPortal()
        let run = try await ScrapeAttempt(portal, ["1", "2", "3"], settings: one) { slowPortal($0, portal) }
        #expect(run.end == "partial")
        #expect(run.reason?.code == "timed_out" && run.reason?.failureClass == .policy)
        #expect(try run.results == ["1 success", "2 error timed_out", "3 error timed_out"])
        #expect(run.tries == ["1 success portal http", "2 timed_out portal http"])
        #expect(run.batches.last == "CONCLUIDO_COM_ERROS 1/2")
    }

    @Test func anotherAttemptGoesOnAfterTheTimeLimitOfOne() async throws {
        let portal = ScriptedPortal()
        let first = try await ScrapeAttempt(portal, ["1", "2", "3"], settings: one, attemptsLeft: 1) {
            slowPortal($0, portal)
        }
        #expect(first.end == "cancelled")
        portal.onOrder { _ in }
        let second = try await ScrapeAttempt(
            portal, ["1", "2", "3"], settings: one, after: first, wasKilled: true, attemptsLeft: 1)
        #expect(second.end == "failed timed_out")
        let third = try await ScrapeAttempt(portal, ["1", "2", "3"], settings: one, after: second)
        #expect(third.end == "succeeded")
        #expect(portal.asked == ["1", "2", "3", "2"])
    }

    @Test func anOrderWhosePageHasChangedIsNotAskedForAgain() async throws {
        let portal = ScriptedPortal()
        portal.fail("1", .page("strange"))
        portal.fail("2", .failure(.slow))
        let first = try await ScrapeAttempt(
            portal, ["1", "2"], #","engine":"http""#, settings: one, attemptsLeft: 1)
        #expect(first.end == "failed portal_timed_out")
        let second = try await ScrapeAttempt(portal, ["1", "2"], #","engine":"http""#, settings: one, after: first)
        #expect(second.end == "partial")
        #expect(second.reason?.code == "portal_layout_changed")
        #expect(portal.asked == ["1", "2", "2"])
    }

    @Test func aPortalThatIsDownIsLeftAlone() async throws {
        let portal = ScriptedPortal()
        let numbers = (1...20).map { "1\($0)" }
        for number in numbers.prefix(5) { portal.fail(number, .page("oops", status: 500)) }
        let first = try await ScrapeAttempt(portal, numbers, settings: one, attemptsLeft: 2)
        #expect(first.end == "failed portal_failed")
        #expect(first.reason?.message.hasPrefix("The portal answers no more: ") == true)
        #expect(portal.asked == Array(numbers.prefix(5)))
        let second = try await ScrapeAttempt(portal, numbers, settings: one, after: first, attemptsLeft: 1)
        #expect(second.end == "failed portal_failed")
        #expect(portal.asked == numbers)
        let third = try await ScrapeAttempt(portal, numbers, settings: one, after: second)
        #expect(third.end == "succeeded")
        #expect(portal.asked == numbers + numbers.prefix(5))
    }

    @Test func onTheLastAttemptWhatWasNotAskedForIsAnErrorToo() async throws {
        let portal = ScriptedPortal()
        let numbers = (1...8).map { "1\($0)" }
        for number in numbers.prefix(3).dropFirst() { portal.fail(number, .failure(.refusedConnection)) }
        let run = try await ScrapeAttempt(
            portal, numbers, settings: #"{"parallel":1,"group_pause_ms":0,"error_brake":2}"#)
        #expect(run.end == "partial")
        #expect(try run.results.first == "11 success")
        #expect(try run.results.filter { $0.hasSuffix("error portal_failed") }.count == 7)
        #expect(portal.asked == Array(numbers.prefix(3)))
    }

    @Test func anAnswerInBetweenReleasesTheBrake() {
        var brake = ErrorBrake(limit: 2)
        brake.failed()
        brake.answered()
        brake.failed()
        #expect(!brake.isOn)
        brake.failed()
        #expect(brake.isOn)
        var none = ErrorBrake(limit: nil)
        for _ in 0..<100 { none.failed() }
        #expect(!none.isOn)
    }

    @Test func aShortBreakThatThePortalAsksForIsKept() async throws {
        let portal = ScriptedPortal()
        let header = HTTPHeaders.Field(name: "Retry-After", value: "30")
        portal.fail("1", .page("busy", status: 429, headers: [header]))
        let begin = portal.clock.now.wall
        let numbers = ["1", "2", "3", "4", "5", "6"]
        _ = try await ScrapeAttempt(portal, numbers, attemptsLeft: 1)
        #expect(portal.clock.now.wall - begin == .seconds(30))
        #expect(portal.asked.sorted() == numbers, "three at once, in any order")
    }

    @Test func aLongBreakEndsTheAttempt() async throws {
        let portal = ScriptedPortal()
        let header = HTTPHeaders.Field(name: "Retry-After", value: "600")
        portal.fail("1", .page("busy", status: 503, headers: [header]))
        let numbers = (1...9).map(String.init)
        let run = try await ScrapeAttempt(portal, numbers, settings: one, attemptsLeft: 1)
        guard case .failed(let reason, let delay) = run.outcome else { return #expect(Bool(false), "\(run.end)") }
        #expect(reason.code == "portal_failed" && delay == .seconds(600))
        #expect(portal.asked == ["1"])
    }

    @Test func withinABreakTheRestOfAGroupIsNotAskedFor() async throws {
        let portal = ScriptedPortal()
        let times = Mutex<[String: Duration]>([:])
        let begin = portal.clock.now.wall
        portal.onOrder { os in times.withLock { $0[os] = portal.clock.now.wall - begin } }
        let header = HTTPHeaders.Field(name: "Retry-After", value: "30")
        portal.fail("2", .page("busy", status: 429, headers: [header]))
        let numbers = (1...8).map(String.init)
        let run = try await ScrapeAttempt(portal, numbers, settings: #"{"parallel":1}"#, attemptsLeft: 1)
        #expect(run.end == "failed portal_failed")
        #expect(portal.asked == numbers)
        let seconds = times.withLock { times in numbers.map { times[$0] } }
        // The group of five after the break begins with what the group before it has left.
        #expect(seconds == [0, 0, 30, 30, 30, 30, 30, 32].map { .seconds($0) })
    }

    @Test func aMissingBrowserIsNoPortalThatIsDown() async throws {
        let portal = ScriptedPortal()
        let numbers = (1...8).map(String.init)
        let run = try await ScrapeAttempt(
            portal, numbers, #","engine":"browser""#, settings: one, attemptsLeft: 1)
        #expect(run.end == "failed browser_not_started")
        #expect(run.reason?.message.hasPrefix("8 of 8 service orders had no answer: ") == true)
        #expect(run.tries.count == 8)
    }

    @Test func errorsThatMayPassStaySuchWhenAnAttemptDiesAtTheEnd() async throws {
        let portal = ScriptedPortal()
        portal.fail("2", .page("oops", status: 502))
        let first = try await ScrapeAttempt(portal, ["1", "2"], settings: one)
        let second = try await ScrapeAttempt(portal, ["1", "2"], settings: one, after: first, wasKilled: true)
        #expect(second.end == "partial")
        #expect(second.reason?.code == "portal_failed" && second.reason?.failureClass == .transient)
        #expect(try second.result(1)["class"]?.string == "transient")
        #expect(portal.asked == ["1", "2"])
    }
}
