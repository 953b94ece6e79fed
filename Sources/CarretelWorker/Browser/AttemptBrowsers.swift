import CarretelCore
import Synchronization

/// The browsers as one attempt has them: a command under way ends at once when the attempt is cancelled, and what was
/// not given back ends with the attempt.
final class AttemptBrowsers: BrowserPool {
    private struct State {
        var nextNumber = 0
        var taken: [Int: any BrowserSession] = [:]
        var isOver = false
    }

    private let pool: any BrowserPool
    private let cancellation: Cancellation
    private let state = Mutex(State())

    /// Takes browsers from `pool` for an attempt.
    init(pool: any BrowserPool, cancellation: Cancellation) {
        self.pool = pool
        self.cancellation = cancellation
    }

    func take(_ key: String, _ settings: BrowserSettings) async throws(BrowserFailure) -> any BrowserSession {
        let pool = pool
        let session = try await cancellation.endingAtOnce { () async throws(BrowserFailure) in
            try await pool.take(key, settings)
        }
        let number = state.withLock { state -> Int? in
            guard !state.isOver else { return nil }
            state.nextNumber += 1
            state.taken[state.nextNumber] = session
            return state.nextNumber
        }
        guard let number else {
            // Asked for by a task that the attempt left behind.
            await pool.giveBack(session, keep: false)
            throw BrowserFailure(.cancelled, "The attempt is over.")
        }
        return AttemptBrowserSession(session: session, number: number, cancellation: cancellation)
    }

    func giveBack(_ session: any BrowserSession, keep: Bool) async {
        guard let session = session as? AttemptBrowserSession,
            let taken = state.withLock({ $0.taken.removeValue(forKey: session.number) })
        else { return }
        await pool.giveBack(taken, keep: keep)
    }

    /// Ends what was not given back; nothing can be taken any more.
    func end() async {
        let left = state.withLock { state in
            state.isOver = true
            defer { state.taken = [:] }
            return Array(state.taken.values)
        }
        for session in left { await pool.giveBack(session, keep: false) }
    }
}
