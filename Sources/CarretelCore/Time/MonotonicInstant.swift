/// A moment of the clock that never steps (CLOCK_MONOTONIC): nanoseconds since some fixed past moment of this boot.
///
/// Deadlines of attempts use it, so that a corrected wall clock neither kills a job nor lets it run on.
package struct MonotonicInstant: Sendable, Hashable, Comparable {
    /// Nanoseconds since the clock's own zero.
    package let nanoseconds: Int64

    /// Wraps a count of nanoseconds of CLOCK_MONOTONIC.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `duration` later, clamped to what 64 bits can hold.
    package static func + (instant: MonotonicInstant, duration: Duration) -> MonotonicInstant {
        let (nanoseconds, overflow) = duration.wholeMicroseconds.multipliedReportingOverflow(by: 1_000)
        let (sum, sumOverflow) = instant.nanoseconds.addingReportingOverflow(nanoseconds)
        guard !overflow, !sumOverflow else { return MonotonicInstant(nanoseconds: duration < .zero ? .min : .max) }
        return MonotonicInstant(nanoseconds: sum)
    }

    /// How much later `left` is than `right`.
    package static func - (left: MonotonicInstant, right: MonotonicInstant) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }
}
