@testable import CarretelCore
import CarretelTestKit
import Testing

@Suite("DispatchMachine, random walks", .seeded)
struct DispatchWalkTests {
    @Test("every accepted job ends exactly once, whatever happens, crashes included", arguments: 0..<12)
    func endsOnce(_ part: Int) throws {
        var random = SeededGenerator(seed: try Seed.current)
        let seed = random.next()
        print("walk \(part) has seed \(seed)")
        try Self.walk(seed: seed)
    }

    static func walk(seed: UInt64) throws {
        var walk = try DispatchWalk(seed: seed)
        walk.run(steps: 2_000)
        walk.finish()
        let open = walk.journal.rows.values.filter { $0.state != .ended }
        #expect(open.isEmpty, "seed \(seed): jobs left: \(open.map { ($0.job.number.rawValue, $0.state) })")
        #expect(walk.isDone, "seed \(seed)")
        for row in walk.journal.rows.values {
            #expect(row.endWrites == 1, "seed \(seed): job \(row.job.number.rawValue) ended \(row.endWrites) times")
        }
        #expect(walk.machine.residents.isEmpty)
        #expect(walk.machine.attempts.isEmpty)
        for lane in walk.machine.lanes {
            #expect(lane.running == 0)
            #expect(lane.waiting.count == 0)
        }
        #expect(walk.machine.deferred.count == 0)
        #expect(walk.machine.expiring.count == 0)
    }
}
