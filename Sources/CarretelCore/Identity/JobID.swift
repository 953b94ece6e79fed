/// The identity of a job that outsiders see: a ULID, made at the claim.
///
/// 48 bits of milliseconds since 1970, then 80 random bits; written as 26 characters of Crockford's base 32, whose
/// order as text is the order in time (the ULID specification).
package struct JobID: Sendable, Hashable, Comparable {
    /// The first 64 bits: 48 of time, 16 random.
    package let high: UInt64
    /// The last 64 bits, random.
    package let low: UInt64

    /// Wraps the two halves of a ULID.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package static func < (left: JobID, right: JobID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
