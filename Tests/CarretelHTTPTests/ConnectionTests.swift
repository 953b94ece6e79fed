import CarretelCore
import CarretelHTTP
import CarretelTestKit
import Synchronization
import Testing

/// Connections are kept, cookies stay in their session, proxies come from the environment that was given.
@Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
    let client: CurlClient

    init() throws { client = try CurlClient() }

    @Test func oneConnectionServesManyRequests() async throws {
        let server = try LoopbackServer.answering { _ in answer(body: "x") }
        for _ in 0..<50 { _ = try await client.send(.get(server.url())) }
        #expect(server.accepted == 1)
        _ = try await client.send(.get(server.url()) { $0.needsFreshConnection = true })
        #expect(server.accepted == 2)
    }

    @Test func aKeptConnectionThatTheServerClosedIsReplaced() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write(answer(body: "x"))
        }
        for _ in 0..<20 { #expect(try await client.send(.get(server.url())).status == 200) }
        #expect(server.accepted == 20)
    }

    @Test func twoHundredAtOnce() async throws {
        let server = try LoopbackServer.answering { answer(body: "at \($0.path)") }
        let client = client
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let response = try await client.send(.get(server.url("/\(number)")))
                    #expect(response.body == Array("at /\(number)".utf8))
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 200)
    }

    @Test func cookiesStayInTheirSession() async throws {
        let server = try LoopbackServer.answering { request in
            answer(
                headers: request.path == "/login" ? ["Set-Cookie: sid=\(request.header("x-user") ?? ""); Path=/"] : [])
        }
        func get(_ path: String, _ session: String?, user: String = "") async throws {
            _ = try await client.send(
                .get(server.url(path)) {
                    $0.session = session
                    $0.headers = [HTTPHeader("X-User", SecretText(user))]
                })
        }
        func cookie() -> String? { server.requests.last?.header("cookie") }

        try await get("/login", "one", user: "1")
        try await get("/login", "two", user: "2")
        try await get("/login", nil, user: "3")
        try await get("/", "one")
        #expect(cookie() == "sid=1")
        try await get("/", "two")
        #expect(cookie() == "sid=2")
        try await get("/", nil)
        #expect(cookie() == nil)
        client.forget(session: "one")
        try await get("/", "one")
        #expect(cookie() == nil)
        try await get("/", "two")
        #expect(cookie() == "sid=2")
    }

    @Test func cookiesOfARedirectReachTheNextHop() async throws {
        let server = try LoopbackServer.answering { request in
            request.path == "/login" ? answer("302 X", headers: ["Set-Cookie: sid=7", "Location: /in"]) : answer()
        }
        _ = try await client.send(.get(server.url("/login")) { $0.session = "portal" })
        #expect(server.requests.last?.header("cookie") == "sid=7")
    }

    @Test func aStreamHandsOutWhatComes() async throws {
        let mayGoOn = Mutex(false)
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
            // The second event goes out only after the first was handed on.
            while !mayGoOn.withLock({ $0 }) { Pause.briefly() }
            connection.write("data: 2\n\n")
        }
        let text = Mutex("")
        let response = try await client.stream(.get(server.url())) { head, bytes in
            #expect(head.headers["content-type"] == "text/event-stream")
            text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
            mayGoOn.withLock { $0 = true }
            return .more
        }
        #expect(response.body.isEmpty && !response.wasStopped)
        #expect(text.withLock { $0 } == "data: 1\n\ndata: 2\n\n")
    }

    @Test func aStreamCanBeStopped() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\nenough")
            connection.waitUntilClosed()
        }
        let response = try await client.stream(.get(server.url())) { _, _ in .stop }
        #expect(response.wasStopped && response.status == 200)
        try await eventually { server.openConnections == 0 }
    }

    @Test func aStreamSeesNothingOfRedirectsAndHasALimit() async throws {
        let server = try LoopbackServer.answering { request in
            request.path == "/a" ? answer("302 X", headers: ["Location: /b"], body: "moved") : answer(body: "here")
        }
        let text = Mutex("")
        let handler: HTTPChunkHandler = { _, bytes in
            text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
            return .more
        }
        _ = try await client.stream(.get(server.url("/a")), onChunk: handler)
        #expect(text.withLock { $0 } == "here")
        await #expect(throws: HTTPFailure.self) {
            try await client.stream(.get(server.url("/b")) { $0.limits.maxBodyBytes = 3 }, onChunk: handler)
        }
    }

    @Test func plainRequestsToOtherMachinesGoThroughTheProxy() async throws {
        let proxy = try LoopbackServer.answering { _ in answer(body: "by proxy") }
        let own = try LoopbackServer.answering { _ in answer(body: "direct") }
        let client = try CurlClient(
            configuration: HTTPClientConfiguration(environment: [
                "http_proxy": "http://user:pr0xy@127.0.0.1:\(proxy.port)", "no_proxy": Sockets.nameWithoutAddress,
            ]))
        let response = try await client.send(.get("http://portal.example/x") { $0.allowsPlainHTTP = true })
        #expect(response.body == Array("by proxy".utf8))
        #expect(proxy.requests.first?.line == "GET http://portal.example/x HTTP/1.1")
        #expect(proxy.requests.first?.header("proxy-authorization") != nil)
        // To this machine nothing goes by way of another one.
        #expect(try await client.send(.get(own.url())).body == Array("direct".utf8))
        #expect(proxy.requests.count == 1)
        let excepted = HTTPRequest.get("http://\(Sockets.nameWithoutAddress)/") { $0.allowsPlainHTTP = true }
        #expect(await client.failure(of: excepted)?.kind == .unresolved)
    }

    @Test func encryptedRequestsAskTheProxyForATunnel() async throws {
        let proxy = try LoopbackServer.answering { _ in answer("403 Forbidden") }
        let client = try CurlClient(
            configuration: HTTPClientConfiguration(environment: ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"]))
        let failure = await client.failure(of: .get("https://portal.example/x"))
        #expect(failure?.kind == .proxy)
        #expect(failure?.reason.code == "http_proxy")
        #expect(proxy.requests.first?.line == "CONNECT portal.example:443 HTTP/1.1")
    }

    @Test func theProcessEnvironmentCountsForNothing() throws {
        #expect(HTTPProxies(environment: ["HTTP_PROXY": "http://evil"]).http == nil)
        #expect(HTTPProxies(environment: ["ALL_PROXY": "http://p"]).https == Secret("http://p"))
        #expect(HTTPProxies(environment: ["https_proxy": "", "HTTPS_PROXY": "http://p"]).https == Secret("http://p"))
        #expect(HTTPProxies(environment: ["NO_PROXY": "a,b"]).exceptions == "a,b")
    }
}
