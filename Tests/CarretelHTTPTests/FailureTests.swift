import CarretelCore
import CarretelHTTP
import CarretelTestKit
import Testing

/// Whatever a server does wrong is a failure with a class of its own, never half an answer.
@Suite(.timeLimit(.minutes(2))) struct FailureTests {
    let client: CurlClient

    init() throws { client = try CurlClient() }

    private func failure(
        against script: @escaping @Sendable (ServerConnection) -> Void, _ change: (inout HTTPRequest) -> Void = { _ in }
    ) async throws -> HTTPFailure {
        try await failure(at: LoopbackServer(script), change)
    }

    private func failure(
        at server: LoopbackServer, _ change: (inout HTTPRequest) -> Void
    ) async throws -> HTTPFailure {
        let failure = try #require(await client.failure(of: .get(server.url("/page?key=k3y"), change)))
        #expect(failure.message.contains("GET http://127.0.0.1:\(server.port)/page: "))
        #expect(!failure.description.contains("k3y"))
        return failure
    }

    @Test func nobodyListens() async throws {
        let port = try ReservedPort()
        defer { _ = port }
        let failure = try #require(await client.failure(of: .get("http://127.0.0.1:\(port.number)/")))
        #expect(failure.kind == .refused)
        #expect(failure.reason.failureClass == .transient)
        #expect(failure.reason.code == "http_refused")
        #expect(failure.reason.hint != nil)
    }

    @Test func aNameWithoutAnAddressIsNotResolved() async throws {
        let failure = try #require(await client.failure(of: .get("https://\(Sockets.nameWithoutAddress)/")))
        #expect(failure.kind == .unresolved)
    }

    @Test(arguments: [false, true]) func aServerThatClosesAtOnce(withReset: Bool) async throws {
        let failure = try await failure { connection in
            _ = connection.readRequest()
            if withReset { connection.resetAtClose() }
        }
        #expect(failure.kind == .closed)
        #expect(failure.reason.failureClass == .transient)
    }

    @Test func aConnectionClosedBeforeTheRequestIsRead() async throws {
        let failure = try await failure { $0.resetAtClose() }
        #expect(failure.kind == .closed)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly some",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n",
    ])
    func anAnswerThatEndsTooEarlyIsTruncated(answer: String) async throws {
        let failure = try await failure { connection in
            _ = connection.readRequest()
            connection.write(answer)
        }
        #expect(failure.kind == .truncated)
        #expect(failure.reason.code == "http_truncated")
    }

    @Test func aResetInTheMiddleIsTruncated() async throws {
        let body = String(repeating: "x", count: 1_000)
        let failure = try await failure { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n\(body)")
            connection.resetAtClose()
        }
        #expect(failure.kind == .truncated || failure.kind == .closed)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "<html>no head at all</html>", "\u{0}\u{1}\u{2}\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\nnot gzip at!",
        "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n",
    ])
    func whatIsNotHTTPIsNoAnswer(garbage: String) async throws {
        let failure = try await failure { connection in
            _ = connection.readRequest()
            connection.write(garbage)
        }
        #expect([.malformed, .truncated].contains(failure.kind), "\(failure)")
    }

    /// The failure of a request after the first on its connection. The time of the first might be up before there is a
    /// connection, which is another failure.
    ///
    /// - Parameters:
    ///   - limit: the total limit of the second.
    ///   - script: goes on after the first request was answered.
    /// - Returns: the failure of the second.
    /// - Throws: when the first fails or the second does not.
    private func laterFailure(
        within limit: Duration, against script: @escaping @Sendable (ServerConnection) -> Void
    ) async throws -> HTTPFailure {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write(answer())
            script(connection)
        }
        #expect(try await client.send(.get(server.url())).status == 200)
        let failure = try await failure(at: server) { $0.limits.total = limit }
        #expect(server.accepted == 1)
        return failure
    }

    @Test func aServerThatNeverAnswersRunsIntoTheTotalLimit() async throws {
        let failure = try await laterFailure(within: .milliseconds(500)) { $0.waitUntilClosed() }
        #expect(failure.kind == .timedOut)
        #expect(failure.reason.code == "http_timed_out")
        #expect(failure.reason.failureClass == .transient)
    }

    @Test func aServerThatStopsInTheMiddleRunsIntoTheTotalLimit() async throws {
        let failure = try await laterFailure(within: .milliseconds(500)) { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly some")
            connection.waitUntilClosed()
        }
        #expect(failure.kind == .timedOut)
    }

    @Test func aConnectionThatDoesNotComeAboutRunsIntoTheConnectLimit() async throws {
        // Nobody speaks TLS at the other end, so the handshake hangs.
        let server = try LoopbackServer { $0.waitUntilClosed() }
        let request = HTTPRequest.get("https://127.0.0.1:\(server.port)/") {
            $0.limits.connect = .milliseconds(500)
        }
        let failure = try #require(await client.failure(of: request))
        #expect(failure.kind == .connectTimedOut)
        #expect(failure.reason.code == "http_connect_timed_out")
    }

    @Test func aBodyLargerThanAllowedIsRefusedByItsAnnouncedLength() async throws {
        let failure = try await failure { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
            connection.waitUntilClosed()
        } _: {
            $0.limits.maxBodyBytes = 1_000
        }
        #expect(failure.kind == .bodyTooLarge)
        #expect(failure.reason.failureClass == .policy)
    }

    @Test func anEndlessBodyIsCutOffAtTheLimit() async throws {
        let failure = try await failure { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            for _ in 0..<10_000 { connection.write([UInt8](repeating: 0, count: 1 << 16)) }
        } _: {
            $0.limits.maxBodyBytes = 1 << 20
        }
        #expect(failure.kind == .bodyTooLarge)
    }

    @Test func aBodyAsLargeAsAllowedIsTaken() async throws {
        let server = try LoopbackServer.answering { _ in answer(body: String(repeating: "x", count: 1_000)) }
        let response = try await client.send(.get(server.url()) { $0.limits.maxBodyBytes = 1_000 })
        #expect(response.body.count == 1_000)
        #expect(await client.failure(of: .get(server.url()) { $0.limits.maxBodyBytes = 999 })?.kind == .bodyTooLarge)
    }

    @Test func endlessHeadersAreCutOff() async throws {
        let line = "X-Filler: " + String(repeating: "x", count: 1_000) + "\r\n"
        let failure = try await failure { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            for _ in 0..<10_000 { connection.write(line) }
        } _: {
            $0.limits.maxHeaderBytes = 64 << 10
        }
        #expect(failure.kind == .headersTooLarge)
    }

    @Test(arguments: ["http://example.com/", "http://localhost.evil.com/", "ftp://127.0.0.1/", "http://a@127.0.0.1/"])
    func whatMayNotBeSentIsNotSent(url: String) async throws {
        let failure = try #require(await client.failure(of: .get(url)))
        #expect([.plainRefused, .invalidURL].contains(failure.kind))
    }
}
