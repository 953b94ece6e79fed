import CarretelCore
import CarretelHTTP
import CarretelTestKit
import Testing

/// No secret of a request is in anything that could be shown, whatever goes wrong.
@Suite(.timeLimit(.minutes(2))) struct SecretTests {
    private static let token = "t0k/en+\"ü"
    private static let password = "pa55 w0rd"
    private static let bodyKey = "app-s3cret"
    private static let proxyPassword = "pr0xypass"

    private static func request(_ url: String) -> HTTPRequest {
        .get(url) {
            $0.headers = [HTTPHeader("X-Token", "Bearer \(Secret(token))")]
            $0.login = Login(user: "maria", password: Secret(password))
            $0.body = Array("{\"app_secret\":\"\(bodyKey)\"}".utf8)
            $0.secrets = [Secret(bodyKey), Secret("q-secret"), Secret("p-secret")]
        }
    }

    private static func expectNothing(in texts: [String]) {
        let forbidden = [
            token, "t0k", password, "w0rd", bodyKey, proxyPassword, "q-secret", "p-secret", "bWFyaWE6",
            Login(user: "maria", password: Secret(password)).basicToken.reveal(),
        ]
        for text in texts {
            for word in forbidden { #expect(!text.contains(word), "\(word) is in: \(text)") }
        }
    }

    private static func texts(of value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(reflecting: value), String(describing: value), dumped]
    }

    @Test func noFailureShowsOne() async throws {
        let echo = "\(Self.token) \(Self.password) \(Self.bodyKey)"
        let scripts: [@Sendable (ServerConnection) -> Void] = [
            { $0.waitUntilClosed() },
            { $0.resetAtClose() },
            { connection in
                _ = connection.readRequest()
                connection.write("HTTP/1.1 \(echo)\r\n\r\n")
            },
            { connection in
                _ = connection.readRequest()
                connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: \(echo)\r\nTransfer-Encoding: \(echo)\r\n\r\n\(echo)")
            },
            { connection in
                _ = connection.readRequest()
                connection.write(answer("302 X", headers: ["Location: https://other.example/?\(echo)"]))
            },
            { connection in
                _ = connection.readRequest()
                connection.write("\(echo)\r\n\r\n")
            },
        ]
        let client = try CurlClient()
        for script in scripts {
            let server = try LoopbackServer(script)
            var request = Self.request(server.url("/p-secret/x?key=q-secret"))
            request.limits.total = .milliseconds(200)
            let failure = try #require(await client.failure(of: request))
            Self.expectNothing(in: [failure.message, failure.reason.message] + Self.texts(of: failure))
            Self.expectNothing(in: Self.texts(of: failure.reason) + Self.texts(of: request))
        }
        for url in ["https://maria:p-secret@h/", "no url p-secret", "http://other.example/p-secret?q-secret"] {
            let failure = try #require(await client.failure(of: Self.request(url)))
            Self.expectNothing(in: Self.texts(of: failure))
        }
    }

    @Test func noAnswerShowsOne() async throws {
        let server = try LoopbackServer.answering { request in
            answer(
                headers: ["X-Echo: \(request.header("x-token") ?? "")", "Set-Cookie: a=q-secret"], body: request.head)
        }
        let client = try CurlClient()
        let response = try await client.send(Self.request(server.url("/p-secret?q-secret")))
        #expect(response.headers["x-echo"] == "Bearer " + Self.token)
        #expect(response.effectiveURL == server.url("/(secret)"))
        Self.expectNothing(in: Self.texts(of: response) + Self.texts(of: response.head) + [response.effectiveURL])
    }

    @Test func aProxyLoginIsNotShown() async throws {
        let port = try ReservedPort()
        defer { _ = port }
        let environment = ["https_proxy": "http://maria:\(Self.proxyPassword)@127.0.0.1:\(port.number)"]
        let configuration = HTTPClientConfiguration(environment: environment)
        let client = try CurlClient(configuration: configuration)
        let failure = try #require(await client.failure(of: Self.request("https://portal.example/")))
        Self.expectNothing(in: Self.texts(of: failure) + Self.texts(of: configuration))
    }
}
