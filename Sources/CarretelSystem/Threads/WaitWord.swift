import CCarretelSystem
package import CarretelCore

/// A counter that threads can sleep on (futex(2)): the condition variable beside a `Mutex`.
///
/// A waiter reads ``value`` under the mutex that guards its condition, leaves the mutex, and waits while the counter
/// has that value; whoever changes the condition advances the counter. A change in between is therefore never missed.
@safe package final class WaitWord: Sendable {
    // Safe outside, because the word is touched by atomic operations in C only and freed when nobody can wait on it.
    private nonisolated(unsafe) let word: UnsafeMutablePointer<UInt32>

    /// Starts at zero.
    package init() {
        unsafe word = .allocate(capacity: 1)
        unsafe word.initialize(to: 0)
    }

    deinit { unsafe word.deallocate() }

    /// The counter.
    package var value: UInt32 { unsafe carretel_word_load(word) }

    /// Adds one and wakes every waiter.
    package func advance() { unsafe carretel_word_advance(word) }

    /// Sleeps while the counter is `expected`; may also return for no reason, so callers look again.
    ///
    /// - Parameters:
    ///   - expected: the value read before the condition was looked at.
    ///   - deadline: nil waits for ever.
    /// - Returns: false when the deadline has passed.
    @discardableResult
    package func wait(while expected: UInt32, until deadline: MonotonicInstant?) -> Bool {
        unsafe carretel_word_wait(word, expected, deadline.map { max($0.nanoseconds, 0) } ?? -1) == 0
    }
}
