import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Which way in is taken, and that the server is asked for it once.
@Suite struct OdooConnectingTests {
    /// What is known, and what is chosen.
    struct Row: CustomTestStringConvertible {
        var preference: OdooPreference
        var hasKey: Bool
        var rpc: OdooChoice.RPC
        var choice: String
        var testDescription: String { "\(preference), key \(hasKey), \(rpc): \(choice)" }

        init(_ preference: OdooPreference, key: Bool, _ rpc: OdooChoice.RPC, _ choice: String) {
            (self.preference, hasKey, self.rpc, self.choice) = (preference, key, rpc, choice)
        }

        static func version(_ major: Int, _ minor: Int = 0) -> OdooChoice.RPC {
            .answers(OdooVersion(major: major, minor: minor))
        }
    }

    static let rows = [
        Row(.auto, key: false, Row.version(17), "jsonrpc"),
        Row(.auto, key: true, Row.version(17), "jsonrpc"),
        Row(.auto, key: true, Row.version(18, 4), "jsonrpc"),
        Row(.auto, key: true, Row.version(19), "json2OrJSONRPC"),
        Row(.auto, key: true, Row.version(21, 1), "json2OrJSONRPC"),
        Row(.auto, key: false, Row.version(19), "jsonrpc"),
        Row(.auto, key: true, .answers(nil), "jsonrpc"),
        Row(.auto, key: true, .gone, "json2"),
        Row(.auto, key: false, .gone, "none profile_incomplete"),
        Row(.jsonrpc, key: true, Row.version(19), "jsonrpc"),
        Row(.jsonrpc, key: true, .gone, "none odoo_no_way_in"),
        Row(.json2, key: true, .unasked, "json2"),
        Row(.json2, key: false, .unasked, "none profile_incomplete"),
    ]

    @Test(arguments: rows) func theWayInFollowsFromProfileAndServer(_ row: Row) {
        let choice = OdooChoice.choose(row.preference, hasKey: row.hasKey, rpc: row.rpc)
        if case .none(let reason) = choice {
            #expect("none \(reason.code)" == row.choice)
            #expect(reason.failureClass == .permanent)
        } else {
            #expect("\(choice)" == row.choice)
        }
    }

