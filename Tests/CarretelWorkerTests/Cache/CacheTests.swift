import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelWorker

@Suite(.temporaryDirectory, .seeded) struct CacheTests {
    private let key = CacheKey(["omie", "3f2a", "clients", "complete"])
    private let loadedAt = ManualClock().now.wall

    @Test func anAnswerServesAgain() throws {
        let probe = try CacheProbe()
        #expect(try probe.attempt(1).find(key, maxAge: .seconds(3_600), at: loadedAt) == nil)
        let kept = try probe.keep("a\nb\n", as: key, attempt: 1, facts: #"{"pages":2}"#)
        let cache = probe.attempt(2)
        let answer = try #require(try cache.find(key, maxAge: .seconds(3_600), at: loadedAt + .seconds(60)))
        #expect(
            answer
                == CachedAnswer(
                    key: key, loadedAt: loadedAt, records: 2, bytes: 4, sha256: kept.sha256,
                    facts: Array(#"{"pages":2}"#.utf8)))
        let file = try cache.take(answer, as: "clients.jsonl")
        #expect(file == DataFile(name: "clients.jsonl", records: 2, bytes: 4, sha256: kept.sha256))
        #expect(try probe.content("clients.jsonl", ofAttempt: 2) == "a\nb\n")
        #expect(try probe.attempt(3).find(CacheKey(["omie"]), maxAge: .seconds(3_600), at: loadedAt) == nil)
    }

    @Test func theAgeDecides() throws {
        let probe = try CacheProbe()
        try probe.keep("a\n", as: key, attempt: 1)
        func isFound(_ age: Duration) throws -> Bool {
            try probe.attempt(2).find(key, maxAge: .seconds(60), at: loadedAt + age) != nil
        }
        #expect(try isFound(.zero))
        #expect(try isFound(.seconds(60)))
        #expect(try !isFound(.milliseconds(60_001)))
        #expect(try !isFound(.milliseconds(-1)))
    }

    @Test func aNewerAnswerTakesThePlace() throws {
        let probe = try CacheProbe()
        try probe.keep("old\n", as: key, attempt: 1)
        let old = try #require(try probe.find(key))
        try probe.keep("new and longer\n", as: key, attempt: 2, loadedAt: loadedAt + .seconds(5))
        #expect(try probe.attempt(3).take(old, as: "a.jsonl") == nil)
        let new = try #require(try probe.find(key))
        #expect(new.loadedAt == loadedAt + .seconds(5))
        #expect(try probe.attempt(4).take(new, as: "a.jsonl")?.bytes == 15)
        #expect(try probe.files().count == 2)
    }

    @Test func onlyFinishedFilesAndObjectsAreKept() throws {
        let probe = try CacheProbe()
        let cache = probe.attempt(1)
        let writer = try cache.staging.makeDataFile(named: "a.jsonl")
        try writer.append(Array("a\n".utf8), records: 1)
        let mark = try writer.mark()
        let half = DataFile(name: "a.jsonl", records: 1, bytes: mark.bytes, sha256: mark.sha256)
        #expect(throws: FailureReason.self) { try cache.keep(half, as: key, loadedAt: loadedAt, facts: []) }
        let whole = try writer.finish()
        for facts in ["", "[]", "{", "{}{}"] {
            #expect(throws: FailureReason.self) {
                try cache.keep(whole, as: key, loadedAt: loadedAt, facts: Array(facts.utf8))
            }
        }
        #expect(try probe.folder.list().isEmpty)
        try cache.keep(whole, as: key, loadedAt: loadedAt, facts: Array("{}".utf8))
        #expect(try probe.folder.list().map(\.key) == [key])
    }

    @Test func whatWasChangedAfterItsEndIsNotKept() throws {
        let probe = try CacheProbe()
        let cache = probe.attempt(1)
        let writer = try cache.staging.makeDataFile(named: "a.jsonl")
        try writer.append(Array("aaa\n".utf8), records: 1)
        let file = try writer.finish()
        try Directory.open(path: try TemporaryDirectory.current.path("01ID/1")).openFile("a.jsonl", .update)
            .writeAll(Array("b".utf8))
        #expect(throws: FailureReason.self) {
            try cache.keep(file, as: key, loadedAt: loadedAt, facts: Array("{}".utf8))
        }
        #expect(try probe.files().isEmpty)
    }

    @Test func clearSaysWhatItRemoved() throws {
        let probe = try CacheProbe()
        #expect(try probe.folder.clear().isEmpty)
        let keys = ["clients", "orders", "orders-2025"].map { CacheKey(["omie", "3f2a", $0]) }
        for (number, key) in keys.enumerated() { try probe.keep("a\n", as: key, attempt: number + 1) }
        #expect(try probe.folder.list().map(\.key) == keys)
        #expect(try probe.folder.clear(matching: "orders").map(\.key) == [keys[1], keys[2]])
        #expect(try probe.folder.list().map(\.key) == [keys[0]])
        try probe.write("no JSON", to: CacheEntryName(of: keys[1]).entry)
        try probe.write("stray", to: "notes.txt")
        #expect(try probe.folder.clear(matching: "nothing").isEmpty)
        #expect(try probe.folder.clear().map(\.key) == [keys[0]])
        #expect(try probe.files() == ["notes.txt"])
    }

    @Test func aLongKeyHasAName() throws {
        let probe = try CacheProbe()
        let key = CacheKey(["omie", String(repeating: "çé/ ", count: 500)])
        try probe.keep("a\n", as: key, attempt: 1)
        #expect(try probe.folder.list().map(\.key) == [key])
        #expect(try probe.find(key)?.bytes == 2)
    }
}
