internal import CarretelSystem
internal import Synchronization

/// Bounds how much is under way between two threads: one enters before it hands something on, the other leaves for it
/// when it is done.
///
/// A batch larger than the capacity enters when nothing else is inside, so that it cannot wait for ever.
final class Gate: Sendable {
    private let inside = Mutex(0)
    private let changed = WaitWord()
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Waits until there is room for `count` more.
    func enter(_ count: Int) {
        while true {
            let seen = changed.value
            let isIn = inside.withLock { inside in
                guard inside == 0 || inside + count <= capacity else { return false }
                inside += count
                return true
            }
            if isIn { return }
            changed.wait(while: seen, until: nil)
        }
    }

    /// Makes room for `count`.
    func leave(_ count: Int) {
        inside.withLock { $0 -= count }
        changed.advance()
    }
}
