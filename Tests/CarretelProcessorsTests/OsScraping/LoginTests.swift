import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelProcessors

@Suite struct LoginTests {
    private let six = ["1", "2", "3", "4", "5", "6"]

    @Test func manyServiceOrdersShareOneLogin() async throws {
        let portal = ScriptedPortal()
        #expect(try await ScrapeAttempt(portal, six).end == "succeeded")
        #expect(portal.logins.count == 1)
    }

    @Test(arguments: ["refused", "login"])
    func aRefusedLoginEndsTheJobAndNothingIsAsked(page: String) async throws {
        let portal = ScriptedPortal()
        portal.fail("login", times: 9, .page(page))
        let run = try await ScrapeAttempt(portal, six, attemptsLeft: 2)
        #expect(run.end == "failed portal_login_failed")
        #expect(run.reason?.failureClass == .permanent)
        #expect(portal.asked.isEmpty && portal.logins.count == 1)
        #expect(run.batches.last == "ERRO 0/6")
        #expect(run.reason?.message.contains(ScriptedPortal.password) == false)
    }

    @Test func aLoginThatIsRefusedLaterKeepsWhatWasRead() async throws {
        let portal = ScriptedPortal()
        portal.onOrder { os in
            guard os == "3" else { return }
            portal.logOutEverybody()
            portal.fail("login", times: 9, .page("refused"))
        }
        let run = try await ScrapeAttempt(portal, six, settings: #"{"parallel":1}"#, attemptsLeft: 2)
        #expect(run.end == "partial")
        #expect(run.reason?.code == "portal_login_failed")
        #expect(try run.results.filter { $0.hasSuffix("success") } == ["1 success", "2 success", "3 success"])
        #expect(try run.results.filter { $0.hasSuffix("error portal_login_failed") }.count == 3)
        #expect(portal.logins.count == 2)
    }

    @Test func aPortalThatFailsAtTheLoginIsTriedAgainLater() async throws {
        let portal = ScriptedPortal()
        portal.fail("login", .page("oops", status: 500))
        let first = try await ScrapeAttempt(portal, ["1"], attemptsLeft: 1)
        #expect(first.end == "failed portal_failed")
        #expect(first.reason?.failureClass == .transient)
        #expect(try await ScrapeAttempt(portal, ["1"], after: first).end == "succeeded")
    }

    @Test func whoWaitsForALoginThatFailsDoesNotTryItAgain() async throws {
        let session = PortalSession(identity: "x")
        let attempt = try ScriptedAttempt()
        let tried = Tries()
        async let first = heldLogIn(session, attempt, tried)
        async let second = heldLogIn(session, attempt, tried)
        async let third = heldLogIn(session, attempt, tried)
        let codes = await [first, second, third]
        #expect(codes == Array(repeating: "portal_timed_out", count: 3))
        #expect(tried.count.withLock { $0 } == 1)
    }

    private final class Tries: Sendable {
        let count = Mutex(0)
    }

    /// A login that fails, once both others wait for it.
    private func heldLogIn(_ session: PortalSession, _ attempt: ScriptedAttempt, _ tries: Tries) async -> String? {
        do throws(PortalFailure) {
            try await session.logInAlone(attempt, by: .http) {
                tries.count.withLock { $0 += 1 }
                while session.waiting < 2 && tries.count.withLock({ $0 }) == 1 { await Task.yield() }
                return .timedOut("Too slow.")
            }
            return nil
        } catch {
            return error.reason.code
        }
    }

    @Test func aFailureOfOneWayIsNoneOfTheOther() async throws {
        let session = PortalSession(identity: "x")
        let attempt = try ScriptedAttempt()
        await #expect(throws: PortalFailure.self) {
            try await session.logInAlone(attempt, by: .http) {
                .failed("Down.")
            }
        }
        try await session.logInAlone(attempt, by: .browser) { nil }
        await #expect(throws: PortalFailure.self) {
            try await session.logInAlone(attempt, by: .http) { .loginFailed("No.") }
        }
        await #expect(throws: PortalFailure.self) { try await session.logInAlone(attempt, by: .browser) { nil } }
    }

    @Test func loginsWithoutAnAnswerEndAfterTwoInAnAttempt() async throws {
        let portal = ScriptedPortal()
        portal.fail("login", times: 9, .failure(.slow))
        let run = try await ScrapeAttempt(portal, six, settings: #"{"parallel":1}"#, attemptsLeft: 1)
        #expect(run.end == "failed portal_timed_out")
        #expect(portal.logins.count == 2)
    }

    @Test func loginsThatDoNotLastAreARefusalAfterTwo() async throws {
        let portal = ScriptedPortal()
        for number in six { portal.fail(number, times: 9, .logout) }
        let run = try await ScrapeAttempt(portal, six, settings: #"{"parallel":1}"#, attemptsLeft: 2)
        #expect(run.end == "failed portal_login_failed")
        #expect(portal.logins.count == 2)
    }

    @Test func afterARefusalTheNextJobsDoNotLogInForAWhile() async throws {
        let portal = ScriptedPortal()
        let worker = OsScraping(reading: ScriptedPortal.kit())
        portal.fail("login", .page("refused"))
        for _ in 0..<3 {
            let run = try await ScrapeAttempt(portal, ["1"], worker: worker)
            #expect(run.end == "failed portal_login_failed")
        }
        #expect(portal.logins.count == 1)
        portal.clock.advance(by: LoginTally.pauseAfterRefusal)
        #expect(try await ScrapeAttempt(portal, ["1"], worker: worker).end == "succeeded")
    }

    @Test func anotherPasswordIsTriedAtOnce() async throws {
        let portal = ScriptedPortal()
        let worker = OsScraping(reading: ScriptedPortal.kit())
        var wrong = ScriptedPortal.profile
        wrong.secrets["password"] = Secret("old")
        #expect(
            try await ScrapeAttempt(portal, ["1"], worker: worker, profile: wrong).end == "failed portal_login_failed")
        #expect(try await ScrapeAttempt(portal, ["1"], worker: worker).end == "succeeded")
        #expect(Set(portal.logins).count == 2)
    }

    @Test func aServiceOrderThatTheUserMayNotSeeCostsNoLogin() async throws {
        let portal = ScriptedPortal()
        portal.fail("3", times: 9, .page("forbidden", status: 403))
        let run = try await ScrapeAttempt(portal, six, #","engine":"http""#, settings: #"{"parallel":1}"#)
        #expect(run.reason?.code == "portal_forbidden")
        #expect(try run.results[2] == "3 error portal_forbidden")
        #expect(portal.logins.count == 1 && portal.asked.count == 6)
    }

    @Test func theSessionOutlivesTheJob() async throws {
        let portal = ScriptedPortal()
        let worker = OsScraping(reading: ScriptedPortal.kit())
        _ = try await ScrapeAttempt(portal, ["1"], worker: worker)
        portal.clock.advance(by: .seconds(1_799))
        _ = try await ScrapeAttempt(portal, ["2"], worker: worker)
        #expect(portal.logins.count == 1)
        portal.clock.advance(by: .seconds(1_801))
        #expect(try await ScrapeAttempt(portal, ["3"], worker: worker).end == "succeeded")
        #expect(Set(portal.logins).count == 2, "\(portal.logins)")
    }

    @Test func aLogoutInTheMiddleIsMendedOnce() async throws {
        let portal = ScriptedPortal()
        portal.fail("3", .logout)
        let run = try await ScrapeAttempt(portal, six, settings: #"{"parallel":1}"#)
        #expect(run.end == "succeeded")
        #expect(portal.asked == ["1", "2", "3", "3", "4", "5", "6"])
        #expect(portal.logins.count == 2)
        #expect(run.tries.count == 6)
    }

    @Test func aSecondLogoutInARowIsAReasonToWait() async throws {
        let portal = ScriptedPortal()
        portal.fail("3", times: 2, .logout)
        let first = try await ScrapeAttempt(portal, six, settings: #"{"parallel":1}"#, attemptsLeft: 1)
        #expect(first.end == "failed portal_logged_out")
        #expect(first.reason?.failureClass == .transient)
        let second = try await ScrapeAttempt(portal, six, after: first)
        #expect(second.end == "succeeded")
        #expect(try second.result(2)["tries"]?.int64 == 2)
    }

    @Test func threeAtOnceAfterALogoutLogInOnce() async throws {
        let portal = ScriptedPortal()
        let worker = OsScraping(reading: ScriptedPortal.kit())
        _ = try await ScrapeAttempt(portal, ["1"], worker: worker)
        portal.logOutEverybody()
        #expect(try await ScrapeAttempt(portal, ["2", "3", "4"], worker: worker).end == "succeeded")
        #expect(portal.logins.count == 2)
    }
}
