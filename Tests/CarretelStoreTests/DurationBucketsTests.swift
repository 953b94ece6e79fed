import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelStore

@Suite("Duration buckets", .seeded)
struct DurationBucketsTests {
    @Test("every duration is within 6.25 % of the middle of its bucket, and buckets never go back")
    func precision() throws {
        var generator = SeededGenerator(seed: try Seed.current)
        var last = 0
        for value in (0...5_000).map({ Int64($0) }) {
            let bucket = DurationBuckets.bucket(milliseconds: value)
            #expect(bucket >= last)
            last = bucket
        }
        for _ in 0..<10_000 {
            let value = Int64.random(in: 0...(1 << Int64.random(in: 1...61, using: &generator)), using: &generator)
            let middle = DurationBuckets.milliseconds(bucket: DurationBuckets.bucket(milliseconds: value))
            #expect(abs(middle - value) <= max(value / 16, 0) + 1)
        }
        #expect(DurationBuckets.bucket(milliseconds: -5) == 0)
        #expect(DurationBuckets.milliseconds(bucket: DurationBuckets.bucket(milliseconds: .max)) > 0)
    }

    @Test("percentiles of nothing are none")
    func empty() {
        #expect(DurationBuckets.percentile(0.5, of: []) == nil)
        #expect(DurationBuckets.percentile(0.5, of: [(3, 1), (9, 1)]) == 3)
        #expect(DurationBuckets.percentile(0.95, of: [(3, 1), (9, 1)]) == 9)
    }
}
