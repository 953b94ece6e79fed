import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelWorker

/// An upstream that never answers: a request ends when its task is cancelled.
private final class SilentHTTP: HTTPClient {
    private let count = Mutex(0)
    var underWay: Int { count.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let stream = AsyncStream<Void> { _ in }
        count.withLock { $0 += 1 }
        for await _ in stream {}
        count.withLock { $0 -= 1 }
        throw HTTPFailure(.cancelled, "Ended.")
    }

    func stream(
        _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
    ) async throws(HTTPFailure) -> HTTPResponse {
        try await send(request)
    }

    func forget(session: String) {}
}

struct AttemptHTTPTests {
    private let request = HTTPRequest(.get, "https://upstream.test/a")

    @Test func whatIsUnderWayEndsWithTheAttempt() async throws {
        let upstream = SilentHTTP()
        let cancellation = Cancellation()
        let http = AttemptHTTP(client: upstream, cancellation: cancellation)
        async let sent = failure { () async throws(HTTPFailure) in try await http.send(request) }
        async let streamed = failure { () async throws(HTTPFailure) in
            try await http.stream(request) { _, _ in .more }
        }
        try await eventually("both requests") { upstream.underWay == 2 }
        cancellation.cancel(.requested)
        #expect(await [sent, streamed] == [.cancelled, .cancelled])
        #expect(upstream.underWay == 0)
        #expect(await failure { () async throws(HTTPFailure) in try await http.send(request) } == .cancelled)
    }

    @Test func whatIsUnderWayEndsWithItsTask() async throws {
        let upstream = SilentHTTP()
        let http = AttemptHTTP(client: upstream, cancellation: Cancellation())
        let task = Task { await failure { () async throws(HTTPFailure) in try await http.send(request) } }
        try await eventually("the request") { upstream.underWay == 1 }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(upstream.underWay == 0)
    }

    @Test func answersAndFailuresComeThrough() async throws {
        let upstream = ScriptedHTTP()
        upstream.add(.json("{}"))
        upstream.add(HTTPFailure(.refused, "Nobody there."))
        let http = AttemptHTTP(client: upstream, cancellation: Cancellation())
        #expect(try await http.send(request) == .json("{}"))
        #expect(await failure { () async throws(HTTPFailure) in try await http.send(request) } == .refused)
        http.forget(session: "a")
        #expect(upstream.forgotten == ["a"])
    }

    @Test func withoutAClientNothingIsSent() async {
        #expect(await failure { () async throws(HTTPFailure) in try await NoHTTP().send(request) } == .unavailable)
    }

    private func failure(
        _ body: () async throws(HTTPFailure) -> HTTPResponse
    ) async -> HTTPFailure.Kind? {
        do throws(HTTPFailure) {
            _ = try await body()
            return nil
        } catch {
            return error.kind
        }
    }
}
