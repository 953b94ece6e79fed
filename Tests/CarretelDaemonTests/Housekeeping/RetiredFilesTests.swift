import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// Removals that a kill has cut off between the rename and what follows.
@Suite(.temporaryDirectory) struct RetiredFilesTests {
    private let rig: HouseRig
    private let retired: RetiredFiles

    init() throws {
        rig = try HouseRig()
        retired = RetiredFiles(layout: rig.layout)
    }

    /// What a kill leaves when the file that was meant is `meant` and `name` was taken out.
    private func cutOff(_ name: FileName, from origin: FileOrigin, meaning meant: FileName) throws -> RetiredNote {
        let folder = try origin.folder(of: rig.layout)
        let note = RetiredNote(origin, meaning: try folder.status(of: meant))
        try rig.layout.work.makeDirectory(note.fileName, mode: 0o700)
        try folder.rename(name, to: rig.layout.work.openDirectory(note.fileName), as: name)
        return note
    }

    @Test func aNoteIsReadFromTheNameThatItGives() throws {
        try rig.put("failed/a.json")
        let status = try rig.layout.failed.status(of: "a.json")
        let day = try #require(CivilDate(iso8601: "2020-01-02"))
        for origin in [FileOrigin(place: .controlDone), FileOrigin(place: .archive, day: day)] {
            let note = RetiredNote(origin, meaning: status)
            #expect(RetiredNote(note.fileName) == note && note.means(status))
        }
        for name: FileName in ["retired-17", "retired-1.2.3.4.archive", "retired-1.2.3.4.failed.2020-01-02", "left-1"] {
            #expect(RetiredNote(name) == nil)
        }
    }

    @Test func whatWasMeantGoesAndANewcomerIsPutBack() throws {
        let day = try #require(CivilDate(iso8601: "2020-01-02"))
        try rig.put("archive/2020-01-02/old.json", "old")
        try rig.put("archive/2020-01-02/a.json", "new")
        try rig.put("failed/b.json")
        let origin = FileOrigin(place: .archive, day: day)
        _ = try cutOff("a.json", from: origin, meaning: "old.json")
        _ = try cutOff("b.json", from: FileOrigin(place: .failed), meaning: "b.json")
        // Nothing was taken out yet.
        try rig.layout.work.makeDirectory(
            RetiredNote(origin, meaning: rig.layout.archive.status(of: "2020-01-02")).fileName, mode: 0o700)
        try rig.layout.archive.removeTree("2020-01-02")
        try retired.settleAll()
        #expect(try rig.exists("archive/2020-01-02/a.json") && !rig.exists("failed/b.json"))
        #expect(try rig.layout.work.names().isEmpty)
    }

    @Test func aNewcomerWhoseNameIsTakenByAThirdIsSuperseded() throws {
        let id = "01JZZZZZZZZZZZZZZZZZZZZZZZ"
        try rig.put("outgoing/results/old.result.json", "{}")
        try rig.put("outgoing/results/a.result.json", #"{"schema":"carretel/result/1","job":{"id":"\#(id)"}}"#)
        try rig.put("failed/old.json")
        let long = String(repeating: "é", count: 120) + ".json"
        try rig.put("failed/\(long)", "new")
        _ = try cutOff("a.result.json", from: FileOrigin(place: .results), meaning: "old.result.json")
        _ = try cutOff(FileName(long), from: FileOrigin(place: .failed), meaning: "old.json")
        try rig.put("outgoing/results/a.result.json", "third")
        try rig.put("failed/\(long)", "third")
        try retired.settleAll()
        let superseded = try rig.layout.superseded.names()
        #expect(superseded.count == 2 && superseded.contains("a.\(id).result.json"))
        #expect(superseded.contains { $0.hasPrefix("retired-") && $0.hasSuffix("é.json") })
        #expect(try rig.layout.work.names().isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func theNextStartPutsANewcomersResultBack() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        _ = try await daemon.run("a", #"{"type": "echo"}"#)
        try await daemon.kill()
        let served = try HouseRig(spool: daemon.spool)
        try served.put("outgoing/results/old.result.json", "{}")
        let status = try served.layout.results.status(of: "old.result.json")
        let note = RetiredNote(FileOrigin(place: .results), meaning: status)
        try served.layout.results.unlink("old.result.json")
        try served.layout.work.makeDirectory(note.fileName, mode: 0o700)
        let shelf = try served.layout.work.openDirectory(note.fileName)
        try served.layout.results.rename("a.result.json", to: shelf, as: "a.result.json")
        try await daemon.start()
        #expect(try await daemon.result(of: "a")["status"]?.string == "succeeded")
        #expect(try !served.layout.work.names().contains { $0.hasPrefix("retired-") })
        #expect(try await daemon.stop() == .exited(code: 0))
    }
}
