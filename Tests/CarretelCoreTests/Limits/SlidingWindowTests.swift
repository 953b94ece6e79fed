import CarretelCore
import CarretelTestKit
import Testing

@Suite("SlidingWindow", .seeded)
struct SlidingWindowTests {
    private static func moment(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: seconds * 1_000_000) }
    private static func limit(_ count: Int, _ seconds: Int) -> LaneDescriptor.StartLimit {
        LaneDescriptor.StartLimit(count: count, window: .seconds(seconds))
    }

    @Test("lets N go in a window, the next when the first of them is a window back")
    func limits() {
        var window = SlidingWindow(limits: [Self.limit(2, 60)])
        window.record(Self.moment(0))
        #expect(window.opening(at: Self.moment(10)) == nil)
        window.record(Self.moment(10))
        #expect(window.opening(at: Self.moment(10)) == Self.moment(60))
        #expect(window.opening(at: Self.moment(60)) == nil)
        window.record(Self.moment(60))
        #expect(window.opening(at: Self.moment(61)) == Self.moment(70))
    }

    @Test("of several limits the strictest holds")
    func several() {
        var window = SlidingWindow(limits: [Self.limit(1, 5), Self.limit(3, 60)])
        for second in [0, 5, 10] { window.record(Self.moment(Int64(second))) }
        #expect(window.opening(at: Self.moment(11)) == Self.moment(60))
        #expect(window.kept.count == 3)
    }

    @Test("those who wait go one after the other, as soon as each may")
    func reservations() {
        var window = SlidingWindow(limits: [Self.limit(2, 60)], moments: [Self.moment(0), Self.moment(10)])
        let starts = (0..<5).map { _ in window.reserveNext(from: Self.moment(20)) }
        #expect(starts == [60, 70, 120, 130, 180].map { Self.moment($0) })
        var empty = SlidingWindow(limits: [Self.limit(2, 60)])
        #expect((0..<3).map { _ in empty.reserveNext(from: Self.moment(5)) } == [5, 5, 65].map { Self.moment($0) })
        var shut = SlidingWindow(limits: [Self.limit(0, 60)])
        #expect(shut.reserveNext(from: Self.moment(5)) == Self.moment(65))
    }

    @Test("a clock set back holds nothing up for longer than a window")
    func setBack() {
        let window = SlidingWindow(limits: [Self.limit(1, 60)], moments: [Self.moment(100_000)])
        #expect(window.opening(at: Self.moment(0)) == Self.moment(60))
    }

    @Test("what a clock set back leaves ahead is over after one window by that clock")
    func settled() {
        var window = SlidingWindow(limits: [Self.limit(1, 60)], moments: [Self.moment(100_000)])
        window.settle(at: Self.moment(0))
        #expect(window.opening(at: Self.moment(30)) == Self.moment(60))
        window.settle(at: Self.moment(30))
        #expect(window.opening(at: Self.moment(60)) == nil)
    }

    @Test("without limits nothing is kept and nothing held up")
    func none() {
        var window = SlidingWindow(limits: [])
        window.record(Self.moment(0))
        #expect(window.kept.isEmpty)
        #expect(window.opening(at: Self.moment(0)) == nil)
    }

    @Test("no window ever holds more than its limit, over random times and restarts")
    func property() throws {
        var random = SeededGenerator(seed: try Seed.current)
        let limits = [Self.limit(3, 10), Self.limit(7, 60)]
        var window = SlidingWindow(limits: limits)
        var gone: [Timestamp] = []
        var now = Self.moment(0)
        for _ in 0..<5_000 {
            now = now + .milliseconds(Int.random(in: 0...4_000, using: &random))
            if Int.random(in: 0..<50, using: &random) == 0 {
                window = SlidingWindow(limits: limits, moments: window.kept)
            }
            guard window.opening(at: now) == nil else { continue }
            window.record(now)
            gone.append(now)
            for limit in limits { #expect(gone.suffix(20).count { now - $0 < limit.window } <= limit.count) }
        }
        #expect(gone.count > 500)
    }
}
