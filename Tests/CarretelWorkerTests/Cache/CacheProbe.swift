import CarretelCore
import CarretelSystem
import CarretelTestKit

@testable import CarretelWorker

/// The cache folder of the running test, and attempts that use it.
struct CacheProbe {
    let path: String
    let folder: CacheFolder
    private let staging: String

    init() throws {
        let root = try TemporaryDirectory.current
        path = root.path("cache")
        staging = root.path("01ID")
        folder = CacheFolder(path: path)
    }

    /// The cache as an attempt has it, with that attempt's staging folder.
    func attempt(_ number: Int) -> FolderCache {
        FolderCache(folder: folder, staging: StagingFolder(path: "\(staging)/\(number)", attempt: number))
    }

    /// What an attempt has in a data file.
    func content(_ name: String, ofAttempt number: Int) throws -> String {
        let directory = try Directory.open(path: "\(staging)/\(number)")
        return String(decoding: try directory.readFile(FileName(name), limit: 64 << 20).bytes, as: UTF8.self)
    }

    /// Whether an attempt has anything of that name.
    func exists(_ name: String, inAttempt number: Int) throws -> Bool {
        try Directory.open(path: "\(staging)/\(number)").statusIfPresent(of: FileName(name)) != nil
    }

    /// Keeps a text of so many lines as an attempt does.
    @discardableResult
    func keep(
        _ text: String, as key: CacheKey, attempt number: Int, loadedAt: Timestamp = ManualClock().now.wall,
        facts: String = "{}"
    ) throws -> DataFile {
        let cache = attempt(number)
        let writer = try cache.staging.makeDataFile(named: "made.jsonl")
        try writer.append(Array(text.utf8), records: text.split(separator: "\n").count)
        let file = try writer.finish()
        try cache.keep(file, as: key, loadedAt: loadedAt, facts: Array(facts.utf8))
        return file
    }

    /// The answer to a key at any age.
    func find(_ key: CacheKey) throws -> CachedAnswer? { try folder.answer(to: key) }

    /// The files of the folder, its lock left out, sorted.
    func files() throws -> [String] {
        try CacheFolder.files(in: directory()).map(\.description).filter { $0 != "lock" }.sorted()
    }

    func directory() throws -> Directory { try Directory.open(path: path) }

    func write(_ text: String, to name: FileName) throws {
        let file = try directory().openFile(name, .updateOrCreate(mode: 0o640))
        try file.truncate(to: 0)
        try file.writeAll(Array(text.utf8))
    }

    func read(_ name: FileName) throws -> String {
        String(decoding: try directory().readFile(name, limit: 1 << 20).bytes, as: UTF8.self)
    }
}
