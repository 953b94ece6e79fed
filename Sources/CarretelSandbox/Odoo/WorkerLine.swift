import DequeModule
import Synchronization

/// The workers of a prefork server: so many requests are worked on at once, the others wait in the order of their arrival.
final class WorkerLine: Sendable {
    private struct State {
        var busy = 0
        var waiting: Deque<(number: Int, continuation: CheckedContinuation<Void, Never>)> = []
        var lastNumber = 0
        /// Those whose task was cancelled before they stood in line.
        var gone: Set<Int> = []
    }

    /// 0 is no bound.
    private let workers: Int
    private let state = Mutex(State())

    init(workers: Int) {
        self.workers = workers
    }

    /// Waits for a worker. Also comes back, with one too many at work, when the task is cancelled: the sandbox stops.
    func enter() async {
        guard workers > 0 else { return }
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    if state.gone.remove(number) != nil || state.busy < workers {
                        state.busy += 1
                        return true
                    }
                    state.waiting.append((number, continuation))
                    return false
                }
                if isFree { continuation.resume() }
            }
        } onCancel: {
            cancel(number)
        }
    }

    /// Gives the worker to the next in line.
    func leave() {
        guard workers > 0 else { return }
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if let next = state.waiting.popFirst() { return next.continuation }
            state.busy -= 1
            return nil
        }
        next?.resume()
    }

    private func cancel(_ number: Int) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let place = state.waiting.firstIndex(where: { $0.number == number }) else {
                state.gone.insert(number)
                return nil
            }
            state.busy += 1
            return state.waiting.remove(at: place).continuation
        }
        waiting?.resume()
    }
}
