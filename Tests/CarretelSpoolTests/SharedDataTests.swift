import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelSpool

/// The data files of a job that gets another's answer.
@Suite(.temporaryDirectory) struct SharedDataTests {
    private let layout: SpoolLayout
    private let id = JobID(high: 1, low: 2)

    init() throws {
        layout = try SpoolLayout.create(at: TemporaryDirectory.current.path("spool"))
        try layout.results.makeDirectory("leader.data", mode: 0o750)
        for name in ["a.csv", "b.csv"] {
            try layout.results.openDirectory("leader.data").writeFile(FileName(name), Array(name.utf8), durably: false)
        }
    }

    private func share() throws -> Bool {
        let hash = try #require(ContentHash(bytes: [UInt8](repeating: 0, count: 32)))
        let files = ["a.csv", "b.csv"].map { DataFile(name: $0, records: 1, bytes: 5, sha256: hash) }
        return try DataFolder(layout: layout).share(
            published: "outgoing/results/leader.data", files: files, for: id, as: "follower.data")
    }

    @Test func areLinkedToTheLeaders() throws {
        #expect(try share())
        let leaders = try layout.results.openDirectory("leader.data").status(of: "a.csv").identity
        #expect(try layout.results.openDirectory("follower.data").status(of: "a.csv").identity == leaders)
    }

    @Test func oneThatWasTakenAwayIsSaid() throws {
        try layout.results.openDirectory("leader.data").unlink("a.csv")
        #expect(try !share())
        #expect(try layout.results.openDirectory("follower.data").statusIfPresent(of: "b.csv") != nil)
    }

    @Test func aFolderThatWasTakenAwayIsSaid() throws {
        try layout.results.rename("leader.data", to: layout.root, as: "taken")
        #expect(try !share())
        #expect(try layout.results.statusIfPresent(of: "follower.data") == nil)
    }
}
