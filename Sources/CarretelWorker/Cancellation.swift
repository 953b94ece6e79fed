package import CarretelCore
import Synchronization

/// The wish that an attempt end, and who is to hear of it at once. Once said it stays said, with its first reason.
package final class Cancellation: Sendable {
    private struct State {
        var reason: CancelReason?
        var nextListener = 0
        var listeners: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Not cancelled.
    package init() {}

    /// Why the attempt is to end; nil as long as it may go on.
    package var reason: CancelReason? { state.withLock { $0.reason } }

    /// Asks for the end.
    package func cancel(_ reason: CancelReason) {
        let listeners = state.withLock { state -> [@Sendable () -> Void] in
            guard state.reason == nil else { return [] }
            state.reason = reason
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener() }
    }

    /// Calls `listener` once when the end is asked for; at once when it has been.
    ///
    /// - Returns: what ``forget(_:)`` takes.
    func listen(_ listener: @escaping @Sendable () -> Void) -> Int? {
        let number = state.withLock { state -> Int? in
            guard state.reason == nil else { return nil }
            state.nextListener += 1
            state.listeners[state.nextListener] = listener
            return state.nextListener
        }
        if number == nil { listener() }
        return number
    }

    /// Calls that listener no more.
    func forget(_ listener: Int?) {
        guard let listener else { return }
        state.withLock { $0.listeners[listener] = nil }
    }
}
