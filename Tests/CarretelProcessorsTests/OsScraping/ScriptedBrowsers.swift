import CarretelCore
import CarretelTestKit
import Synchronization

@testable import CarretelProcessors

/// Browsers in memory that show the pages of a ``ScriptedPortal``: one line of text each.
final class ScriptedBrowsers: BrowserPool {
    /// What befalls a service order, or the login.
    enum Fault: Sendable {
        case page(String)
        case failure(BrowserFailure)
        /// The page stays as it was.
        case stuck
    }

    private struct Kept {
        var key: String
        var settings: BrowserSettings
        var browser: ScriptedBrowser
    }

    private struct State {
        var kept: [Kept] = []
        var load = PageLoad(status: 200, isUnderWay: false)
        var faults: [String: [Fault]] = [:]
        var refusal: BrowserFailure?
        var started = 0
        var ended = 0
        var taken = 0
        var peak = 0
        var asked: [String] = []
        var logins = 0
        var opened: [String] = []
        var typed: [String] = []
        var commandLimits: [Duration] = []
        var address = ScriptedPortal.url
    }

    let clock: ManualClock
    private let state = Mutex(State())

    init(clock: ManualClock) { self.clock = clock }

    /// Lets something befall `place`, a number or `login`, so many times.
    func fail(_ place: String, times: Int = 1, _ fault: Fault) {
        state.withLock { $0.faults[place, default: []] += Array(repeating: fault, count: times) }
    }
    /// No browser starts any more.
    func refuse(_ failure: BrowserFailure) { state.withLock { $0.refusal = failure } }
    /// The portal ends the sessions of all browsers that nobody has now.
    func logOutEverybody() {
        for browser in state.withLock({ $0.kept }) { browser.browser.logOut() }
    }

    var started: Int { state.withLock { $0.started } }
    var ended: Int { state.withLock { $0.ended } }
    /// How many were taken at once at most.
    var peak: Int { state.withLock { $0.peak } }
    var asked: [String] { state.withLock { $0.asked } }
    var logins: Int { state.withLock { $0.logins } }
    /// What each that was started had for its start, and has for a command.
    var commandLimits: [Duration] { state.withLock { $0.commandLimits } }
    /// The addresses opened, in their order.
    var opened: [String] { state.withLock { $0.opened } }

    /// What was typed without being sent: users and passwords.
    var typed: [String] { state.withLock { $0.typed } }
    /// Where all pages are, from now on.
    var address: String {
        get { state.withLock { $0.address } }
        set { state.withLock { $0.address = newValue } }
    }

    /// How all pages come, from now on.
    var load: PageLoad {
        get { state.withLock { $0.load } }
        set { state.withLock { $0.load = newValue } }
    }

    func take(_ key: String, _ settings: BrowserSettings) async throws(BrowserFailure) -> any BrowserSession {
        let (refusal, kept) = state.withLock { state in
            guard state.refusal == nil else { return (state.refusal, nil as ScriptedBrowser?) }
            state.taken += 1
            state.peak = max(state.peak, state.taken)
            if let place = state.kept.firstIndex(where: { $0.key == key && $0.settings == settings }) {
                return (nil, state.kept.remove(at: place).browser)
            }
            state.started += 1
            state.commandLimits.append(settings.commandLimit)
            return (nil, nil)
        }
        if let refusal { throw refusal }
        return kept ?? ScriptedBrowser(self, key, settings)
    }

    func giveBack(_ session: any BrowserSession, keep: Bool) async {
        state.withLock { state in
            state.taken -= 1
            if keep, let browser = session as? ScriptedBrowser {
                browser.grow()
                state.kept.append(Kept(key: browser.key, settings: browser.settings, browser: browser))
            } else {
                state.ended += 1
            }
        }
    }

    func fault(_ place: String) -> Fault? {
        state.withLock { state in
            if place == "login" { state.logins += 1 } else { state.asked.append(place) }
            guard state.faults[place]?.isEmpty == false else { return nil }
            return state.faults[place]?.removeFirst()
        }
    }

    func note(typed text: String) { state.withLock { $0.typed.append(text) } }
    func note(opened url: String) { state.withLock { $0.opened.append(url) } }
}

/// One of them.
final class ScriptedBrowser: BrowserSession {
    private struct State {
        var isFresh = true
        var isLoggedIn = false
        var page = ""
    }

    private let pool: ScriptedBrowsers
    private let state = Mutex(State())

    let key: String
    let settings: BrowserSettings

    init(_ pool: ScriptedBrowsers, _ key: String, _ settings: BrowserSettings) {
        self.pool = pool
        self.key = key
        self.settings = settings
    }

    var isFresh: Bool { state.withLock { $0.isFresh } }
    func grow() { state.withLock { $0.isFresh = false } }
    func logOut() { state.withLock { $0.isLoggedIn = false } }

    func open(_ url: String, limit: Duration) async throws(BrowserFailure) {
        pool.note(opened: String(url.dropFirst(ScriptedPortal.url.count)))
        state.withLock { state in
            let wantsLogin = url.hasSuffix("/login") || !state.isLoggedIn
            state.page = wantsLogin ? "login" : "home"
        }
    }

    func address() async throws(BrowserFailure) -> String { pool.address }
    func load() async throws(BrowserFailure) -> PageLoad { pool.load }
    func html() async throws(BrowserFailure) -> [UInt8] { Array(state.withLock { $0.page }.utf8) }

    func wait(for conditions: [PageCondition], limit: Duration) async throws(BrowserFailure) -> Int? {
        let page = state.withLock { $0.page }
        let place = conditions.firstIndex { $0.tests.contains { Self.holds($0, of: page) } != $0.isNegated }
        if place == nil { pool.clock.advance(by: limit) }
        return place
    }

    private static func holds(_ test: PageCondition.Test, of page: String) -> Bool {
        switch test.selector?.text {
        case nil: test.text.map { page.contains($0) } ?? false
        case "#search": page != "login" && !page.isEmpty && page != "bare"
        case "#pass": page == "login"
        default: false
        }
    }

    func click(_ selector: HTMLSelector) async throws(BrowserFailure) {
        switch pool.fault("login") {
        case .failure(let failure): throw failure
        case .page(let page): state.withLock { $0.page = page }
        case .stuck: break
        case nil:
            state.withLock { state in
                state.isLoggedIn = true
                state.page = "home"
            }
        }
    }

    func type(_ text: SecretText, into selector: HTMLSelector, submits: Bool) async throws(BrowserFailure) {
        guard submits else { return pool.note(typed: text.reveal()) }
        guard state.withLock({ $0.isLoggedIn }) else { return state.withLock { $0.page = "login" } }
        let os = text.reveal()
        switch pool.fault(os) {
        case .failure(let failure): throw failure
        case .page(let page): state.withLock { $0.page = page }
        case .stuck: break
        case nil: state.withLock { $0.page = ScriptedPortal.page(of: os) }
        }
    }
}
