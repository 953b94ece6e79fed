import CarretelCore
import Testing

@Suite struct HTTPRequestTests {
    @Test(arguments: [
        ("", "x"), ("A B", "x"), ("A:", "x"), ("Ä", "x"), ("A", "x\r\nB: y"), ("A", "x\n"), ("A", "\u{0}"),
        ("Host", "evil"), ("content-length", "5"), ("Transfer-Encoding", "chunked"),
    ])
    func headersThatBreakARequestAreRefused(name: String, value: String) throws {
        let request = HTTPRequest(.get, "https://h/", headers: [HTTPHeader(name, SecretText(value))])
        let failure = #expect(throws: HTTPFailure.self) { try request.check() }
        #expect(failure?.kind == .invalidRequest)
    }

    @Test func aSecretInAHeaderIsCheckedAndNotQuoted() throws {
        let request = HTTPRequest(.get, "https://h/", headers: [HTTPHeader("X-Key", "a \(Secret("k3y\n"))")])
        let failure = #expect(throws: HTTPFailure.self) { try request.check() }
        #expect(failure?.message.contains("k3y") == false)
    }

    @Test func headersAreFoundInAnyCase() {
        let headers = HTTPHeaders([
            .init(name: "Retry-After", value: "3"), .init(name: "set-cookie", value: "a"),
            .init(name: "Set-Cookie", value: "b"), .init(name: "X@", value: "1"),
        ])
        #expect(headers["retry-after"] == "3")
        #expect(headers["RETRY-AFTER"] == "3")
        #expect(headers.all("SET-COOKIE") == ["a", "b"])
        // They differ by the bit that tells capital letters apart, and are none.
        #expect(headers["X`"] == nil)
        #expect("\(headers)" == "Retry-After, set-cookie, Set-Cookie, X@")
    }

    @Test func everyKindOfFailureHasItsReason() {
        for kind in HTTPFailure.Kind.allCases {
            let failure = HTTPFailure(
                kind, at: "GET https://h:443/", words: "k3y\n", scrubber: SecretScrubber([Secret("k3y")]))
            #expect(failure.message == "GET https://h:443/: \(kind.sentence) ((secret)\\n).")
            #expect(failure.reason.code == kind.code)
            #expect(kind.code == "cancelled" || kind.code.hasPrefix("http_"))
        }
        // Two kinds of one code, of which one may go well another time.
        #expect(Set(HTTPFailure.Kind.allCases.map(\.code)).count == HTTPFailure.Kind.allCases.count - 1)
    }
}

@Suite struct HTTPRedirectTests {
    private static func request(_ method: HTTPMethod, _ redirects: HTTPRedirects) -> HTTPRequest {
        var request = HTTPRequest(
            method, "https://h/a",
            headers: [
                HTTPHeader("Content-Type", "text/plain"), HTTPHeader("Cookie", "a=b"), HTTPHeader("Accept", "*/*"),
            ])
        if method == .post { request.body = [1] }
        request.redirects = redirects
        request.login = Login(user: "u", password: Secret("p"))
        request.session = "s"
        return request
    }

    @Test(arguments: [
        (301, HTTPMethod.post, HTTPMethod.get), (302, .post, .get), (303, .post, .get), (307, .post, .post),
        (308, .post, .post), (303, .put, .get), (302, .put, .put), (303, .head, .head), (302, .get, .get),
    ])
    func theMethodFollowsTheStatus(status: Int, before: HTTPMethod, after: HTTPMethod) throws {
        let request = Self.request(before, .sameOrigin(limit: 1))
        let next = try #require(try request.redirected(status: status, location: "https://H:443/b", after: 0))
        #expect(next.method == after)
        #expect(next.url == "https://h:443/b")
        #expect(next.body == (before == after ? request.body : []))
        #expect(next.login == request.login && next.session == "s")
    }

    @Test func otherAnswersAreTakenAsTheyAre() throws {
        for status in [200, 300, 304, 305, 306, 400] {
            let request = Self.request(.get, .sameOrigin(limit: 1))
            #expect(try request.redirected(status: status, location: "https://evil/", after: 0) == nil)
        }
        #expect(try Self.request(.get, .sameOrigin(limit: 1)).redirected(status: 302, location: nil, after: 0) == nil)
        #expect(try Self.request(.get, .handedOver).redirected(status: 302, location: "https://e/", after: 0) == nil)
    }

    @Test(arguments: [
        "https://other/", "https://h:444/", "http://h/", "http://h:443/", "https://u@h/", "ftp://h/", "x",
    ])
    func anythingButTheSameOriginIsRefused(location: String) {
        let failure = #expect(throws: HTTPFailure.self) {
            try Self.request(.get, .sameOrigin(limit: 1)).redirected(status: 302, location: location, after: 0)
        }
        #expect(failure?.kind == .redirectRefused)
    }

    @Test func anotherHostLearnsNothing() throws {
        let request = Self.request(.get, .anyHost(limit: 1))
        let next = try #require(try request.redirected(status: 302, location: "https://other/", after: 0))
        #expect(next.login == nil && next.session == nil)
        #expect(next.headers.map(\.name) == ["Content-Type", "Accept"])
        #expect(next.scrubber.scrub("dTpw, p") == "(secret), (secret)")
        for (status, location) in [(307, "https://other/"), (302, "http://h/"), (302, "http://127.0.0.1/")] {
            let request = Self.request(status == 307 ? .post : .get, .anyHost(limit: 1))
            #expect(throws: HTTPFailure.self) { try request.redirected(status: status, location: location, after: 0) }
        }
    }
}
