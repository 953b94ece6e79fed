import CarretelCore
import Testing

@Suite struct HTTPTargetTests {
    @Test(arguments: [
        ("https://app.omie.com.br/api/v1/", "https://app.omie.com.br:443/api/v1/"),
        ("HTTPS://App.Example", "https://app.example:443/"), ("Http://localhost:8069?db=x", "http://localhost:8069/"),
        ("https://h:8443/a%20b/;c,d/../e?q=1?2#f?g", "https://h:8443/a%20b/;c,d/../e"),
        ("http://[::1]:80/x", "http://[::1]:80/x"), ("http://my_host-1.lan./", "http://my_host-1.lan.:80/"),
        ("https://h/a@b:c", "https://h:443/a@b:c"), ("https://h#@evil/", "https://h:443/"),
    ])
    func aURLIsTakenApart(text: String, redacted: String) throws {
        #expect(try HTTPTarget(text).redacted == redacted)
    }

    @Test func theQueryIsSentAndNotShown() throws {
        let target = try HTTPTarget("https://h/a?key=k3y#x")
        #expect(target.url == "https://h:443/a?key=k3y")
        #expect(target.query == "key=k3y")
        #expect(!target.redacted.contains("k3y"))
    }

    @Test(arguments: [
        "", "/a", "//h/a", "https:", "https:/h", "https:h", "https://", "https:///a", "https://:80/", "https://?x",
        "ftp://h/", "file:///etc/passwd", "javascript://h/", "httpss://h/", "https ://h/", " https://h/",
        "https://user@h/", "https://user:k3y@h/", "http://127.0.0.1@evil.example/", "http://localhost:80@evil.example/",
        "http://localhost%2fevil.example/", "http://evil.example\\@localhost/", "http://loc%61lhost/", "http://h h/",
        "https://h/a b", "https://h/\r\nX: y", "https://h/\u{0}", "https://h/é", "https://hé/", "https://h\t/",
        "https://h:/", "https://h:0/", "https://h:65536/", "https://h:+1/", "https://h:8x/", "https://h:80:80/",
        "https://[::1/", "https://[]/", "https://[::1]x/", "https://[::1%25eth0]/", "https://[::g]/", "https://[h]/",
        "https://::1/",
    ])
    func whatTwoReadersCouldReadDifferentlyIsRefused(text: String) throws {
        let failure = #expect(throws: HTTPFailure.self) { try HTTPTarget(text) }
        #expect(failure?.kind == .invalidURL)
        #expect(failure?.reason.failureClass == .permanent)
        #expect(failure?.message.contains("k3y") == false)
    }

    @Test(arguments: [
        "http://localhost", "http://LOCALHOST:1/", "HTTP://127.0.0.1/", "http://127.255.0.3:99/x", "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]:80/",
    ])
    func plainHTTPMayStayOnThisMachine(text: String) throws {
        let target = try HTTPTarget(text)
        #expect(target.isLoopback)
        try target.checkTransport(allowsPlainHTTP: false)
    }

    @Test(arguments: [
        "http://localhost.evil.com/", "http://localhost./", "http://notlocalhost/", "http://a.localhost/",
        "http://127.0.0.1.evil.com/", "http://127.0.0.1./", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/",
        "http://127.0.0.01/", "http://127.0.0.256/", "http://127.0.0/", "http://127.0.0.1.1/", "http://128.0.0.1/",
        "http://0.0.0.0/", "http://127.0.0.-1/", "http://10.0.0.1/", "http://[::]/", "http://[::2]/",
        "http://[::ffff:127.0.0.1]/", "http://[::1:1]/", "http://evil.example/127.0.0.1",
        "http://evil.example/?localhost",
        "http://evil.example/#@localhost",
    ])
    func plainHTTPGoesNowhereElseUnlessAllowed(text: String) throws {
        let target = try HTTPTarget(text)
        #expect(!target.isLoopback)
        let failure = #expect(throws: HTTPFailure.self) { try target.checkTransport(allowsPlainHTTP: false) }
        #expect(failure?.kind == .plainRefused)
        #expect(failure?.reason.failureClass == .policy)
        try target.checkTransport(allowsPlainHTTP: true)
        try HTTPTarget("https" + text.dropFirst(4)).checkTransport(allowsPlainHTTP: false)
    }
}
