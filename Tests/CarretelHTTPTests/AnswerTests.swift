import CarretelCore
import CarretelHTTP
import CarretelTestKit
import Testing

/// What comes back is what the server sent.
@Suite(.timeLimit(.minutes(2))) struct AnswerTests {
    let client: CurlClient

    init() throws { client = try CurlClient() }

    @Test func anAnswerIsHandedOverWhole() async throws {
        let server = try LoopbackServer.answering { _ in
            answer("201 Created", headers: ["X-One: 1", "x-two:  2 \t", "X-One: again"], body: "olá")
        }
        let response = try await client.send(.get(server.url("/a?b=c#d")))
        #expect(response.status == 201)
        #expect(response.isSuccess)
        #expect(response.body == Array("olá".utf8))
        #expect(response.version == .http11)
        #expect(response.headers["x-ONE"] == "1")
        #expect(response.headers.all("x-one") == ["1", "again"])
        #expect(response.headers["X-Two"] == "2")
        #expect(response.headers["X"] == nil)
        #expect(response.effectiveURL == "http://127.0.0.1:\(server.port)/a")
        #expect(response.timing.firstByte > .zero && response.timing.firstByte <= response.timing.total)
        #expect(
            response.receivedBytes
                == answer(
                    "201 Created", headers: ["X-One: 1", "x-two:  2 \t", "X-One: again"],
                    body: "olá"
                ).utf8.count)
        #expect(server.requests.map(\.line) == ["GET /a?b=c HTTP/1.1"])
    }

    @Test(arguments: [400, 404, 425, 500, 503]) func anErrorStatusIsAnAnswer(status: Int) async throws {
        let server = try LoopbackServer.answering { _ in answer("\(status) X", body: "{\"faultcode\":\"x\"}") }
        let response = try await client.send(.get(server.url()))
        #expect(response.status == status)
        #expect(!response.isSuccess)
        #expect(response.body == Array("{\"faultcode\":\"x\"}".utf8))
    }

    @Test(arguments: HTTPMethod.allCases) func everyMethodSendsItsBody(method: HTTPMethod) async throws {
        let server = try LoopbackServer.answering { _ in answer(body: "") }
        var request = HTTPRequest(method, server.url("/x"), headers: [HTTPHeader("Content-Type", "application/json")])
        if method != .get && method != .head { request.body = Array("{\"a\":1}".utf8) }
        _ = try await client.send(request)
        let seen = try #require(server.requests.first)
        #expect(seen.line == "\(method.rawValue) /x HTTP/1.1")
        #expect(seen.body == request.body)
    }

    @Test func nothingIsSentThatNobodyAskedFor() async throws {
        let server = try LoopbackServer.answering { _ in answer() }
        var request = HTTPRequest(.post, server.url(), headers: [HTTPHeader("X-Empty", "")])
        request.body = [UInt8](repeating: 65, count: 3 << 20)
        _ = try await client.send(request)
        _ = try await client.send(HTTPRequest(.post, server.url()))
        let (large, empty) = try (#require(server.requests.first), #require(server.requests.last))
        #expect(large.header("expect") == nil)
        #expect(large.header("content-type") == nil)
        #expect(large.header("x-empty") == "")
        #expect(large.body.count == 3 << 20)
        #expect(large.header("user-agent") == "carretel")
        #expect(large.header("authorization") == nil)
        #expect(empty.header("content-length") == "0")
    }

    @Test func aLoginGoesAlongAtOnce() async throws {
        let server = try LoopbackServer.answering { _ in answer() }
        let login = Login(user: "Aladdin", password: Secret("open sesame"))
        _ = try await client.send(.get(server.url()) { $0.login = login })
        #expect(server.requests.first?.header("authorization") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    }

    @Test func headAnswersHaveNoBodyHoweverLong() async throws {
        let server = try LoopbackServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n" }
        let response = try await client.send(HTTPRequest(.head, server.url()))
        #expect(response.body.isEmpty)
        #expect(response.headers["content-length"] == "999999999999")
    }

    @Test func chunksAndInterimAnswersAreOneAnswer() async throws {
        let server = try LoopbackServer.answering { _ in
            "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"
        }
        let response = try await client.send(.get(server.url()))
        #expect(response.status == 200)
        #expect(response.headers["x-early"] == nil)
        #expect(response.body == Array("abcdefg".utf8))
    }

    @Test func anAnswerMayEndWithItsConnection() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.0 200 OK\r\n\r\nold times")
        }
        let response = try await client.send(.get(server.url()))
        #expect(response.version == .http10)
        #expect(response.body == Array("old times".utf8))
    }

    @Test(.seeded) func largeBodiesArriveByteForByte() async throws {
        var random = try SeededGenerator(seed: Seed.current)
        let body = (0..<(2 << 20)).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n")
                connection.write(body)
            }
        }
        for _ in 0..<3 {
            let response = try await client.send(.get(server.url()))
            #expect(response.body == body)
        }
        #expect(server.accepted == 1)
    }
}
