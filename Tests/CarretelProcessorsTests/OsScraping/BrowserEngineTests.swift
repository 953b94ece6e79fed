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

    @Test func aPageThatDoesNotSayItsNumberIsBelievedOnlyWhenItIsNew() async throws {
        browsers.fail("1", .page("found CLIENTE=Loja 1"))
        browsers.fail("2", .stuck)
        browsers.fail("2", .page("found CLIENTE=Loja 2"))
        let run = try await ScrapeAttempt(portal, ["1", "2"], byBrowser, settings: one, browsers: browsers)
        #expect(try run.results == ["1 success", "2 success"])
        #expect(try run.result(1)["data"]?["CLIENTE"]?.string == "Loja 2")
        #expect(browsers.asked == ["1", "2", "2"])
    }

    @Test func aServiceOrderHasOneLimitHoweverOftenItIsLookedAt() async throws {
        browsers.fail("2", times: 9, .page("bare"))
        let settings = #"{"parallel":1,"group_pause_ms":0,"browser_limit_seconds":10}"#
        let begin = portal.clock.now.monotonic
        let run = try await ScrapeAttempt(portal, ["1", "2"], byBrowser, settings: settings, browsers: browsers)
        #expect(try run.results == ["1 success", "2 error portal_layout_changed"])
        #expect(portal.clock.now.monotonic - begin == .seconds(10))
    }

    @Test(arguments: [(10, 15), (90, 90)])
    func aBrowserHasAsLongForItsStartAsForAServiceOrder(limit: Int, start: Int) async throws {
        let settings = #"{"parallel":1,"group_pause_ms":0,"browser_limit_seconds":\#(limit)}"#
        _ = try await ScrapeAttempt(portal, ["1"], byBrowser, settings: settings, browsers: browsers)
        #expect(browsers.commandLimits == [.seconds(start)])
    }

    @Test(
        "what the server answered is told where the layout does not know its page",
        arguments: [
            (500, false, "portal_failed"), (503, false, "portal_failed"), (504, false, "portal_timed_out"),
            (403, false, "portal_forbidden"), (200, true, "portal_timed_out"), (200, false, "portal_layout_changed"),
        ])
    func statuses(status: Int, isUnderWay: Bool, code: String) async throws {
        browsers.fail("1", times: 2, .page("strange"))
        browsers.load = PageLoad(status: status, isUnderWay: isUnderWay)
        let run = try await ScrapeAttempt(portal, ["1"], byBrowser, browsers: browsers)
        #expect(run.end == "failed \(code)")
    }

    @Test func scriptsAreWaitedForBeforeAPageIsRead() async throws {
        var layout = ScriptedPortal.layout
        layout.pages.loading = PageCondition([.init(text: "spinning")])
        let worker = OsScraping(reading: ScriptedPortal.kit(layout))
        browsers.fail("1", .page("found OS=1;CLIENTE=spinning"))
        let run = try await ScrapeAttempt(portal, ["1"], byBrowser, worker: worker, browsers: browsers)
        #expect(run.end == "failed portal_timed_out")
    }

    @Test func aPasswordThatCannotBeTypedIsRefused() async throws {
        var profile = ScriptedPortal.profile
        profile.secrets["password"] = Secret("s3n\u{E007}ha")
        let run = try await ScrapeAttempt(portal, ["1"], byBrowser, browsers: browsers, profile: profile)
        #expect(run.end == "failed profile_invalid")
        #expect(browsers.typed.isEmpty && browsers.opened.isEmpty)
    }

    @Test func twoUsersHaveBrowsersAndCookiesOfTheirOwn() async throws {
        let worker = OsScraping(reading: ScriptedPortal.kit())
        var other = ScriptedPortal.profile
        other.identity = "0ther"
        for profile in [ScriptedPortal.profile, other, ScriptedPortal.profile] {
            let run = try await ScrapeAttempt(
                portal, ["1"], byBrowser, worker: worker, browsers: browsers, profile: profile)
            #expect(run.end == "succeeded")
            _ = try await ScrapeAttempt(portal, ["2"], worker: worker, profile: profile)
        }
        #expect(browsers.started == 2 && browsers.logins == 2)
        #expect(portal.logins.count == 2 && Set(portal.logins).count == 2)
    }

    @Test func noBrowserLogsInAgainAndAgain() async throws {
        browsers.fail("login", times: 9, .page("bare"))
        let run = try await ScrapeAttempt(
            portal, ["1", "2", "3", "4"], byBrowser, settings: one, attemptsLeft: 2, browsers: browsers)
        #expect(run.end == "failed portal_login_failed")
        #expect(browsers.logins == 2)
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

    @Test func aPortalThatNeedsScriptsIsRememberedAsLongAsTheAttempt() async throws {
        portal.fail("1", .page("script"))
        let worker = OsScraping(reading: ScriptedPortal.kit())
        _ = try await ScrapeAttempt(portal, ["1", "2"], settings: one, worker: worker, browsers: browsers)
        let run = try await ScrapeAttempt(portal, ["3"], settings: one, worker: worker, browsers: browsers)
        #expect(run.end == "succeeded")
        #expect(portal.asked == ["1", "3"])
        #expect(browsers.asked == ["1", "2"])
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
