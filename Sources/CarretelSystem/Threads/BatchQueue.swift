package import CarretelCore
import Synchronization

/// A queue between threads whose reader takes everything that is ready at once, so that under load one system call,
/// one commit or one wake-up serves many elements.
///
/// Bounded: a writer waits while `capacity` elements or more are queued. A batch goes in whole, so the queue may hold
/// one batch more than that; batches are bounded by their writers. Any number of threads may write, one reads.
package final class BatchQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isClosed = false
        var waitingReaders = 0
        var waitingWriters = 0
    }

    private let state = Mutex(State())
    private let filled = WaitWord()
    private let drained = WaitWord()
    private let capacity: Int
    private let onPush: (@Sendable () -> Void)?

    /// Makes an empty queue.
    ///
    /// - Parameters:
    ///   - capacity: how many elements may be queued before a writer waits.
    ///   - onPush: called when the queue turns from empty to not empty, or is closed, outside its lock: to wake a
    ///     reader that waits for more than this queue (``Wakeup/signal()``).
    package init(capacity: Int, onPush: (@Sendable () -> Void)? = nil) {
        self.capacity = max(capacity, 1)
        self.onPush = onPush
    }

    /// Appends one element, after waiting for room.
    ///
    /// - Returns: false when the queue is closed; the element is then dropped.
    @discardableResult
    package func push(_ element: Element) -> Bool { push(contentsOf: CollectionOfOne(element)) }

    /// Appends a batch, after waiting until less than the capacity is queued.
    ///
    /// - Returns: false when the queue is closed; the batch is then dropped.
    @discardableResult
    package func push(contentsOf batch: some Collection<Element>) -> Bool {
        guard !batch.isEmpty else { return true }
        while true {
            let seen = drained.value
            switch state.withLock({ append(batch, to: &$0) }) {
            case .full:
                drained.wait(while: seen, until: nil)
                state.withLock { $0.waitingWriters -= 1 }
            case .closed: return false
            case .done(let wasEmpty, let readerWaits):
                if readerWaits { filled.advance() }
                if wasEmpty { onPush?() }
                return true
            }
        }
    }

    private enum Appended {
        case full, closed
        case done(wasEmpty: Bool, readerWaits: Bool)
    }

    private func append(_ batch: some Collection<Element>, to state: inout State) -> Appended {
        guard !state.isClosed else { return .closed }
        guard state.elements.count < capacity else {
            state.waitingWriters += 1
            return .full
        }
        let wasEmpty = state.elements.isEmpty
        state.elements.append(contentsOf: batch)
        return .done(wasEmpty: wasEmpty, readerWaits: state.waitingReaders > 0)
    }

    /// Waits until something is queued and takes all of it, in order.
    ///
    /// - Parameter deadline: when to give up; nil waits for ever.
    /// - Returns: what was queued; empty at the deadline; nil when the queue is closed and everything is taken.
    package func takeAll(until deadline: MonotonicInstant? = nil) -> [Element]? {
        while true {
            let seen = filled.value
            switch state.withLock({ take(from: &$0, willWait: true) }) {
            case .some(let batch): return finish(batch)
            case .none:
                let isInTime = filled.wait(while: seen, until: deadline)
                state.withLock { $0.waitingReaders -= 1 }
                if !isInTime { return takeReady() }
            }
        }
    }

    /// Takes what is queued without waiting.
    ///
    /// - Returns: what was queued, maybe nothing; nil when the queue is closed and everything is taken.
    package func takeReady() -> [Element]? {
        guard let batch = state.withLock({ take(from: &$0, willWait: false) }) else { return [] }
        return finish(batch)
    }

    /// What is queued and whether a writer waits for room; nil when there is nothing yet. A closed empty queue gives
    /// an empty batch.
    private func take(from state: inout State, willWait: Bool) -> (batch: [Element], writerWaits: Bool)? {
        guard !state.elements.isEmpty || state.isClosed else {
            if willWait { state.waitingReaders += 1 }
            return nil
        }
        var batch: [Element] = []
        swap(&batch, &state.elements)
        return (batch, state.waitingWriters > 0)
    }

    private func finish(_ taken: (batch: [Element], writerWaits: Bool)) -> [Element]? {
        if taken.writerWaits { drained.advance() }
        return taken.batch.isEmpty ? nil : taken.batch
    }

    /// Refuses further elements; the reader still gets what is queued, then nil.
    package func close() {
        state.withLock { $0.isClosed = true }
        filled.advance()
        drained.advance()
        onPush?()
    }
}
