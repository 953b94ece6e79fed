import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelStore

@Suite("Counters and crashes", .seeded)
struct JournalCounterTests {
    @Test("after any traffic the counters are those of the rows, and the rows those of the model")
    func counters() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        var traffic = RandomTraffic(SeededGenerator(seed: try Seed.current))
        for round in 1...60 {
            try journal.carryOut(traffic.batch())
            guard round % 10 == 0 else { continue }
            let reader = try HistoryReader.open(fixture.path)
            let overview = try reader.overview()
            let recount = try reader.recount()
            #expect(overview.holds)
            #expect(overview.received == traffic.states.count)
            #expect(recount.differences == [])
            for state in JobState.allCases {
                let expected = traffic.states.values.count { $0 == state }
                #expect(overview.count(state) == expected)
                #expect(recount.byState[state] ?? 0 == expected)
            }
            #expect(overview.lastEnd.rawValue == traffic.ends)
        }
        // Half of it goes, and the law holds on.
        try journal.chore(.purge(JournalPurge(table: .history, before: JournalFixture.at(1_000_000))))
        let after = try HistoryReader.open(fixture.path)
        #expect(try after.overview().holds)
        #expect(try after.overview().purged > 0)
        #expect(try after.recount().differences == [])
    }

    @Test("a reader beside the writer always sees a whole transaction")
    func twoConnections() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        let reader = try HistoryReader.open(fixture.path)
        var traffic = RandomTraffic(SeededGenerator(seed: try Seed.current))
        for _ in 1...40 {
            let before = try reader.overview().received
            // Reads inside the batch: what is not committed is not seen, and nobody waits.
            var seen: [Result<Int, any Error>] = []
            _ = try journal.commit(
                traffic.batch(), staging: { _ in seen.append(Result { try reader.overview().received }) })
            #expect(try seen.allSatisfy { try $0.get() == before })
            #expect(try reader.overview().received == traffic.states.count)
        }
    }

    @Test("whatever part of the log a power cut leaves, the journal opens and is consistent")
    func crash() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        var generator = SeededGenerator(seed: try Seed.current)
        var traffic = RandomTraffic(SeededGenerator(seed: generator.next()))
        for _ in 1...12 {
            try journal.carryOut(traffic.batch())
            let database = try fixture.folder.read("journal.sqlite")
            let log = try fixture.folder.read("journal.sqlite-wal")
            let committed = traffic.states.count
            for cut in [log.count, Int.random(in: 0...log.count, using: &generator)] {
                let copy = try JournalFixture()
                try copy.folder.write(database, to: "journal.sqlite")
                try copy.folder.write(log[..<cut], to: "journal.sqlite-wal")
                // The tables themselves may not be there yet; making them again is what opening does.
                let revived = try copy.open()
                let restored = try revived.restored()
                let reader = try HistoryReader.open(copy.path)
                let overview = try reader.overview()
                #expect(overview.holds)
                #expect(try reader.recount().differences == [])
                #expect(try reader.damage() == [])
                if cut == log.count { #expect(overview.received == committed) }
                let outbox = try revived.unpublished(after: restored.durable, limit: 10_000)
                #expect(outbox.count == Int(restored.lastEnd.rawValue - restored.durable.rawValue))
                #expect(
                    outbox.map(\.sequence.rawValue)
                        == Array((restored.durable.rawValue + 1)..<(restored.lastEnd.rawValue + 1)))
                try revived.carryOut([
                    TestJob(number: restored.nextNumber.rawValue + 1_000_000).accept()
                ])
            }
        }
    }
}
