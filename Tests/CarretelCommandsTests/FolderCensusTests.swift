import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelCommands

@Suite(.temporaryDirectory) struct FolderCensusTests {
    private let folder: Directory

    init() throws {
        folder = try Directory.open(path: try TemporaryDirectory.current.path)
        for number in 0..<20 { try folder.writeFile(FileName("\(number).json"), [1, 2, 3], durably: false) }
        try folder.makeDirectory("folder.json", mode: 0o755)
        try folder.writeFile("notes.txt", [1], durably: false)
    }

    @Test func countsWhatCounts() throws {
        let count = try FolderCensus().count(folder, where: \.isPlainJobName)
        #expect(count.count == 20)
        #expect(count.bytes == 60)
        #expect(!count.isAtLeast && !count.bytesAreAtLeast)
        #expect(count.oldest != nil)
    }

    @Test func boundsAreSaidWhenTheyAreHit() throws {
        let listed = try FolderCensus(maxEntries: 5).count(folder, where: { _ in true })
        #expect(listed.count <= 5)
        #expect(listed.isAtLeast && listed.bytesAreAtLeast)
        let looked = try FolderCensus(maxLooks: 4).count(folder, where: \.isPlainJobName)
        #expect(looked.count == 20)
        #expect(looked.bytes == 12)
        #expect(!looked.isAtLeast && looked.bytesAreAtLeast)
    }

    @Test(arguments: [
        ("a.json", true), ("carga 1.json", true), (".a.json", false), ("a.JSON", false), ("ação.json", false),
        ("a.json~", false), ("a.txt", false),
    ])
    func plainNamesAreASubsetOfTheRule(name: String, isPlain: Bool) {
        #expect(FileName(name).isPlainJobName == isPlain)
        if isPlain { #expect(JobName.parse(fileName: name) == .job(String(name.dropLast(5)))) }
    }

    @Test func claimedFilesHaveAnIDInFront() {
        #expect(FileName("01JD2V5Y7E8M0000000000K3F9~a.json").isClaimed)
        #expect(!FileName("a.json").isClaimed)
        #expect(!FileName("lock").isClaimed)
    }
}
