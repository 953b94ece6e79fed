import Synchronization

/// Lets so many at a time through, in the order in which they came.
final class Gate: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    /// How many wait.
    var waiting: Int { state.withLock { $0.waiting.count } }

    init(width: Int) { state = Mutex(State(free: width)) }

    /// Does something while no more others do than the gate is wide.
    func pass<Value>(_ body: () async -> Value) async -> Value {
        await enter()
        let value = await body()
        leave()
        return value
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
