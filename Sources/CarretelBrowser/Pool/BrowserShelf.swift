import CarretelCore
import Synchronization

/// Which browsers there are: those in use by number, those idle in the order of their giving back.
final class BrowserShelf: Sendable {
    /// What whoever wants a browser is to do.
    enum Taking {
        /// Use this one.
        case kept(LiveBrowser)
        /// Start one with this number.
        case start(number: Int)
        /// End this one and ask again.
        case makeRoom(LiveBrowser)
        /// Wait for the end of one and ask again.
        case wait(Latch)
        /// All are in use.
        case full
    }

    private struct Idle {
        var browser: LiveBrowser
        var until: MonotonicInstant
    }

    private struct State {
        var lastNumber = 0
        /// In use, starting or ending.
        var busy: Set<Int> = []
        /// Those of them that end, with what waits for that.
        var ending: [Int: Latch] = [:]
        var idle: [Idle] = []
        var timer: Task<Void, Never>?
    }

    private let state = Mutex(State())

    func take(_ key: String, _ settings: BrowserSettings, limit: Int) -> Taking {
        state.withLock { state in
            if let place = state.idle.firstIndex(where: { $0.browser.key == key && $0.browser.settings == settings }) {
                return .kept(Self.use(place, &state))
            }
            if state.busy.count + state.idle.count >= limit {
                guard state.idle.isEmpty else {
                    let browser = Self.use(0, &state)
                    state.ending[browser.number] = Latch()
                    return .makeRoom(browser)
                }
                return state.ending.values.first.map { .wait($0) } ?? .full
            }
            state.lastNumber += 1
            state.busy.insert(state.lastNumber)
            return .start(number: state.lastNumber)
        }
    }

    private static func use(_ place: Int, _ state: inout State) -> LiveBrowser {
        let browser = state.idle.remove(at: place).browser
        state.busy.insert(browser.number)
        return browser
    }

    /// It is about to end.
    func noteEnd(_ number: Int) {
        state.withLock { state in
            if state.ending[number] == nil { state.ending[number] = Latch() }
        }
    }

    /// It has ended, or never began.
    func drop(_ number: Int) {
        let latch = state.withLock { state in
            state.busy.remove(number)
            state.idle.removeAll { $0.browser.number == number }
            return state.ending.removeValue(forKey: number)
        }
        latch?.set()
    }

    /// Puts a browser back.
    ///
    /// - Returns: when the first of the idle ones is due; nil when it was not in use.
    func keep(_ browser: LiveBrowser, at now: MonotonicInstant) -> MonotonicInstant? {
        state.withLock { state in
            guard state.busy.remove(browser.number) != nil else { return nil }
            state.idle.append(Idle(browser: browser, until: now + browser.settings.idleLifetime))
            return state.idle.map(\.until).min()
        }
    }

    /// Takes those out that have been idle for long enough.
    ///
    /// - Returns: them, and when the next is due.
    func takeExpired(at now: MonotonicInstant) -> (expired: [LiveBrowser], next: MonotonicInstant?) {
        state.withLock { state in
            let expired = state.idle.filter { $0.until <= now }.map(\.browser)
            state.idle.removeAll { $0.until <= now }
            state.busy.formUnion(expired.map(\.number))
            for browser in expired { state.ending[browser.number] = Latch() }
            return (expired, state.idle.map(\.until).min())
        }
    }

    /// Replaces what waits for the next end.
    func setTimer(_ timer: Task<Void, Never>) {
        let before = state.withLock { state in
            defer { state.timer = timer }
            return state.timer
        }
        before?.cancel()
    }
}
