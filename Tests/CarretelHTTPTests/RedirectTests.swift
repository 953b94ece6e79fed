import CarretelCore
import CarretelHTTP
import CarretelTestKit
import Testing

/// Redirects stay at home unless told otherwise.
@Suite(.timeLimit(.minutes(2))) struct RedirectTests {
    let client: CurlClient

    init() throws { client = try CurlClient() }

    private static func redirecting(_ places: [String: String], status: Int = 302) throws -> LoopbackServer {
        try .answering { request in
            places[request.path].map { answer("\(status) Moved", headers: ["Location: \($0)"], body: "moved") }
                ?? answer(body: "at \(request.path)")
        }
    }

    @Test func redirectsAtTheSameServerAreFollowed() async throws {
        let server = try Self.redirecting(["/a": "/b/c", "/b/c": "../d?x=1"])
        let response = try await client.send(.get(server.url("/a")))
        #expect(response.body == Array("at /d?x=1".utf8))
        #expect(response.effectiveURL == server.url("/d"))
        #expect(server.accepted == 1)
        #expect(server.requests.count == 3)
    }

    @Test func aRedirectMayBeHandedOver() async throws {
        let server = try Self.redirecting(["/a": "/b"])
        let response = try await client.send(.get(server.url("/a")) { $0.redirects = .handedOver })
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/b")
        #expect(response.body == Array("moved".utf8))
    }

    @Test(arguments: [(302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
    func theMethodFollowsTheStatus(status: Int, method: String) async throws {
        let server = try Self.redirecting(["/a": "/b"], status: status)
        _ = try await client.send(HTTPRequest(.post, server.url("/a"), body: Array("{}".utf8)))
        let seen = try #require(server.requests.last)
        #expect(seen.line == "\(method) /b HTTP/1.1")
        #expect(seen.body == (method == "POST" ? Array("{}".utf8) : []))
    }

    @Test func aCircleHasAnEnd() async throws {
        let server = try Self.redirecting(["/a": "/a"])
        let failure = await client.failure(of: .get(server.url("/a")) { $0.redirects = .sameOrigin(limit: 3) })
        #expect(failure?.kind == .redirectRefused)
        #expect(server.requests.count == 4)
    }

    @Test func theTotalLimitHoldsForAllHopsTogether() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write(answer())
            _ = connection.readRequest()
            connection.write(answer("302 X", headers: ["Location: /b"]))
            connection.waitUntilClosed()
        }
        // The limit may be over before there is a connection, which is another failure.
        #expect(try await client.send(.get(server.url())).status == 200)
        let failure = await client.failure(of: .get(server.url("/a")) { $0.limits.total = .milliseconds(500) })
        #expect(failure?.kind == .timedOut)
        #expect(server.accepted == 1)
    }

    @Test func otherHostsGetNothing() async throws {
        let other = try LoopbackServer.answering { _ in answer(body: "other") }
        for place in [other.url("/x"), "http://localhost:\(other.port)/", "https://evil.example/", "ftp://h/", "//h/"] {
            let server = try Self.redirecting(["/a": place])
            let failure = await client.failure(of: .get(server.url("/a")))
            #expect(failure?.kind == .redirectRefused, "\(place)")
            #expect(failure?.reason.failureClass == .permanent)
        }
        #expect(other.requests.isEmpty)
    }

    @Test func whereOtherHostsAreAllowedTheyLearnNoSecret() async throws {
        let other = try LoopbackServer.answering { _ in answer(body: "other") }
        let server = try Self.redirecting(["/a": other.url("/x")])
        let request = HTTPRequest.get(server.url("/a")) {
            $0.redirects = .anyHost(limit: 2)
            $0.login = Login(user: "u", password: Secret("pa55"))
            $0.headers = [HTTPHeader("X-Key", "\(Secret("t0ken"))"), HTTPHeader("Accept", "text/plain")]
        }
        let response = try await client.send(request)
        #expect(response.body == Array("other".utf8))
        let seen = try #require(other.requests.first)
        #expect(seen.header("accept") == "text/plain")
        #expect(seen.header("authorization") == nil)
        #expect(!seen.head.contains("t0ken"))
        #expect(server.requests.first?.head.contains("t0ken") == true)
    }
}
