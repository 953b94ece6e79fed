import CarretelCore
import CarretelHTTP
import CarretelTestKit
import Testing

/// Against servers of others: openssl's for certificates, nghttp2's for HTTP/2.
@Suite(.temporaryDirectory, .timeLimit(.minutes(2))) struct EncryptionTests {
    private static func client(trusting authority: String?) throws -> CurlClient {
        var configuration = HTTPClientConfiguration()
        configuration.authorityFile = authority
        return try CurlClient(configuration: configuration)
    }

    private static func openssl(_ certificates: Certificates, _ name: String) async throws -> ServerProcess {
        let base = certificates.path(name)
        return try await ServerProcess.start { port in
            [
                "openssl", "s_server", "-quiet", "-www", "-accept", "127.0.0.1:\(port)", "-cert", "\(base).pem", "-key",
                "\(base).key",
            ]
        }
    }

    @Test func aCertificateOfATrustedAuthorityIsTaken() async throws {
        let certificates = try await Certificates()
        let server = try await Self.openssl(certificates, "good")
        let client = try Self.client(trusting: certificates.path("ca.pem"))
        let response = try await client.send(.get("https://127.0.0.1:\(server.port)/"))
        #expect(response.status == 200)
        #expect(!response.body.isEmpty)
        #expect(try await client.send(.get("https://localhost:\(server.port)/")).status == 200)
    }

    @Test(arguments: [("good", "other.pem"), ("good", nil), ("wrong", "ca.pem"), ("expired", "ca.pem")])
    func anyOtherIsRefused(certificate: String, authority: String?) async throws {
        let certificates = try await Certificates()
        let server = try await Self.openssl(certificates, certificate)
        let client = try Self.client(trusting: authority.map { certificates.path($0) })
        let failure = try #require(await client.failure(of: .get("https://127.0.0.1:\(server.port)/?key=k3y")))
        #expect(failure.kind == .untrusted)
        #expect(failure.reason.code == "http_tls")
        #expect(failure.reason.failureClass == .permanent)
        #expect(!failure.description.contains("k3y"))
    }

    @Test func aServerThatDoesNotEncryptIsAFailureOfEncryption() async throws {
        let server = try LoopbackServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitUntilClosed()
        }
        let failure = try await Self.clientOfDefaults().failure(of: .get("https://127.0.0.1:\(server.port)/"))
        #expect(failure?.kind == .tls)
        #expect(failure?.reason.code == "http_tls")
    }

    private static func clientOfDefaults() throws -> CurlClient { try CurlClient() }

    @Test func aFileOfAuthoritiesThatIsNotThereIsOurOwnFault() async throws {
        let server = try LoopbackServer { $0.waitUntilClosed() }
        let client = try Self.client(trusting: "/no/such/file.pem")
        #expect(await client.failure(of: .get("https://127.0.0.1:\(server.port)/"))?.kind == .unavailable)
    }

    @Test func http2IsSpokenWhereItIsOffered() async throws {
        let certificates = try await Certificates()
        try await Script.run(
            "mkdir www && echo hello >www/a && head -c 3000000 /dev/zero >www/b", in: certificates.directory)
        let good = certificates.path("good")
        let root = certificates.path("www")
        let server = try await ServerProcess.start { port in
            ["nghttpd", "-a", "127.0.0.1", "-d", root, "\(port)", "\(good).key", "\(good).pem"]
        }
        let client = try Self.client(trusting: certificates.path("ca.pem"))
        let base = "https://127.0.0.1:\(server.port)"
        let response = try await client.send(.get(base + "/a"))
        #expect(response.version == .http2)
        #expect(response.body == Array("hello\n".utf8))
        #expect(response.headers["Content-Length"] == "6")
        #expect(try await client.send(.get(base + "/b")).body.count == 3_000_000)
        #expect(try await client.send(.get(base + "/no")).status == 404)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await client.send(.get(base + "/a")).body.count } }
            for try await count in group { #expect(count == 6) }
        }
    }

    @Test func compressedBodiesComeOutWhole() async throws {
        let directory = try TemporaryDirectory.current.path
        try await Script.run("seq 100000 >plain && gzip -k plain", in: directory)
        let plain = try ScriptFile.read(directory + "/plain")
        let packed = try ScriptFile.read(directory + "/plain.gz")
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n")
                connection.write(packed)
            }
        }
        let client = try Self.clientOfDefaults()
        let response = try await client.send(.get(server.url()))
        #expect(response.body == plain)
        #expect(response.receivedBytes < plain.count / 2 && response.receivedBytes > packed.count)
        #expect(server.requests.first?.header("accept-encoding")?.contains("gzip") == true)
        // The limit is on what comes out, not on what goes in.
        let limited = HTTPRequest.get(server.url()) { $0.limits.maxBodyBytes = packed.count + 1 }
        #expect(await client.failure(of: limited)?.kind == .bodyTooLarge)
    }
}
