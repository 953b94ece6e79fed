package import CarretelCore
import Synchronization

/// Both clocks of ``Now``, moved by the test alone.
package final class ManualClock: Sendable {
    private let reading: Mutex<Now>

    /// Starts at 2026-11-20T12:00:00Z on the wall, and at one second of the monotonic clock, unless told otherwise.
    package init(
        at start: Now = Now(
            wall: Timestamp(microseconds: 1_795_176_000_000_000),
            monotonic: MonotonicInstant(nanoseconds: 1_000_000_000))
    ) {
        reading = Mutex(start)
    }

    /// What both clocks show.
    package var now: Now {
        reading.withLock { $0 }
    }

    /// Lets time pass on both clocks.
    ///
    /// - Returns: what they show then.
    @discardableResult
    package func advance(by duration: Duration) -> Now {
        reading.withLock { now in
            now = now.advanced(by: duration)
            return now
        }
    }

    /// Corrects the wall clock alone, as a time service or an operator does; back when `duration` is negative.
    ///
    /// - Returns: what both clocks show then.
    @discardableResult
    package func stepWall(by duration: Duration) -> Now {
        reading.withLock { now in
            now = Now(wall: now.wall + duration, monotonic: now.monotonic)
            return now
        }
    }
}
