import Testing

@testable import CarretelCore

@Suite("How far starts run ahead") struct StartPaceTests {
    @Test("not at all before anything has ended, and by the pace of the latest attempts then")
    func pace() {
        var pace = StartPace(DispatchSettings())
        #expect(pace.window(slots: 2) == 2)
        for _ in 0..<100 { pace.note(.microseconds(200)) }
        #expect(pace.window(slots: 2) == 498)
        for _ in 0..<100 { pace.note(.zero) }
        #expect(pace.window(slots: 2) == 1_024)
        #expect(pace.window(slots: 2_000) == 2_000)
        // One that was held up, and then one after the other as quick as before.
        pace.note(.milliseconds(16))
        #expect(pace.window(slots: 2) == 48)
        for _ in 0..<40 { pace.note(.microseconds(200)) }
        #expect(pace.window(slots: 2) > 300)
        pace.note(.seconds(2))
        #expect(pace.window(slots: 2) == 2)
        pace.note(.seconds(-1))
        #expect(pace.window(slots: 2) == 2, "a clock does not go back, and would do no harm")
    }

    /// A lane of two slots, with a job in each.
    private func slowLane() throws -> (bench: MachineBench, first: [JobNumber]) {
        var bench = try MachineBench(settings: DispatchSettings())
        let first = [bench.drop(Fixture.request("short")), bench.drop(Fixture.request("short"))]
        bench.ready(1)
        bench.began(1, first[0])
        bench.advance(.milliseconds(100))
        // What queued behind the first while there was one worker is asked back.
        bench.feed(.recalled(WorkerID(rawValue: 1), bench.key(first[1])))
        bench.ready(2)
        bench.began(2, first[1])
        return (bench, first)
    }

    @Test("a job that waits behind long ones expires, and is overtaken by a more urgent one")
    func behindLongOnes() throws {
        var (bench, first) = try slowLane()
        let plain = bench.drop(Fixture.request("short"))
        let expiring = bench.drop(Fixture.request("short", expiresAt: bench.now.wall + .milliseconds(500)))
        let urgent = bench.drop(Fixture.request("short", priority: 9))
        #expect(bench.journal.rows(.running).count == 2)
        bench.advance(.seconds(1))
        #expect(bench.status(expiring) == .expired)
        _ = bench.takeAssigned()
        bench.ended(1, first[0])
        #expect(bench.takeAssigned().map(\.job) == [urgent])
        bench.ended(2, first[1])
        #expect(bench.takeAssigned().map(\.job) == [plain])
    }

    @Test("quick jobs are started ahead, and none any more once they take long")
    func quickOnes() throws {
        var (bench, first) = try slowLane()
        for (worker, job) in zip(1..., first) { bench.ended(worker, job) }
        for _ in 0..<40 {
            let job = bench.drop(Fixture.request("short"))
            guard let worker = bench.takeAssigned().first(where: { $0.job == job })?.worker else { continue }
            bench.began(worker, job)
            bench.ended(worker, job)
        }
        let many = (0..<20).map { _ in bench.drop(Fixture.request("short")) }
        #expect(bench.journal.rows(.running).count == many.count)
    }
}
