import CarretelCore
import CarretelTestKit
import Testing

struct ScriptedPortsTests {
    @Test func aSecondAttemptGoesOnWithTheFilesOfTheFirst() throws {
        let first = try ScriptedAttempt()
        let writer = try first.makeDataFile(named: "a.jsonl")
        try writer.append(Array("one\n".utf8), records: 1)
        let mark = try writer.mark()
        try writer.append(Array("lost\n".utf8), records: 1)
        let second = try ScriptedAttempt(staging: first.staging, attempt: 2)
        let resumed = try #require(try second.resumeDataFile(mark))
        try resumed.append(Array("two\n".utf8), records: 1)
        #expect(try resumed.finish().records == 2)
        #expect(second.dataFile(named: "a.jsonl")?.lines == ["one", "two"])
        #expect(first.dataFile(named: "a.jsonl") == nil)
    }

    @Test func aFileThatIsGoneOrChangedIsNotResumed() throws {
        let first = try ScriptedAttempt()
        let writer = try first.makeDataFile(named: "a.jsonl")
        try writer.append(Array("one\n".utf8), records: 1)
        let mark = try writer.mark()
        first.dataFile(named: "a.jsonl")?.damage { $0[0] = 0 }
        #expect(try ScriptedAttempt(staging: first.staging, attempt: 2).resumeDataFile(mark) == nil)
        first.staging.remove(named: "a.jsonl", ofAttempt: 1)
        #expect(try ScriptedAttempt(staging: first.staging, attempt: 2).resumeDataFile(mark) == nil)
        #expect(try ScriptedAttempt(attempt: 2).resumeDataFile(mark) == nil)
    }

    @Test func requestsAreAnsweredInOrderAndKept() async throws {
        let http = ScriptedHTTP(chunkBytes: 2) { _ in .scripted(404) }
        http.add(.json("{}"))
        http.add(HTTPFailure(.timedOut, "Too slow."))
        http.add(.scripted(body: "abcde"))
        let attempt = try ScriptedAttempt(http: http)
        let request = HTTPRequest(.get, "https://upstream.test/")
        #expect(try await attempt.http.send(request).body == Array("{}".utf8))
        await #expect(throws: HTTPFailure.self) { try await attempt.http.send(request) }
        let streamed = try await attempt.http.stream(request) { _, chunk in
            chunk == Array("cd".utf8) ? .stop : .more
        }
        #expect(streamed.wasStopped && streamed.body.isEmpty)
        #expect(try await attempt.http.send(request).status == 404)
        #expect(http.requests.count == 4 && http.unasked == 0)
        attempt.cancel()
        await #expect(throws: HTTPFailure.self) { try await attempt.http.send(request) }
        #expect(http.requests.count == 4)
    }

    @Test func anUnpreparedRequestFailsTheTest() async throws {
        let attempt = try ScriptedAttempt()
        await withKnownIssue {
            _ = try await attempt.http.send(HTTPRequest(.get, "https://upstream.test/"))
        }
    }

    @Test func aClosedPermitIsWaitedForOrTold() async throws {
        let attempt = try ScriptedAttempt()
        let moment = attempt.now.wall + .seconds(600)
        #expect(try await attempt.acquire(permit: "a", patience: .seconds(60)) == .granted)
        attempt.release(permit: "a", outcome: .closed(until: moment))
        #expect(try await attempt.acquire(permit: "a", patience: .seconds(60)) == .closed(until: moment))
        #expect(try await attempt.acquire(permit: "b", patience: .seconds(60)) == .granted)
        #expect(attempt.now.wall < moment)
        #expect(try await attempt.acquire(permit: "a", patience: .seconds(600)) == .granted)
        #expect(attempt.now.wall == moment)
        #expect(attempt.permits.map(\.permit) == ["a", "b", "a"])
        #expect(attempt.permits.first?.outcome == .closed(until: moment))
    }

    @Test func answersServeOtherAttempts() throws {
        let key = CacheKey(["omie", "clients"])
        let first = try ScriptedAttempt()
        let writer = try first.makeDataFile(named: "a.jsonl")
        try writer.append(Array("one\n".utf8), records: 1)
        let loadedAt = first.now.wall
        let unfinished = DataFile(
            name: "a.jsonl", records: 1, bytes: 4, sha256: try #require(ScriptedDataFile.hash(Array("one\n".utf8))))
        #expect(throws: FailureReason.self) {
            try first.cache.keep(unfinished, as: key, loadedAt: loadedAt, facts: [])
        }
        try first.cache.keep(writer.finish(), as: key, loadedAt: loadedAt, facts: Array("{}".utf8))
        let second = try ScriptedAttempt(cache: first.answers)
        #expect(try second.cache.find(key, maxAge: .seconds(5), at: loadedAt + .seconds(6)) == nil)
        #expect(try second.cache.find(key, maxAge: .seconds(5), at: loadedAt + .seconds(-1)) == nil)
        let answer = try #require(try second.cache.find(key, maxAge: .seconds(5), at: loadedAt + .seconds(5)))
        #expect(try second.cache.take(answer, as: "b.jsonl")?.records == 1)
        #expect(second.dataFile(named: "b.jsonl")?.lines == ["one"])
        first.answers.damage(key) { $0[0] = 0 }
        #expect(try second.cache.take(answer, as: "c.jsonl") == nil)
        #expect(first.answers.entries.isEmpty)
    }
}
