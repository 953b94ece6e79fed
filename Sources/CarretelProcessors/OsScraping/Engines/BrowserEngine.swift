import CarretelCore

/// Reads service orders in real browsers, a few at once, which stay logged in from one to the next.
struct BrowserEngine: PortalEngine {
    /// So many browsers at most; each is some hundred megabytes.
    static let width = 3

    let account: PortalAccount
    let reader: any PageReading
    let session: PortalSession
    let settings: ScrapeSettings
    let attempt: any AttemptContext
    private let gate = Gate(width: width)

    init(
        account: PortalAccount, reader: any PageReading, session: PortalSession, settings: ScrapeSettings,
        attempt: any AttemptContext
    ) {
        self.account = account
        self.reader = reader
        self.session = session
        self.settings = settings
        self.attempt = attempt
    }

    func read(_ os: String) async -> OrderReading {
        let result = await gate.pass { () -> Result<OrderAnswer, PortalFailure> in
            do throws(PortalFailure) { return .success(try await answer(os)) } catch { return .failure(error) }
        }
        return OrderReading(result, by: .browser)
    }

    private func answer(_ os: String) async throws(PortalFailure) -> OrderAnswer {
        let browser: any BrowserSession
        do throws(BrowserFailure) {
            browser = try await attempt.browsers.take(key, browserSettings)
        } catch {
            throw PortalFailure(error)
        }
        let visit = OrderVisit(
            account: account, reader: reader, session: session, attempt: attempt, browser: browser,
            limit: settings.browserLimit)
        do throws(PortalFailure) {
            let answer = try await visit.answer(os)
            await attempt.browsers.giveBack(browser, keep: true)
            return answer
        } catch {
            await attempt.browsers.giveBack(browser, keep: Self.isWorthKeeping(after: error))
            throw error
        }
    }

    /// A browser that did not answer, or stands where nobody knows, is not given to the next.
    private static func isWorthKeeping(after failure: PortalFailure) -> Bool {
        failure.kind == .layoutChanged
    }

    private var key: String { "portal-\(account.identity)" }

    /// A browser may take as long for its start and for a command as for a service order: on a machine that is slow
    /// enough for a longer limit, it is the start that takes longest.
    private var browserSettings: BrowserSettings {
        var browser = BrowserSettings(hosts: account.browserHosts)
        browser.isUnsandboxed = settings.browserWithoutSandbox
        browser.commandLimit = max(browser.commandLimit, settings.browserLimit)
        browser.idleLifetime = settings.sessionIdle
        return browser
    }
}
