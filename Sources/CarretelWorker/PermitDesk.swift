import CarretelCore
import Synchronization

/// Where the tasks of one attempt wait for the daemon's word on shared limits.
final class PermitDesk: Sendable {
    enum Answer: Sendable {
        case granted
        case waitUntil(Timestamp)
        case cancelled
    }

    private struct State {
        var waiting: [String: [CheckedContinuation<Answer, Never>]] = [:]
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// Asks by `ask` and waits for the answer. Tasks that wait for the same permit are answered in their order.
    func answer(for permit: String, asking ask: @Sendable () -> Void) async -> Answer {
        await withCheckedContinuation { continuation in
            let isCancelled = state.withLock { state in
                if !state.isCancelled { state.waiting[permit, default: []].append(continuation) }
                return state.isCancelled
            }
            if isCancelled { continuation.resume(returning: .cancelled) } else { ask() }
        }
    }

    /// Hands the daemon's answer to whoever has waited longest; one that nobody waits for is dropped.
    func answer(_ permit: String, _ answer: Answer) {
        let first = state.withLock { state -> CheckedContinuation<Answer, Never>? in
            guard var waiting = state.waiting[permit], !waiting.isEmpty else { return nil }
            let first = waiting.removeFirst()
            state.waiting[permit] = waiting.isEmpty ? nil : waiting
            return first
        }
        first?.resume(returning: answer)
    }

    /// Lets everybody go, now and in future.
    func cancel() {
        let waiting = state.withLock { state in
            state.isCancelled = true
            defer { state.waiting = [:] }
            return state.waiting.values.flatMap { $0 }
        }
        for continuation in waiting { continuation.resume(returning: .cancelled) }
    }
}
