import CarretelCore
import Synchronization

/// The attempts handed to this worker: at most one runs, the others wait in their order.
///
/// Begin, recall and cancel exclude each other, so an attempt is either run here or handed back, never both.
final class AttemptQueue: Sendable {
    /// More than any lane's depth; a daemon that sends more has lost count.
    static let limit = 64

    private struct State {
        /// Those not begun, the next one first.
        var waiting: [WorkerAttempt] = []
        var current: WorkerAttempt?
        var runner: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// What a recall or a cancellation met.
    enum Found {
        /// Taken out; it will not run here.
        case notBegun(WorkerAttempt)
        case running(WorkerAttempt)
        case unknown
    }

    /// Adds attempts behind the others.
    ///
    /// - Returns: false when there are too many.
    func add(_ attempts: [WorkerAttempt]) -> Bool {
        let (isBounded, runner) = state.withLock { state in
            guard state.waiting.count + attempts.count <= Self.limit else {
                return (false, nil as CheckedContinuation<Void, Never>?)
            }
            state.waiting.append(contentsOf: attempts)
            defer { state.runner = nil }
            return (true, state.runner)
        }
        runner?.resume()
        return isBounded
    }

    /// Begins the next attempt if one waits. The one before has then ended.
    func begin() -> WorkerAttempt? {
        state.withLock { state in
            state.current = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
            return state.current
        }
    }

    /// Waits until there may be an attempt to begin.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.waiting.isEmpty { state.runner = continuation }
                return !state.waiting.isEmpty
            }
            if isReady { continuation.resume() }
        }
    }

    /// Takes an attempt out unless it has begun.
    func withdraw(_ key: AttemptKey) -> Found {
        state.withLock { state in
            if let index = state.waiting.firstIndex(where: { $0.key == key }) {
                return .notBegun(state.waiting.remove(at: index))
            }
            if let current = state.current, current.key == key { return .running(current) }
            return .unknown
        }
    }

    /// The attempt that runs.
    var current: WorkerAttempt? { state.withLock { $0.current } }
}
