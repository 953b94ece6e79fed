package import CarretelCore
package import CarretelSystem
import Synchronization

/// Real Chromium browsers of one process. Making it costs nothing; the first ``take(_:_:)`` does.
package final class ChromiumPool: BrowserPool {
    /// So many browsers at most, idle ones included, unless told otherwise.
    package static let defaultLimit = 3

    /// What holds for all browsers.
    package struct Configuration: Sendable {
        package var programs = BrowserPrograms.debian
        /// So many browsers at most, idle ones included.
        package var limit = defaultLimit
        /// Who runs this process: root's browsers have no sandbox.
        package var user = ThisProcess.user
        /// The folder for temporary files; nil stands for `/tmp`.
        package var temporary: String?
        /// The time zone that pages see; nil stands for the machine's.
        package var timeZone: String?

        /// Takes folder and time zone from an environment: TMPDIR and TZ.
        package init(environment: [String: String] = [:]) {
            temporary = environment["TMPDIR"]
            timeZone = environment["TZ"]
        }
    }

    private let configuration: Configuration
    private let client: any HTTPClient
    private let reaper: ChildReaper
    private let shelf = BrowserShelf()
    private let folder = Mutex<BrowserFolder?>(nil)

    /// Makes an empty pool.
    ///
    /// - Parameters:
    ///   - client: the way to the drivers.
    ///   - reaper: of this process, a child subreaper.
    ///   - configuration: what holds for all browsers.
    package init(client: any HTTPClient, reaper: ChildReaper, configuration: Configuration = Configuration()) {
        self.client = client
        self.reaper = reaper
        self.configuration = configuration
    }

    package func take(_ key: String, _ settings: BrowserSettings) async throws(BrowserFailure) -> any BrowserSession {
        try checkSandbox(settings)
        await endExpired()
        while true {
            switch shelf.take(key, settings, limit: configuration.limit) {
            case .kept(let browser):
                if await isAlive(browser) { return ChromiumSession(browser: browser, isFresh: false) }
                await end(browser)
                if Task.isCancelled { throw BrowserFailure(.cancelled, "The attempt is to end.") }
            case .start(let number): return try await start(number, key, settings)
            case .makeRoom(let browser): await end(browser)
            case .wait(let end): await end.wait()
            case .full:
                throw BrowserFailure(
                    .notStarted, "All \(configuration.limit) browsers that one worker may have are in use.")
            }
        }
    }

    /// Chromium's sandbox is what stands between a page and this machine.
    private func checkSandbox(_ settings: BrowserSettings) throws(BrowserFailure) {
        switch (configuration.user == 0, settings.isUnsandboxed) {
        case (true, false):
            throw BrowserFailure(
                .refused, "Chromium's sandbox does not work for root, and without it no page is opened.",
                hint: "Run Carretel as a user of its own.")
        case (false, true):
            throw BrowserFailure(
                .refused, "A browser without its sandbox is refused: only root, who cannot have one, may start it so.")
        default: return
        }
    }

    private func isAlive(_ browser: LiveBrowser) async -> Bool {
        guard browser.isUsable else { return false }
        // Whatever is wrong with it, another one is started.
        return (try? await ChromiumSession(browser: browser, isFresh: false).address()) != nil
    }

    private func start(
        _ number: Int, _ key: String, _ settings: BrowserSettings
    ) async throws(BrowserFailure) -> any BrowserSession {
        do throws(BrowserFailure) {
            guard !Task.isCancelled else { throw BrowserFailure(.cancelled, "The attempt is to end.") }
            let start = DriverProcess.Start(
                number: number, programs: configuration.programs, folder: try madeFolder(), reaper: reaper,
                timeZone: configuration.timeZone)
            let browser = try await LiveBrowser.start(key, settings, with: start, client: client)
            return ChromiumSession(browser: browser, isFresh: true)
        } catch {
            shelf.drop(number)
            throw error
        }
    }

    private func madeFolder() throws(BrowserFailure) -> BrowserFolder {
        try folder.withLock { (folder) throws(BrowserFailure) in
            if let folder { return folder }
            do throws(SystemError) {
                let made = try BrowserFolder.make(in: configuration.temporary)
                folder = made
                return made
            } catch {
                throw BrowserFailure(.notStarted, "There is no folder for browsers: \(error.description)")
            }
        }
    }

    package func giveBack(_ session: any BrowserSession, keep: Bool) async {
        guard let browser = (session as? ChromiumSession)?.browser else { return }
        let now = SystemClock.now().monotonic
        guard keep, browser.isUsable else { return await end(browser) }
        guard let deadline = shelf.keep(browser, at: now) else { return }
        armEnd(at: deadline)
    }

    private func end(_ browser: LiveBrowser) async {
        shelf.noteEnd(browser.number)
        await browser.end()
        shelf.drop(browser.number)
    }

    // MARK: Idle browsers

    /// One sleep until the first of the idle ones is due; nothing wakes while there are none.
    private func armEnd(at deadline: MonotonicInstant) {
        let left = max(deadline - SystemClock.now().monotonic, .zero)
        let task = Task { [weak self] in
            // Cancelled, there is another one.
            guard (try? await Task.sleep(for: left)) != nil else { return }
            await self?.endExpired()
        }
        shelf.setTimer(task)
    }

    private func endExpired() async {
        let (expired, next) = shelf.takeExpired(at: SystemClock.now().monotonic)
        for browser in expired { await end(browser) }
        if let next { armEnd(at: next) }
    }

    /// Removes what browsers wrote, when this process has ended all of them.
    package func clear() {
        let folder = folder.withLock { folder in
            defer { folder = nil }
            return folder
        }
        // What stays is removed by the next process.
        try? folder?.remove()
    }
}
