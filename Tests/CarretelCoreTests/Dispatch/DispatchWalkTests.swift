import CarretelTestKit
import Testing

@testable import CarretelCore

@Suite("DispatchMachine, random walks", .seeded)
struct DispatchWalkTests {
    @Test("every accepted job ends exactly once, whatever happens, crashes included", arguments: 0..<12)
    func endsOnce(_ part: Int) throws {
        let seed = try Seed.current &+ UInt64(part)
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
        Self.checkDuplicates(walk)
        #expect(walk.machine.residents.isEmpty)
        #expect(walk.machine.attempts.isEmpty)
        for lane in walk.machine.lanes {
            #expect(lane.running == 0)
            #expect(lane.waiting.count == 0)
        }
        #expect(walk.machine.deferred.count == 0)
        #expect(walk.machine.expiring.count == 0)
    }

    private static func checkDuplicates(_ walk: DispatchWalk) {
        let byID = Dictionary(uniqueKeysWithValues: walk.journal.rows.values.map { ($0.job.id, $0) })
        for row in walk.journal.rows.values {
            guard let leader = row.ending?.duplicateOf else { continue }
            #expect(row.ending?.answer == byID[leader]?.ending?.answer, "a duplicate has another answer")
        }
    }
}
