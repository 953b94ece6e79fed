/// Makes job ids that only ever grow: within a millisecond, and when the clock was set back, each is the one before it
/// plus one (the ULID specification's monotonic form).
package struct JobIDGenerator: Sendable {
    private static let latestMillisecond: UInt64 = 1 << 48 - 1

    private var last: JobID?

    /// Begins after the largest id that is known, so that a clock set back over a restart does not matter either.
    package init(after last: JobID? = nil) {
        self.last = last
    }

    /// The next id.
    ///
    /// - Parameters:
    ///   - moment: the wall clock's reading.
    ///   - generator: where the random part comes from; tests pass a seeded one.
    /// - Returns: an id larger than every one before it.
    package mutating func next(at moment: Timestamp, using generator: inout some RandomNumberGenerator) -> JobID {
        let millisecond = min(UInt64(max(moment.microseconds, 0) / 1_000), Self.latestMillisecond)
        let id = following(millisecond: millisecond) ?? Self.random(millisecond: millisecond, using: &generator)
        last = id
        return id
    }

    private static func random(millisecond: UInt64, using generator: inout some RandomNumberGenerator) -> JobID {
        let random = UInt64(UInt16.random(in: 0 ... .max, using: &generator))
        return JobID(high: millisecond << 16 | random, low: UInt64.random(in: 0 ... .max, using: &generator))
    }

    /// The last id plus one, when it is of that millisecond or later. A random part of all ones runs over into the
    /// next millisecond, which keeps the order. Only after the very last id of all, which no clock gives but a
    /// hand-made file may, is there none: the clock then decides anew.
    private func following(millisecond: UInt64) -> JobID? {
        guard let last, last.milliseconds >= millisecond else { return nil }
        let (low, carry) = last.low.addingReportingOverflow(1)
        guard carry else { return JobID(high: last.high, low: low) }
        let (high, overflow) = last.high.addingReportingOverflow(1)
        return overflow ? nil : JobID(high: high, low: low)
    }
}
