import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@Suite("When a file is finished")
struct FinishWatchTests {
    private let settings = IntakeSettings()
    private let clock = ManualClock()

    private func snapshot(
        _ content: FileSnapshot.Content, lease: LeaseAnswer = .noWriter, size: Int64 = 10, links: UInt32 = 1,
        age: Duration = .seconds(1)
    ) -> FileSnapshot {
        FileSnapshot(
            identity: FileIdentity(device: 1, inode: 2, size: size, modifiedNanoseconds: size), linkCount: links,
            lease: lease, content: content, age: age)
    }

    private func judge(_ watch: inout FinishWatch, _ snapshot: FileSnapshot) -> FinishWatch.Decision {
        watch.judge(snapshot, now: clock.now.monotonic, settings: settings)
    }

    /// Looks again whenever it is told to, until the file is finished; how long that took.
    private func timeUntilFinished(_ watch: inout FinishWatch, _ snapshot: FileSnapshot) -> (Duration, looks: Int) {
        let start = clock.now.monotonic
        for looks in 1...10_000 {
            guard case .wait(let until) = judge(&watch, snapshot) else {
                return (clock.now.monotonic - start, looks)
            }
            clock.advance(by: until - clock.now.monotonic)
        }
        Issue.record("It is never finished.")
        return (.zero, 0)
    }

    @Test("A whole or a hopeless file without a writer is finished at the first look")
    func finishesAtOnce() {
        for content in [FileSnapshot.Content.complete, .invalid] {
            var watch = FinishWatch()
            #expect(judge(&watch, snapshot(content)) == .finished)
        }
    }

    @Test("While somebody writes it is looked at after 1, 2, 5, 20, 100 ms and then every second, without end")
    func retries() {
        var watch = FinishWatch()
        var delays: [Int64] = []
        for _ in 0..<2_000 {
            guard case .wait(let until) = judge(&watch, snapshot(.unread, lease: .writer)) else {
                Issue.record("finished")
                return
            }
            delays.append((until - clock.now.monotonic).wholeMilliseconds)
            clock.advance(by: until - clock.now.monotonic)
        }
        #expect(delays.prefix(7) == [1, 2, 5, 20, 100, 1_000, 1_000])
        #expect(delays.dropFirst(5).allSatisfy { $0 == 1_000 })
        #expect(judge(&watch, snapshot(.complete)) == .finished)
    }

    @Test("A change begins the looks anew")
    func restartsWithChanges() {
        var watch = FinishWatch()
        for _ in 0..<7 { _ = judge(&watch, snapshot(.truncated)) }
        let now = clock.now.monotonic
        #expect(judge(&watch, snapshot(.truncated, size: 11)) == .wait(until: now + .milliseconds(1)))
    }

    @Test("A file that only lacks its end is finished after 30 s without a change or a writer")
    func waitsForTheEnd() {
        var watch = FinishWatch()
        #expect(timeUntilFinished(&watch, snapshot(.truncated)).0 == .seconds(30))
        // A writer who shows up in between begins the time anew.
        watch = FinishWatch()
        _ = judge(&watch, snapshot(.truncated))
        clock.advance(by: .seconds(29))
        _ = judge(&watch, snapshot(.unread, lease: .writer))
        clock.advance(by: .seconds(29))
        #expect(timeUntilFinished(&watch, snapshot(.truncated)).0 == .seconds(30))
        // So does a change of content.
        watch = FinishWatch()
        _ = judge(&watch, snapshot(.truncated))
        clock.advance(by: .seconds(29))
        #expect(timeUntilFinished(&watch, snapshot(.truncated, size: 11)).0 == .seconds(30))
    }

    @Test("Two names are waited for; one name in time is well")
    func waitsForOneName() {
        var watch = FinishWatch()
        let linked = snapshot(.unread, links: 2)
        _ = judge(&watch, linked)
        clock.advance(by: .seconds(29))
        #expect(judge(&watch, linked) != .linked)
        #expect(judge(&watch, snapshot(.complete)) == .finished)
        watch = FinishWatch()
        _ = judge(&watch, linked)
        clock.advance(by: .seconds(30))
        #expect(judge(&watch, linked) == .linked)
    }

    @Test("Where leases tell nothing an object must stay unchanged for 2 s, unless it is old")
    func waitsWhereLeasesTellNothing() {
        for content in [FileSnapshot.Content.complete, .invalid] {
            var watch = FinishWatch()
            #expect(timeUntilFinished(&watch, snapshot(content, lease: .unknown(code: 13))).0 == .seconds(2))
            watch = FinishWatch()
            let old = snapshot(content, lease: .unknown(code: 13), age: .seconds(61))
            #expect(judge(&watch, old) == .finished)
        }
        var watch = FinishWatch()
        #expect(timeUntilFinished(&watch, snapshot(.truncated, lease: .unknown(code: 13))).0 == .seconds(30))
    }
}
