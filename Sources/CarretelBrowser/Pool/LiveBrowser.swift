import CarretelCore
import CarretelSystem

/// One chromedriver with the one Chromium that it has started, in a folder of their own.
///
/// Each browser has its own chromedriver: so the two are one tree of processes, which ends as one, and a driver that
/// hangs or dies takes no other browser along.
final class LiveBrowser: Sendable {
    let number: Int
    let key: String
    let settings: BrowserSettings
    let driver: WebDriver
    private let process: DriverProcess

    private init(number: Int, key: String, settings: BrowserSettings, driver: WebDriver, process: DriverProcess) {
        self.number = number
        self.key = key
        self.settings = settings
        self.driver = driver
        self.process = process
    }

    /// Whether it may be used again.
    var isUsable: Bool { !process.hasEnded && !driver.isBroken }

    /// Starts one. What has begun when it fails is ended.
    ///
    /// - Parameters:
    ///   - key: whose session it is.
    ///   - settings: how.
    ///   - start: with what.
    ///   - client: the way to its driver.
    /// - Returns: a browser that is ready.
    /// - Throws: of kind `notStarted` or `cancelled`.
    static func start(
        _ key: String, _ settings: BrowserSettings, with start: DriverProcess.Start, client: any HTTPClient
    ) async throws(BrowserFailure) -> LiveBrowser {
        let deadline = SystemClock.now().monotonic + settings.commandLimit
        let process = try DriverProcess.start(start)
        do throws(BrowserFailure) {
            let driver = WebDriver(client: client, port: try await process.port(until: deadline))
            let capabilities = CommandBody.session(settings, program: start.programs.browser, profile: process.profile)
            try await driver.begin(capabilities, limit: max(deadline - SystemClock.now().monotonic, .milliseconds(1)))
            return LiveBrowser(
                number: start.number, key: key, settings: settings, driver: driver, process: process)
        } catch {
            await process.end()
            switch error.kind {
            case .cancelled, .notStarted: throw error
            default: throw BrowserFailure(.notStarted, "The browser did not start: \(error.message)", hint: error.hint)
            }
        }
    }

    /// Ends both with all their processes and removes their folder.
    func end() async { await process.end() }
}
