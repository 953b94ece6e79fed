import CarretelCore
import Testing

@testable import CarretelProcessors

/// What a profile must say.
@Suite struct OdooAccountTests {
    static func profile(_ values: [String: String], secrets: [String] = ["password"]) -> Profile {
        Profile(
            name: "default", system: "odoo", values: values,
            secrets: Dictionary(uniqueKeysWithValues: secrets.map { ($0, Secret("s3cret")) }), identity: "c0ffee")
    }

    static let whole = ["url": "https://odoo.test/", "username": "syncro"]

    @Test func whatIsNotSaidHasItsStandard() throws {
        let account = try OdooAccount(Self.profile(Self.whole))
        #expect(account.baseURL == "https://odoo.test:443")
        #expect(account.database.isEmpty)
        #expect(account.preference == .auto)
        #expect(account.timeout == .seconds(90))
        #expect(!account.allowsPlainHTTP)
    }

    @Test func thePathOfAnAddressStays() throws {
        let account = try OdooAccount(Self.profile(["url": "http://localhost:8069/erp//", "username": "x"]))
        #expect(account.baseURL == "http://localhost:8069/erp")
    }

    @Test func aKeyNeedsNeitherNameNorPassword() throws {
        let account = try OdooAccount(Self.profile(["url": "https://odoo.test"], secrets: ["api_key"]))
        #expect(account.username.isEmpty)
        #expect(account.credential == Secret("s3cret"))
    }

    /// What is wrong, and the code of the failure.
    static let wrong: [(values: [String: String], secrets: [String], code: String)] = [
        ([:], ["password"], "profile_incomplete"),
        (["url": "https://odoo.test"], ["password"], "profile_incomplete"),
        (whole, [], "profile_incomplete"),
        (whole.merging(["url": "odoo.test"]) { $1 }, ["password"], "http_invalid_url"),
        (whole.merging(["url": "https://odoo.test/?db=erp"]) { $1 }, ["password"], "profile_invalid"),
        (whole.merging(["protocol": "xmlrpc"]) { $1 }, ["password"], "profile_invalid"),
        (whole.merging(["request_timeout_seconds": "0"]) { $1 }, ["password"], "profile_invalid"),
        (whole.merging(["request_timeout_seconds": "soon"]) { $1 }, ["password"], "profile_invalid"),
    ]

    @Test(arguments: wrong) func aProfileThatWillNotDoIsRefused(
        values: [String: String], secrets: [String], code: String
    ) {
        let failure = #expect(throws: FailureReason.self) {
            try OdooAccount(Self.profile(values, secrets: secrets))
        }
        #expect(failure?.code == code)
        #expect(failure?.failureClass == .permanent)
    }
}
