/// A moment of wall-clock time: microseconds since 1970-01-01T00:00:00Z.
///
/// An integer, because SQLite stores integers and because going through binary floats loses milliseconds.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since the Unix epoch.
    package let microseconds: Int64

    /// Wraps a count of microseconds since the Unix epoch.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The moment `duration` later, clamped to what 64 bits can hold.
    package static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = moment.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        guard overflow else { return Timestamp(microseconds: sum) }
        return Timestamp(microseconds: duration < .zero ? .min : .max)
    }

    /// How much later `left` is than `right`; negative when it is earlier.
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        .microseconds(left.microseconds.subtractingReportingOverflow(right.microseconds).partialValue)
    }
}

extension Duration {
    /// The duration in microseconds, cut toward zero and clamped to 64 bits.
    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, sumOverflow) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return sumOverflow ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in milliseconds, cut toward zero.
    package var wholeMilliseconds: Int64 { wholeMicroseconds / 1_000 }
}
