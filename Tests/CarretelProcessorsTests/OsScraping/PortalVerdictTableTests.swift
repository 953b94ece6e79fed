import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct PortalVerdictTableTests {
    private static let record = OrderRecord(fields: [.init(name: "OS", value: "1")])
    private static let verdicts: [PageVerdict] = [
        .found(record), .incomplete(record, missing: ["CNPJ"]), .notFound, .loggedOut, .loginRefused, .needsScript,
        .unknown("It is new."),
    ]

    private func words(_ ruling: PortalVerdictTable.Ruling) -> String {
        switch ruling {
        case .found: "found"
        case .notFound: "notFound"
        case .loggedOut: "loggedOut"
        case .failed(let failure): "\(failure.kind)"
        }
    }

    @Test(arguments: [
        (200, ["found", "layoutChanged", "notFound", "loggedOut", "loggedOut", "needsScript", "layoutChanged"]),
        (
            404,
            ["layoutChanged", "layoutChanged", "notFound", "loggedOut", "loggedOut", "layoutChanged", "layoutChanged"]
        ),
    ])
    func aPageDecides(status: Int, expected: [String]) {
        #expect(Self.verdicts.map { words(PortalVerdictTable.ruling(on: $0, status: status, at: "x")) } == expected)
    }

    @Test func aStatusOf403IsALogoutOnlyWhenThePageSaysSo() {
        let words = Self.verdicts.map { self.words(PortalVerdictTable.ruling(on: $0, status: 403, at: "x")) }
        #expect(words == ["failed", "failed", "failed", "loggedOut", "loggedOut", "failed", "failed"])
    }

    @Test(
        arguments: [
            (200, nil), (299, nil), (404, nil), (410, nil), (401, "loggedOut"), (403, nil), (408, "timedOut"),
            (504, "timedOut"), (429, "failed"), (500, "failed"), (503, "failed"), (302, "layoutChanged"),
            (400, "layoutChanged"), (418, "layoutChanged"),
        ] as [(Int, String?)])
    func aStatusDecidesBefore(status: Int, expected: String?) {
        let head = HTTPResponse.scripted(status).head
        let ruling = PortalVerdictTable.ruling(on: head, at: "x", now: Timestamp(microseconds: 0))
        #expect(ruling.map(words) == expected)
    }

    @Test(arguments: [("7", Duration.seconds(7)), ("Thu, 01 Jan 1970 00:01:00 GMT", .seconds(60)), ("soon", nil)])
    func aBreakIsReadOffTheAnswer(value: String, delay: Duration?) {
        let head = HTTPResponse.scripted(503, headers: [.init(name: "retry-after", value: value)]).head
        let ruling = PortalVerdictTable.ruling(on: head, at: "x", now: Timestamp(microseconds: 0))
        guard case .failed(let failure) = ruling else { return #expect(Bool(false)) }
        #expect(failure.retryAfter == delay)
    }
}

@Suite struct PortalAccountTests {
    private func account(_ change: (inout Profile) -> Void = { _ in }) throws(FailureReason) -> PortalAccount {
        var profile = ScriptedPortal.profile
        change(&profile)
        return try PortalAccount(profile) { (_) throws(FailureReason) in ScriptedPortal.layout }
    }

    @Test func aProfileIsRead() throws {
        let account = try account {
            $0.values["url"] = "https://portal.test/app/"
            $0.values["browser_hosts"] = "cdn.test, img.test ,"
        }
        #expect(account.baseURL == "https://portal.test:443/app")
        #expect(account.browserHosts == ["portal.test", "cdn.test", "img.test"])
        #expect(account.timeout == .seconds(30) && !account.allowsPlainHTTP)
    }

    @Test(arguments: [
        ("url", "nowhere", "http_invalid_url"), ("url", "http://portal.test", "http_plain_refused"),
        ("url", "https://p.test/?a=b", "profile_invalid"),
        ("request_timeout_seconds", "0", "profile_invalid"), ("allow_plain_http", "maybe", "profile_invalid"),
    ])
    func whatIsWrongWithItIsSaid(key: String, value: String, code: String) {
        let error = #expect(throws: FailureReason.self) { try account { $0.values[key] = value } }
        #expect(error?.code == code)
    }

    @Test func plainHTTPIsForThisMachineOrWhoAllowsIt() throws {
        #expect(try account { $0.values["url"] = "http://127.0.0.1:8080" }.host == "127.0.0.1")
        let allowed = try account {
            $0.values["url"] = "http://portal.test"
            $0.values["allow_plain_http"] = "true"
        }
        #expect(allowed.allowsPlainHTTP)
    }

    @Test func aLayoutWithALoginNeedsSomebody() {
        let user = #expect(throws: FailureReason.self) { try account { $0.values["username"] = nil } }
        #expect(user?.code == "profile_incomplete")
        let password = #expect(throws: FailureReason.self) { try account { $0.secrets = [:] } }
        #expect(password?.code == "profile_incomplete")
    }
}
