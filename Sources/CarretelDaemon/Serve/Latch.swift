internal import Synchronization

/// A call that is known only after those who make it: set once, ignored until then.
final class Latch: Sendable {
    private let body = Mutex<(@Sendable () -> Void)?>(nil)

    /// Says what a call does from now on.
    func set(_ body: @escaping @Sendable () -> Void) {
        self.body.withLock { $0 = body }
    }

    /// Does it.
    func call() {
        body.withLock { $0 }?()
    }
}
