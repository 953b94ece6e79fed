import CarretelCore
import CarretelSystem
import CarretelTestKit
import Glibc
import Synchronization
import Testing

@testable import CarretelWorker

@Suite(.temporaryDirectory) struct DatasetFolderTests {
    private let root: Directory

    init() throws {
        root = try Directory.open(path: try TemporaryDirectory.current.path)
    }

    private func makeDataset(_ name: String, _ files: [String: String]) throws {
        let folder = try root.openOrMakeDirectory(FileName(name), mode: 0o755)
        for (file, text) in files { try write(text, to: file, in: folder) }
    }

    private func write(_ text: String, to file: String, in folder: Directory) throws {
        let descriptor = try folder.openFile(FileName(file), .updateOrCreate(mode: 0o644))
        try descriptor.truncate(to: 0)
        try descriptor.writeAll(Array(text.utf8))
        try descriptor.close()
    }

    private func makeLink(_ path: String, to target: String) throws {
        try #require(unsafe symlink(target, root.path + "/" + path) == 0)
    }

    private func count(_ counter: borrowing Mutex<Int>) -> Int {
        counter.withLock { count in
            count += 1
            return count
        }
    }

    private func folder(_ name: String) throws -> Directory { try root.openDirectory(FileName(name)) }

    private func failure(_ name: String, files: [String] = ["a.csv"]) -> FailureReason? {
        #expect(throws: FailureReason.self) { _ = try DatasetFolder(root).snapshot(of: name, files: files) }
    }

    @Test func readsTheFilesInTheOrderAskedFor() throws {
        try makeDataset("loja", ["a.csv": "one", "b.csv": "", "other": "x"])
        let snapshot = try DatasetFolder(root).snapshot(of: "loja", files: ["b.csv", "a.csv"])
        #expect(snapshot.files.map(\.name) == ["b.csv", "a.csv"])
        #expect(snapshot.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["", "one"])
        let age = snapshot.readAt - (snapshot.files.first?.modifiedAt ?? snapshot.readAt)
        #expect(age >= .milliseconds(-50) && age < .seconds(600))
    }

    @Test(arguments: ["..", ".", "", ".hidden", "loja/inner", "/etc", "missing", "a\u{0}b"])
    func aNameIsOneFolderBeneath(name: String) throws {
        try makeDataset("loja", ["a.csv": "one"])
        let reason = failure(name)
        #expect(reason?.code == "dataset_not_found" && reason?.failureClass == .permanent)
    }

    @Test func aMissingDatasetIsToldWhichIsLikeIt() throws {
        let rule = "Datasets are the folders in the spool's datasets folder."
        try write("x", to: "loja2", in: root)
        for name in ["loja", "filial", ".lojas"] { try makeDataset(name, [:]) }
        #expect(failure("lojas")?.hint == "Did you mean loja? \(rule)")
        #expect(failure("matriz")?.hint == rule)
    }

    @Test func symbolicLinksAreNotFollowed() throws {
        try makeDataset("loja", ["a.csv": "one"])
        try makeLink("link", to: "loja")
        #expect(failure("link")?.message == "The dataset link is not a folder; symbolic links are not followed.")
        try makeLink("loja/b.csv", to: "a.csv")
        #expect(
            failure("loja", files: ["b.csv"])?.message
                == "The dataset loja: b.csv is a symbolic link, which is not followed.")
    }

    @Test func whatIsNotARegularFileIsNamed() throws {
        try makeDataset("loja", [:])
        #expect(failure("loja")?.message == "The dataset loja: the file a.csv is missing.")
        try folder("loja").makeDirectory("a.csv", mode: 0o755)
        #expect(failure("loja")?.message == "The dataset loja: a.csv is not a regular file.")
        try write("x", to: "plain", in: root)
        #expect(failure("plain")?.code == "dataset_not_found")
    }

    @Test func aFileThatChangesOnceIsReadAgain() throws {
        try makeDataset("loja", ["a.csv": "one", "b.csv": "two"])
        let inside = try folder("loja")
        let changes = Mutex(0)
        let datasets = DatasetFolder(root) {
            // A failed write shows as a wrong content below.
            if count(changes) == 1 { try? write("newer", to: "b.csv", in: inside) }
        }
        let snapshot = try datasets.snapshot(of: "loja", files: ["a.csv", "b.csv"])
        #expect(snapshot.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one", "newer"])
        #expect(changes.withLock { $0 } == 2)
    }

    @Test func aFolderThatIsReplacedIsReadAsOneOfTheTwo() throws {
        try makeDataset("loja", ["a.csv": "old", "b.csv": "old"])
        try makeDataset("new", ["a.csv": "new", "b.csv": "new"])
        let datasets = DatasetFolder(root) {
            // A failed rename shows as a wrong content below.
            try? root.rename("loja", to: root, as: "previous")
            // The same.
            try? root.rename("new", to: root, as: "loja")
        }
        let read = try datasets.snapshot(of: "loja", files: ["a.csv", "b.csv"])
        #expect(read.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["old", "old"])
        let after = try DatasetFolder(root).snapshot(of: "loja", files: ["a.csv", "b.csv"])
        #expect(after.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["new", "new"])
    }

    @Test func oneThatNeverRestsIsTransient() throws {
        try makeDataset("loja", ["a.csv": "0"])
        let inside = try folder("loja")
        let changes = Mutex(0)
        let datasets = DatasetFolder(root) {
            // A failed write shows as a success below.
            try? write(String(repeating: "x", count: count(changes)), to: "a.csv", in: inside)
        }
        let reason = #expect(throws: FailureReason.self) { _ = try datasets.snapshot(of: "loja", files: ["a.csv"]) }
        #expect(reason?.code == "dataset_changing" && reason?.failureClass == .transient)
        #expect(changes.withLock { $0 } == 4)
    }
}
