internal import CarretelCore
internal import CarretelEngine
internal import Synchronization

/// Finds out for `--once` whether the dispatcher has nothing left to do.
final class QuietWatch: Sendable {
    /// How often it is asked.
    static let interval = Duration.milliseconds(50)

    private struct State {
        var count = 0
        var isQuiet = false
    }

    private let state = Mutex(State())

    /// Takes a snapshot as it comes.
    func see(_ snapshot: DispatchSnapshot) {
        state.withLock { state in
            state.count += 1
            state.isQuiet = snapshot.isQuiet
        }
    }

    /// Whether a snapshot that has seen everything told before now is quiet.
    ///
    /// - Parameter ask: makes the dispatcher give a snapshot.
    /// - Returns: whether nothing waits, runs or is on its way; false too when the asking task was cancelled.
    func isQuiet(asking ask: () -> Void) async -> Bool {
        let before = state.withLock { $0.count }
        ask()
        while state.withLock({ $0.count }) == before {
            do {
                try await Task.sleep(for: .milliseconds(5))
            } catch {
                return false
            }
        }
        return state.withLock { $0.isQuiet }
    }
}
