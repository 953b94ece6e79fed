import Synchronization

/// What other threads want from the loop's thread.
final class LoopInbox: Sendable {
    enum Order: Sendable {
        case start(HTTPCall)
        case cancel(HTTPCall)
        case forget(String)
    }

    private struct State {
        var orders: [Order] = []
        var isClosed = false
        /// Let go by the loop's thread before it frees it.
        var loop: CurlLoop.Waker?
    }

    private let state: Mutex<State>

    init(waking loop: borrowing CurlLoop) {
        state = Mutex(State(loop: loop.waker))
    }

    /// Hands an order over.
    ///
    /// - Returns: false when the inbox is closed.
    func post(_ order: Order) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.orders.append(order)
            // Those before it have woken the loop, which takes all at once. Under the lock, so that the loop is there.
            if state.orders.count == 1 { state.loop?.wake() }
            return true
        }
    }

    /// Takes no more orders and has the loop end.
    func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            state.loop?.wake()
        }
    }

    /// Takes all orders, in their order.
    func takeAll() -> (orders: [Order], isClosed: Bool) {
        state.withLock { state in
            defer { state.orders = [] }
            return (state.orders, state.isClosed)
        }
    }

    /// Lets nobody wake the loop any more.
    func detach() {
        state.withLock { $0.loop = nil }
    }
}
