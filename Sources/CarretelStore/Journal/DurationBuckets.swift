// A log-linear histogram: buckets as wide as an eighth of their octave, so that a percentile read off it is at most
// 6.25 % off, whatever the scale from one millisecond to years, and ten million durations fit in a few hundred counts.

/// The buckets of durations in milliseconds.
///
///     duration (ms)   0 … 15       16 … 17   18 … 19   30 … 31   32 … 35   1,000          60,000
///     bucket          0 … 15       16        17        23        24        63             110
enum DurationBuckets {
    /// Eight buckets an octave.
    private static let bits = 3

    /// The bucket of a duration; negative ones (a stepped clock) count as zero.
    static func bucket(milliseconds: Int64) -> Int {
        let value = UInt64(max(milliseconds, 0))
        guard value >= 16 else { return Int(value) }
        let octave = 63 - value.leadingZeroBitCount
        let step = Int(value >> UInt64(octave - bits)) & 7
        return 16 + (octave - 4) * 8 + step
    }

    /// The middle of a bucket, in milliseconds.
    static func milliseconds(bucket: Int) -> Int64 {
        guard bucket >= 16 else { return Int64(max(bucket, 0)) }
        let octave = min((bucket - 16) / 8 + 4, 62)
        let width = Int64(1) << Int64(octave - bits)
        return (8 + Int64((bucket - 16) % 8)) * width + width / 2
    }

    /// The duration below which `fraction` (0…1) of the counted ones lie; nil when there are none. `counts` says how many
    /// durations fell into each bucket, by ascending bucket.
    static func percentile(_ fraction: Double, of counts: [(bucket: Int, count: Int)]) -> Int64? {
        let total = counts.reduce(0) { $0 + $1.count }
        guard total > 0 else { return nil }
        let rank = max(1, Int((Double(total) * fraction).rounded(.up)))
        var seen = 0
        for (bucket, count) in counts {
            seen += count
            if seen >= rank { return milliseconds(bucket: bucket) }
        }
        return counts.last.map { milliseconds(bucket: $0.bucket) }
    }
}
