import CarretelCore
import Testing

@testable import CarretelStore

@Suite("A chore that meets damage")
struct DamagedChoreTests {
    private static let pageBytes = 4_096
    let fixture: JournalFixture

    /// A journal of 400 ended jobs, of which the page with job 50 is overwritten.
    init() throws {
        let sound = try JournalFixture()
        let journal = try sound.open()
        try journal.fill(1...400, padding: 1_000)
        try journal.close()
        var bytes = try sound.folder.read("journal.sqlite")
        let name = Array("job-50x".utf8)
        let tableLeaf: UInt8 = 0x0D
        let page = try #require(
            stride(from: 0, to: bytes.count, by: Self.pageBytes).first { start in
                bytes[start] == tableLeaf
                    && !bytes[start..<(start + Self.pageBytes)].split(separator: name).dropFirst()
                        .isEmpty
            })
        for index in page..<(page + Self.pageBytes) { bytes[index] = 0xA5 }
        // A fresh folder, so that no log brings the page back.
        fixture = try JournalFixture()
        try fixture.folder.write(bytes, to: "journal.sqlite")
    }

    private let purge = JournalRequest.chore(
        .purge(JournalPurge(table: .history, keep: 0)), at: JournalFixture.at(10_000), asker: 7)

    private func refusal(in replies: [JournalReply]) -> FailureReason? {
        for case .chore(.refused(let reason), asker: 7) in replies { return reason }
        return nil
    }

    @Test("is refused, and the rest of its batch is committed")
    func refused() throws {
        let journal = try fixture.open(creating: false)
        let (first, second) = (TestJob(number: 401), TestJob(number: 402))
        var staged = 0
        let replies = try journal.commit([first.run(), purge, second.accept(), first.end()]) { staged += $0.count }
        let reason = try #require(refusal(in: replies))
        #expect(reason.code == "storage_failed")
        #expect(reason.failureClass == .permanent)
        #expect(reason.hint?.contains("carretel fsck") == true)
        #expect(staged == 1)
        #expect(
            replies.words == [
                "accepted job-401", "is accepted 401", "is started 401 1", "?", "accepted job-402", "is accepted 402",
                "end 401", "is ended 401",
            ])
        // Nothing was removed, the rows before the damage neither.
        let overview = try HistoryReader.open(fixture.path).overview()
        #expect(overview.received == 402)
        #expect(overview.purged == 0)
        #expect(overview.holds)
    }

    @Test("does not end the journal, which goes on where it was")
    func goesOn() throws {
        let journal = try fixture.open(creating: false)
        for number in 401...403 as ClosedRange<Int64> {
            let replies = try journal.carryOut([TestJob(number: number).accept(), purge])
            #expect(refusal(in: replies)?.code == "storage_failed")
        }
        #expect(try journal.restored().nextNumber == JobNumber(rawValue: 404))
        try journal.close()
        #expect(try fixture.open(creating: false).restored().waitingCounts.first == 3)
    }
}
