import CarretelCore
import Synchronization

/// Asks by HTTP, and in a browser where the page needs one or is not what the layout says.
final class AutoEngine: PortalEngine {
    let http: any PortalEngine
    let browser: any PortalEngine
    /// Whether to ask in a browser at once: the layout has no way for requests, or a page of this attempt needed
    /// scripts. The next attempt finds out anew, for it may have been a page of a day off.
    private let isForBrowsers: Atomic<Bool>

    init(http: any PortalEngine, browser: any PortalEngine, isForBrowsers: Bool) {
        self.http = http
        self.browser = browser
        self.isForBrowsers = Atomic(isForBrowsers)
    }

    func read(_ os: String) async -> OrderReading {
        guard !isForBrowsers.load(ordering: .relaxed) else {
            return await inBrowser(os, because: "The portal's pages need scripts", instead: nil)
        }
        let reading = await http.read(os)
        guard case .failure(let failure) = reading.result, failure.isWorthBrowser else { return reading }
        // Every page of such a portal does; a page that changed may be the only one.
        if failure.kind == .needsScript { isForBrowsers.store(true, ordering: .relaxed) }
        return await inBrowser(os, because: withoutStop(failure.reason.message), instead: reading)
    }

    /// The browser's answer, or why there was neither.
    private func inBrowser(_ os: String, because why: String, instead: OrderReading?) async -> OrderReading {
        var reading = await browser.read(os)
        guard case .failure(var failure) = reading.result, failure.kind == .noBrowser else { return reading }
        let message = "\(why), and no browser could be started: \(failure.reason.message)"
        if case .failure(var first) = instead?.result, first.kind == .layoutChanged {
            // The page itself is what is wrong; a browser was only a second look.
            first.reason.message = message
            return OrderReading(.failure(first), by: .http)
        }
        failure.reason.message = message
        reading.result = .failure(failure)
        return reading
    }

    private func withoutStop(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }
}
