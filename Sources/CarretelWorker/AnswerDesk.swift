import CarretelCore
import Synchronization

/// Where the tasks of one attempt wait for the daemon's answers to their requests. One request is out at a time, so
/// answers need no names: each belongs to the request before it.
final class AnswerDesk: Sendable {
    private struct Question {
        var ask: @Sendable () -> Void
        var continuation: CheckedContinuation<[UInt8]?, Never>
    }

    private struct State {
        /// The first is out.
        var waiting: [Question] = []
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// How many wait, the one whose request is out among them.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Asks by `ask`, when those before it have their answers, and waits for the answer.
    ///
    /// - Returns: one JSON object; nil when the attempt is to end.
    func answer(asking ask: @escaping @Sendable () -> Void) async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            let (isCancelled, isFirst) = state.withLock { state in
                guard !state.isCancelled else { return (true, false) }
                state.waiting.append(Question(ask: ask, continuation: continuation))
                return (false, state.waiting.count == 1)
            }
            if isCancelled { continuation.resume(returning: nil) }
            if isFirst { ask() }
        }
    }

    /// Hands an answer to whoever asked; one that nobody waits for any more is dropped.
    func answer(_ json: [UInt8]) {
        let (first, next) = state.withLock { state -> (Question?, Question?) in
            guard !state.waiting.isEmpty else { return (nil, nil) }
            return (state.waiting.removeFirst(), state.waiting.first)
        }
        first?.continuation.resume(returning: json)
        next?.ask()
    }

    /// Lets everybody go, now and in future.
    func cancel() {
        let waiting = state.withLock { state in
            state.isCancelled = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for question in waiting { question.continuation.resume(returning: nil) }
    }
}
