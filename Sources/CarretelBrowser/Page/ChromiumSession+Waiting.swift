import CarretelCore
import CarretelSystem

extension ChromiumSession {
    /// Before a page that could not be asked is asked again.
    private static let pause = Duration.milliseconds(50)
    /// A page that is just coming is given so long to be asked anything, however short the limit.
    private static let shortestLoad = Duration.milliseconds(500)

    func wait(for conditions: [PageCondition], limit: Duration) async throws(BrowserFailure) -> Int? {
        let deadline = SystemClock.now().monotonic + limit
        while true {
            let left = max(deadline - SystemClock.now().monotonic, .zero)
            do throws(BrowserFailure) {
                return try await look(for: conditions, limit: left)
            } catch  where error.kind == .timedOut {
                let late = SystemClock.now().monotonic - deadline
                // The script keeps the limit itself, so a page in which it does not run stands still.
                if late >= browser.settings.commandLimit {
                    browser.driver.giveUp()
                    throw BrowserFailure(.gone, error.message)
                }
                // Otherwise the page left for another one, whose document may have what this one had not.
                if late >= .zero { return nil }
                // Cancelled, the next command says so.
                try? await Task.sleep(for: min(Self.pause, .zero - late))
            }
        }
    }

    private func look(for conditions: [PageCondition], limit: Duration) async throws(BrowserFailure) -> Int? {
        let body = CommandBody.script(PageScripts.wait) { json in
            json.conditions(conditions)
            json.integer(limit.wholeMilliseconds)
        }
        let answer = try await send(
            .post, "/execute/async", body, pageLimit: max(limit, Self.shortestLoad),
            scriptLimit: limit + browser.settings.commandLimit)
        if let fault = answer.string {
            throw BrowserFailure(.invalidSelector, "A selector is none: \(TerminalText.escape(fault)).")
        }
        guard let place = answer.int64 else {
            throw BrowserFailure(.timedOut, "The page changed meanwhile.")
        }
        return place < 0 ? nil : Int(place)
    }
}