    @Test func theServerIsAskedOnceHoweverManyCallsFollow() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 3))
        let rig = try OdooRig(odoo)
        let server = try await rig.client.connect()
        #expect(server == OdooServer(version: OdooVersion(major: 17, minor: 0), api: .jsonrpc, uid: 2, database: "erp"))
        _ = try await rig.client.page(OdooRig.orders, after: 0)
        let later = try OdooRig(odoo, sessions: rig.sessions, attempt: 2)
        #expect(try await later.client.connect() == server)
        #expect(odoo.labels == ["common version", "common authenticate", "sale.order search_read >0 #1000"])
    }

    @Test func callsThatComeAtOnceShareOneLogin() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                let client = rig.client
                group.addTask {
                    do { return try await client.connect().uid == 2 } catch { return false }
                }
            }
            for await isIn in group { #expect(isIn) }
        }
        #expect(odoo.labels == ["common version", "common authenticate"])
    }

    @Test func aRefusedLoginIsNotTriedAgainInTheSameAttempt() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo, secrets: ["password": "wrong"])
        for _ in 0..<3 {
            let failure = try #require(await rig.pageFailure())
            #expect(failure.kind == .denied)
            #expect(failure.reason.code == "odoo_denied")
            #expect(failure.reason.failureClass == .permanent)
        }
        #expect(odoo.labels == ["common version", "common authenticate"])
        let next = try OdooRig(odoo, secrets: ["password": "wrong"], sessions: rig.sessions, attempt: 2)
        #expect(await next.pageFailure()?.kind == .denied)
        #expect(odoo.labels.count == 4)
    }

    @Test func anAPIKeyGoesWhereThePasswordGoes() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo, secrets: ["api_key": ScriptedOdoo.key, "password": "not this"])
        #expect(try await rig.client.connect().api == .jsonrpc)
        #expect(try await rig.client.page(OdooRig.orders, after: 0).isEmpty)
    }

    @Test func withAKeyAServerOf19IsSpokenToByJSON2() async throws {
        let odoo = ScriptedOdoo(
            ScriptedOdoo.Manner(version: #"[19, 0, 0, "final", 0, ""]"#, hasJSON2: true, records: 2))
        let rig = try OdooRig(odoo, ["username": ""], secrets: ["api_key": ScriptedOdoo.key])
        #expect(
            try await rig.client.connect()
                == OdooServer(version: OdooVersion(major: 19, minor: 0), api: .json2, uid: 2, database: "erp"))
        #expect(try await rig.client.page(OdooRig.orders, after: 0).map(\.id) == [1, 2])
        #expect(
            odoo.labels == [
                "common version", "json2 res.users context_get", "json2 sale.order search_read >0 #1000",
            ])
    }

    @Test func withoutJSON2AServerOf19IsSpokenToByJSONRPC() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: #"["saas~19", 2, 0, "final", 0, ""]"#))
        let rig = try OdooRig(odoo, secrets: ["api_key": ScriptedOdoo.key])
        let server = try await rig.client.connect()
        #expect(server == OdooServer(version: OdooVersion(major: 19, minor: 2), api: .jsonrpc, uid: 2, database: "erp"))
    }

    @Test func withoutJSONRPCTheKeyOpensJSON2() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: nil, hasJSON2: true))
        let rig = try OdooRig(odoo, secrets: ["api_key": ScriptedOdoo.key])
        #expect(try await rig.client.connect() == OdooServer(version: nil, api: .json2, uid: 2, database: "erp"))
    }

    @Test func aWrongKeyIsADenialAndNoReasonForTheOtherProtocol() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: #"[19, 0, 0, "final", 0, ""]"#, hasJSON2: true))
        let rig = try OdooRig(odoo, secrets: ["api_key": "wrong"])
        let failure = await rig.failure { (client) throws(OdooFailure) in try await client.connect() }
        #expect(failure?.kind == .denied)
        #expect(failure?.reason.code == "odoo_denied")
        #expect(odoo.labels == ["common version", "json2 res.users context_get"])
    }

    @Test func aKeyWhoseUserMayNotAskWhoHeIsStillShowsThatJSON2IsThere() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: nil, hasJSON2: true))
        odoo.fail("context_get", .json2Error("odoo.exceptions.AccessError", status: 403))
        let rig = try OdooRig(odoo, secrets: ["api_key": ScriptedOdoo.key])
        #expect(try await rig.client.connect() == OdooServer(version: nil, api: .json2, uid: nil, database: "erp"))
    }

    @Test func aForcedProtocolIsTheOnlyOneAsked() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: #"[19, 0, 0, "final", 0, ""]"#, hasJSON2: true))
        let rpc = try OdooRig(odoo, ["protocol": "jsonrpc"], secrets: ["api_key": ScriptedOdoo.key])
        #expect(try await rpc.client.connect().api == .jsonrpc)
        let json2 = try OdooRig(odoo, ["protocol": "json2"], secrets: ["api_key": ScriptedOdoo.key])
        #expect(try await json2.client.connect().api == .json2)
        #expect(
            odoo.labels == ["common version", "common authenticate", "json2 res.users context_get"])
    }

    @Test func aForcedProtocolThatTheServerLacksIsSaid() async throws {
        let rig = try OdooRig(ScriptedOdoo(), ["protocol": "json2"], secrets: ["api_key": ScriptedOdoo.key])
        let failure = await rig.failure { (client) throws(OdooFailure) in try await client.connect() }
        #expect(failure?.kind == .denied)
        #expect(failure?.reason.code == "odoo_no_way_in")
    }

    @Test func withAKeyAloneJSONRPCLacksTheLogin() async throws {
        let rig = try OdooRig(ScriptedOdoo(), ["username": ""], secrets: ["api_key": ScriptedOdoo.key])
        let failure = await rig.failure { (client) throws(OdooFailure) in try await client.connect() }
        #expect(failure?.reason.code == "profile_incomplete")
        #expect(failure?.reason.message.contains("username") == true)
    }

    @Test func theOnlyDatabaseNeedsNoName() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(databases: ["sole"]))
        let http = odoo.http
        let rig = try OdooRig(odoo, ["database": ""], http: http)
        _ = try await rig.client.connect()
        #expect(odoo.labels == ["common version", "db list", "common authenticate"])
        let last = try #require(http.requests.last)
        #expect(try JSONValue(parsing: last.body)["params"]?["args"]?.elements.first { _ in true }?.string == "sole")
    }

    @Test(arguments: [0, 2]) func withSeveralDatabasesOrNoneTheProfileMustNameOne(_ count: Int) async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(databases: (0..<count).map { "db\($0)" }))
        let rig = try OdooRig(odoo, ["database": ""])
        let failure = await rig.failure { (client) throws(OdooFailure) in try await client.connect() }
        #expect(failure?.kind == .denied)
        #expect(failure?.reason.code == "odoo_database_unknown")
    }

    @Test func aServerThatHidesItsDatabasesAsksForTheName() async throws {
        let odoo = ScriptedOdoo()
        odoo.fail("db list", .rpcError("odoo.exceptions.AccessDenied"))
        let rig = try OdooRig(odoo, ["database": ""])
        let failure = await rig.failure { (client) throws(OdooFailure) in try await client.connect() }
        #expect(failure?.reason.code == "odoo_database_unknown")
    }

    @Test func aSearchThatFailedForNowIsMadeAgain() async throws {
        let odoo = ScriptedOdoo()
        odoo.fail("common version", times: OdooLimits.maxTries, .html(502))
        let rig = try OdooRig(odoo)
        #expect(await rig.pageFailure()?.kind == .infrastructure)
        #expect(odoo.labels.count == OdooLimits.maxTries)
        #expect(try await rig.client.connect().uid == 2)
    }

    @Test func aForgottenSessionIsSoughtAnew() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo)
        _ = try await rig.client.connect()
        rig.client.forgetSession()
        _ = try await rig.client.connect()
        #expect(odoo.labels.count { $0 == "common authenticate" } == 2)
    }
}
