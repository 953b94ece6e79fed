import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelWorker

@Suite(.temporaryDirectory, .seeded) struct CacheDamageTests {
    private let key = CacheKey(["omie", "3f2a", "clients"])
    private var name: CacheEntryName { CacheEntryName(of: key) }
    private let loadedAt = ManualClock().now.wall

    @Test func damagedDataAreNoAnswerAndLeaveNothing() throws {
        let probe = try CacheProbe()
        try probe.keep("good\n", as: key, attempt: 1)
        try probe.write("evil\n", to: name.data)
        let answer = try #require(try probe.find(key))
        let cache = probe.attempt(2)
        #expect(try cache.take(answer, as: "a.jsonl") == nil)
        #expect(try !probe.exists("a.jsonl", inAttempt: 2))
        #expect(try probe.files().isEmpty)
        #expect(try probe.find(key) == nil)
        // The name is free for what is loaded anew.
        #expect(throws: Never.self) { try cache.staging.makeDataFile(named: "a.jsonl").finish() }
    }

    @Test(arguments: ["goo", "good\nand more", ""])
    func dataOfAnotherLengthAreNoAnswer(content: String) throws {
        let probe = try CacheProbe()
        try probe.keep("good\n", as: key, attempt: 1)
        let answer = try #require(try probe.find(key))
        try probe.write(content, to: name.data)
        #expect(try probe.find(key) == nil)
        // Changed after it was found.
        #expect(try probe.attempt(2).take(answer, as: "a.jsonl") == nil)
        #expect(try probe.files().isEmpty)
    }

    @Test(arguments: ["", "{", "[]", #"{"schema":"carretel/cached-answer/2"}"#])
    func anEntryThatCannotBeReadIsNone(content: String) throws {
        let probe = try CacheProbe()
        try probe.keep("good\n", as: key, attempt: 1)
        try probe.write(content, to: name.entry)
        #expect(try probe.find(key) == nil)
        #expect(try probe.folder.list().isEmpty)
        try probe.keep("new\n", as: key, attempt: 2)
        #expect(try probe.find(key)?.bytes == 4)
    }

    @Test func goneDataAreAMiss() throws {
        let probe = try CacheProbe()
        try probe.keep("good\n", as: key, attempt: 1)
        let answer = try #require(try probe.find(key))
        try probe.directory().unlink(name.data)
        #expect(try probe.attempt(2).take(answer, as: "a.jsonl") == nil)
        #expect(try probe.files().isEmpty)
    }

    @Test func symbolicLinksAreNotFollowed() throws {
        let probe = try CacheProbe()
        try probe.keep("good\n", as: key, attempt: 1)
        let answer = try #require(try probe.find(key))
        try probe.directory().rename(name.data, to: probe.directory(), as: "elsewhere")
        try link("elsewhere", at: "\(probe.path)/\(name.data)")
        #expect(try probe.find(key) == nil)
        #expect(try probe.attempt(2).take(answer, as: "a.jsonl") == nil)
        #expect(try probe.read("elsewhere") == "good\n")
    }

    // MARK: Crashes

    @Test func aCrashWhileCopyingLeavesTheOldAnswer() throws {
        let probe = try CacheProbe()
        try probe.keep("old\n", as: key, attempt: 1)
        try probe.write("half of the ne", to: ".new-1")
        let answer = try #require(try probe.find(key))
        #expect(try probe.attempt(2).take(answer, as: "a.jsonl")?.bytes == 4)
        try probe.keep("other\n", as: CacheKey(["other"]), attempt: 3)
        #expect(try !probe.files().contains(".new-1"))
        #expect(try probe.files().count == 4)
    }

    @Test func aCrashBetweenTheRenamesOfAFirstAnswerIsAMiss() throws {
        let probe = try CacheProbe()
        try probe.keep("good\n", as: key, attempt: 1)
        try probe.directory().rename(name.entry, to: probe.directory(), as: ".new-2")
        #expect(try probe.find(key) == nil)
        #expect(try probe.folder.list().isEmpty)
        try probe.keep("other\n", as: CacheKey(["other"]), attempt: 2)
        let other = CacheEntryName(of: CacheKey(["other"]))
        #expect(try probe.files() == [other.data.description, other.entry.description])
    }

    @Test func aCrashBetweenTheRenamesOfALaterAnswerIsAMiss() throws {
        let probe = try CacheProbe()
        try probe.keep("old\n", as: key, attempt: 1)
        try probe.write("new\n", to: ".new-3")
        try probe.directory().rename(".new-3", to: probe.directory(), as: name.data, .replace)
        let answer = try #require(try probe.find(key))
        #expect(try probe.attempt(2).take(answer, as: "a.jsonl") == nil)
        #expect(try probe.files().isEmpty)
        try probe.keep("new\n", as: key, attempt: 3)
        #expect(try probe.find(key)?.bytes == 4)
    }

    @Test func whatIsBeingCopiedIsNotSwept() throws {
        let probe = try CacheProbe()
        try probe.keep("good\n", as: key, attempt: 1)
        let folder = try probe.directory()
        let new = try CacheFolder.locked(folder) { () throws(SystemError) in try CacheLeftovers.begin(in: folder) }
        _ = try probe.folder.clear()
        #expect(try probe.files() == [new.name.description])
        withExtendedLifetime(new.lock) {}
    }

    // MARK: Several at once

    @Test func aReaderNeverGetsHalfAnAnswer() async throws {
        let probe = try CacheProbe()
        let versions = ["A", "B", "C"].map { String(repeating: $0, count: 300_000) }
        let hashes = Set(versions.map { Digest.sha256(Array($0.utf8)) })
        try probe.keep(versions[0], as: key, attempt: 1)
        let report = Mutex((done: 0, taken: 0, wrong: 0, failures: [String]()))
        for thread in 0..<4 {
            try PlainThread.start(name: "cache-\(thread)") { [key] in
                for round in 0..<12 {
                    let number = 100 * (thread + 1) + round
                    do {
                        if thread < 2 {
                            try probe.keep(versions[round % 3], as: key, attempt: number)
                        } else if let answer = try probe.find(key),
                            let file = try probe.attempt(number).take(answer, as: "a.jsonl")
                        {
                            let isWhole = hashes.contains(file.sha256) && file.bytes == 300_000
                            report.withLock { report in
                                report.taken += 1
                                report.wrong += isWhole ? 0 : 1
                            }
                        }
                    } catch {
                        report.withLock { $0.failures.append("\(error)") }
                    }
                }
                report.withLock { $0.done += 1 }
            }
        }
        try await eventually(within: .seconds(120), "all threads") { report.withLock { $0.done } == 4 }
        #expect(report.withLock { $0.wrong } == 0)
        #expect(report.withLock { $0.failures } == [])
        if let left = try probe.find(key) { #expect(hashes.contains(left.sha256)) }
        #expect(try probe.files().count <= 2)
        // A reader that met another's data between two equal answers may have removed the last one as damaged.
        try probe.keep(versions[0], as: key, attempt: 999)
        let last = try #require(try probe.find(key))
        #expect(hashes.contains(last.sha256))
        #expect(try probe.files().count == 2)
    }
}
