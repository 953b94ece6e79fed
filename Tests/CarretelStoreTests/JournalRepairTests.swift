import CarretelCore
import Testing

@testable import CarretelStore

@Suite("Rebuilding from files")
struct JournalRepairTests {
    private func end(_ number: Int64, name: String, resultName: String? = nil, _ status: JobStatus) -> RebuiltEnd {
        let job = TestJob(number: number)
        return RebuiltEnd(
            id: job.id, name: name, resultName: resultName ?? name, type: "echo", key: "k", requestedBy: "maria",
            owner: 1_000, sha256: job.arrival.sha256, status: status, resting: .archive,
            receivedAt: JournalFixture.at(number), startedAt: JournalFixture.at(number),
            finishedAt: JournalFixture.at(number + 1))
    }

    @Test("makes rows of results and claimed files, once, and goes on from there")
    func rebuild() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        let renamed = TestJob(number: 2)
        let ended = [
            end(1, name: "a", .succeeded), end(2, name: "a", resultName: "a.\(renamed.id.text)", .failed),
        ]
        let claimed = TestJob(number: 3, name: "a", padding: 100)
        #expect(try journal.rebuild(ended: ended, unended: [claimed.arrival]) == 3)
        #expect(try journal.rebuild(ended: ended, unended: [claimed.arrival]) == 0)

        let restored = try journal.restored()
        #expect(restored.waitingCounts == [1, 0])
        #expect(restored.nextNumber == JobNumber(rawValue: 4))
        #expect(restored.durable == EndSequence(rawValue: 2))
        #expect(try journal.unpublished(after: EndSequence(rawValue: 0), limit: 9).isEmpty)
        let reader = try HistoryReader.open(fixture.path)
        #expect(try reader.overview().received == 3)
        #expect(try reader.recount().differences == [])
        let shown = try #require(try reader.show(.id(renamed.id)).first)
        #expect(shown.resultName == "a.\(renamed.id.text)")
        #expect(shown.type == "echo")
        #expect(shown.key == "k")
        // The claimed job took the plain name over, as it would have at its acceptance.
        #expect(try reader.show(.name("a")).map(\.resultName) == ["a"])
        let states = try journal.states(of: [claimed.id, TestJob(number: 99).id, renamed.id])
        #expect(states.map(\.number.rawValue) == [3, 2])
        #expect(states.map(\.ended?.status) == [nil, .failed])
    }
}
