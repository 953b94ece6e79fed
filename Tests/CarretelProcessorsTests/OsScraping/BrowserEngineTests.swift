import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct BrowserEngineTests {
    private let byBrowser = #","engine":"browser""#
    private let one = #"{"parallel":1,"group_pause_ms":0}"#
    private let portal = ScriptedPortal()
    private let browsers: ScriptedBrowsers

    init() { browsers = ScriptedBrowsers(clock: portal.clock) }

    @Test func aBrowserIsUsedAgainAndStaysLoggedIn() async throws {
        let run = try await ScrapeAttempt(
            portal, ["1", "2", "93"], byBrowser, settings: one, browsers: browsers)
        #expect(run.end == "succeeded")
        #expect(try run.results == ["1 success", "2 success", "93 not_found"])
        #expect(browsers.started == 1 && browsers.logins == 1)
        #expect(run.tries == ["1 success portal browser", "2 success portal browser", "93 not_found portal browser"])
        #expect(try run.output["engines"]?["browser"]?.int64 == 3)
        // The second is looked for where the first was; a "not found" there is looked at again from the start.
        #expect(browsers.opened == ["/login", "/os", "/os"])
        #expect(browsers.asked == ["1", "2", "93", "93"])
        #expect(portal.asked.isEmpty)
    }

    @Test func aPageThatStillShowsAnotherOrderIsNotBelieved() async throws {
        browsers.fail("2", .stuck)
        let run = try await ScrapeAttempt(portal, ["1", "2"], byBrowser, settings: one, browsers: browsers)
        #expect(try run.results == ["1 success", "2 success"])
        #expect(try run.result(1)["data"]?["OS"]?.string == "2")
    }

    @Test func noMoreThanThreeAreOpenAtOnce() async throws {
        let numbers = (1...12).map { "1\($0)" }
        let run = try await ScrapeAttempt(
            portal, numbers, byBrowser, settings: #"{"parallel":10,"group_size":12}"#, browsers: browsers)
        #expect(run.end == "succeeded")
        #expect(browsers.peak <= 3 && browsers.started <= 3)
    }

    @Test func aSessionThatEndsIsRenewedOnce() async throws {
        let worker = OsScraping(reading: ScriptedPortal.kit())
        _ = try await ScrapeAttempt(portal, ["1"], byBrowser, worker: worker, browsers: browsers)
        browsers.logOutEverybody()
        let run = try await ScrapeAttempt(portal, ["2"], byBrowser, worker: worker, browsers: browsers)
        #expect(try run.results == ["2 success"])
        #expect(browsers.logins == 2)
    }

    @Test func aRefusedLoginIsNotTriedInAnotherBrowser() async throws {
        browsers.fail("login", times: 9, .page("refused"))
        let run = try await ScrapeAttempt(
            portal, ["1", "2", "3", "4"], byBrowser, browsers: browsers)
        #expect(run.end == "failed portal_login_failed")
        #expect(browsers.logins == 1)
    }

    @Test(
        "what befalls a browser is told as what it is",
        arguments: [
            (ScriptedBrowsers.Fault.page("script"), "portal_timed_out"),
            (.page("strange"), "portal_layout_changed"),
            (.page("incomplete CNPJ"), "portal_layout_changed"),
            (.page("found OS=2"), "portal_layout_changed"),
            (.failure(BrowserFailure(.gone, "It died.")), "portal_failed"),
            (.failure(BrowserFailure(.unreachable, "Nobody listens.")), "portal_failed"),
            (.failure(BrowserFailure(.timedOut, "Too slow.")), "portal_timed_out"),
        ])
    func reasons(_ fault: ScriptedBrowsers.Fault, code: String) async throws {
        browsers.fail("1", times: 2, fault)
        let run = try await ScrapeAttempt(portal, ["1"], byBrowser, browsers: browsers)
        #expect(run.end == "failed \(code)")
        #expect(browsers.started == 1)
        #expect(browsers.ended == (code == "portal_layout_changed" ? 0 : 1))
    }

    @Test(arguments: ["https://elsewhere.test/login", "http://portal.test/login", "data:text/html,x"])
    func noPasswordIsTypedIntoAPageOfSomebodyElse(address: String) async throws {
        browsers.address = address
        let run = try await ScrapeAttempt(portal, ["1"], byBrowser, browsers: browsers)
        #expect(run.end == "failed portal_layout_changed")
        #expect(browsers.typed.isEmpty)
    }

    @Test func noBrowserIsAReasonOfItsOwn() async throws {
        browsers.refuse(BrowserFailure(.notStarted, "Chromium is not installed.", hint: "Install it."))
        let run = try await ScrapeAttempt(portal, ["1"], byBrowser, browsers: browsers)
        #expect(run.end == "failed browser_not_started")
        #expect(run.reason?.failureClass == .transient && run.reason?.hint == "Install it.")
    }
}

@Suite struct AutoEngineTests {
    private let one = #"{"parallel":1,"group_pause_ms":0}"#
    private let portal = ScriptedPortal()
    private let browsers: ScriptedBrowsers

    init() { browsers = ScriptedBrowsers(clock: portal.clock) }

    @Test func onlyWhatHTTPDoesNotSeeGoesToABrowser() async throws {
        portal.fail("2", .page("incomplete CNPJ"))
        portal.fail("3", .page("strange"))
        let run = try await ScrapeAttempt(portal, ["1", "2", "3", "4"], settings: one, browsers: browsers)
        #expect(run.end == "succeeded")
        #expect(try (0..<4).map { try run.result($0)["engine"]?.string } == ["http", "browser", "browser", "http"])
        #expect(browsers.asked == ["2", "3"])
        #expect(run.tries.count == 4)
    }

    @Test func aPortalThatNeedsScriptsIsRemembered() async throws {
        portal.fail("1", .page("script"))
        let worker = OsScraping(reading: ScriptedPortal.kit())
        _ = try await ScrapeAttempt(portal, ["1", "2"], settings: one, worker: worker, browsers: browsers)
        let run = try await ScrapeAttempt(portal, ["3"], settings: one, worker: worker, browsers: browsers)
        #expect(run.end == "succeeded")
        #expect(portal.asked == ["1"])
        #expect(browsers.asked == ["1", "2", "3"])
    }

    @Test func whatFailsByHTTPIsNotTriedInABrowser() async throws {
        portal.fail("1", .page("oops", status: 500))
        let run = try await ScrapeAttempt(portal, ["1"], browsers: browsers)
        #expect(run.end == "failed portal_failed")
        #expect(browsers.started == 0)
    }

    @Test(
        "without a browser the reason says both",
        arguments: [("script", "browser_not_started"), ("strange", "portal_layout_changed")])
    func bothReasons(page: String, code: String) async throws {
        portal.fail("1", .page(page))
        browsers.refuse(BrowserFailure(.notStarted, "Chromium is not installed."))
        let run = try await ScrapeAttempt(portal, ["1"], browsers: browsers)
        #expect(run.end == "failed \(code)")
        #expect(run.reason?.message.contains(", and no browser could be started: Chromium is not installed.") == true)
    }
}
