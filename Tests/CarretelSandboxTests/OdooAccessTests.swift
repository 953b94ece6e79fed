import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// Sessions, keys, and what users are not told of.
@Suite struct OdooAccessTests {
    private static let login =
        #"{"jsonrpc":"2.0","id":1,"params":{"db":"sandbox","login":"sync","password":"PASSWORD"}}"#
    private static let call =
        #"{"jsonrpc":"2.0","id":2,"params":{"model":"sale.order","method":"search_count","args":[[]],"kwargs":{}}}"#

    private static func open(_ rig: SandboxRig, password: String = "sandbox-password") async throws -> RawAnswer {
        try await rig.odooPost(
            "/web/session/authenticate", login.replacingFirst("PASSWORD", with: password))
    }

    private static func count(_ rig: SandboxRig, cookie: String?) async throws -> JSONValue {
        try await rig.odooPost(
            "/web/dataset/call_kw/sale.order/search_count", call,
            headers: cookie.map { "Cookie: theme=dark; \($0)\r\n" } ?? ""
        ).json
    }

    @Test(arguments: [OdooVersion.v17, .v19]) func aSessionLastsUntilItsTimeIsOver(version: OdooVersion) async throws {
        try await SandboxRig.odoo(.playing(version) { $0.sessionLifetime = .seconds(600) }) { rig, clock in
            let opened = try await Self.open(rig)
            #expect(try opened.json["result"]?["uid"]?.int64 == 2)
            let cookies = opened.head.filter { $0.hasPrefix("Set-Cookie: session_id=") }
            #expect(cookies.count == (version == .v17 ? 1 : 2))
            let cookie = try #require(cookies.first?.dropFirst(12).split(separator: ";").first.map(String.init))
            #expect(cookie.utf8.count == 11 + (version == .v17 ? 40 : 84))
            clock.advance(by: .seconds(599))
            try await #expect(Self.count(rig, cookie: cookie)["result"]?.int64 == 60)
            clock.advance(by: .seconds(1))
            let refused = try await Self.count(rig, cookie: cookie)
            #expect(refused["error"]?["code"]?.int64 == 100)
            #expect(refused["error"]?["message"]?.string == "Odoo Session Expired")
            #expect(refused["error"]?["data"]?["name"]?.string == "odoo.http.SessionExpiredException")
            #expect(refused["id"]?.isNull == true)
            try await #expect(Self.count(rig, cookie: nil)["error"]?["code"]?.int64 == 100)
        }
    }

    @Test func aSessionEndsAtLogoutAndByCleanUp() async throws {
        try await SandboxRig.odoo { rig, _ in
            for path in ["/web/session/destroy", "/sandbox/odoo/expire-sessions"] {
                let opened = try await Self.open(rig)
                let cookie = try #require(opened.header("set-cookie")?.split(separator: ";").first.map(String.init))
                try await #expect(Self.count(rig, cookie: cookie)["result"] != nil)
                let ended = try await rig.odooPost(path, #"{"id":5}"#, headers: "Cookie: \(cookie)\r\n")
                if path.hasPrefix("/web") { #expect(ended.text == #"{"jsonrpc": "2.0", "id": 5}"#) }
                try await #expect(Self.count(rig, cookie: cookie)["error"]?["code"]?.int64 == 100)
            }
        }
    }

    @Test func tenWrongPasswordsShutTheDoorForAMinute() async throws {
        try await SandboxRig.odoo { rig, clock in
            for attempt in 0..<10 {
                // A key opens no session either.
                let answer = try await Self.open(rig, password: attempt == 0 ? "sandbox-api-key" : "x").json
                #expect(answer["error"]?["data"]?["name"]?.string == "odoo.exceptions.AccessDenied")
            }
            let shut = try await Self.open(rig).json
            #expect(shut["error"]?["data"]?["message"]?.string?.hasPrefix("Too many login failures") == true)
            clock.advance(by: .seconds(60))
            try await #expect(Self.open(rig).json["result"] != nil)
        }
    }

    @Test func aRuleHidesRecordsSilently() async throws {
        try await SandboxRig.odoo { rig, _ in
            let own = rig.sandbox.odoo.records("sale.order").filter { $0.value["user_id"] == .reference(6) }.keys
            let seen = try await rig.result("sale.order", "search", "[[]]", as: .ruled)
            #expect(Set(seen.elements.compactMap(\.int64)) == Set(own))
            #expect(0 < own.count && own.count < 60)
            let hidden = try #require(rig.sandbox.odoo.ids("sale.order").first { !own.contains($0) })
            let first = try #require(own.first)
            // Reading fails for all of them where searching leaves out.
            try await #expect(
                rig.exception("sale.order", "read", "[[\(first),\(hidden)]]", as: .ruled)
                    == "odoo.exceptions.AccessError")
            let lines = try await rig.result("sale.order.line", "search_count", "[[]]", as: .ruled)
            let all = rig.sandbox.odoo.records("sale.order.line").values
            #expect(lines.int64 == Int64(all.filter { $0["salesman_id"] == .reference(6) }.count))
        }
    }

    @Test func companiesThatAreNotAskedForAreLeftOut() async throws {
        try await SandboxRig.odoo { rig, _ in
            let companies = rig.sandbox.odoo.records("sale.order").values.map { $0["company_id"] }
            let third = Int64(companies.filter { $0 == .reference(3) }.count)
            let named = #"{"context":{"allowed_company_ids":[3]}}"#
            try await #expect(rig.result("sale.order", "search_count", "[[]]", named).int64 == third)
            let first = Int64(companies.filter { $0 == .reference(1) }.count)
            try await #expect(rig.result("sale.order", "search_count", "[[]]", as: .limited).int64 == first)
            #expect(0 < third && third < first && first < 60)
        }
    }

    @Test func hiddenFieldsAreNotInFieldsGet() async throws {
        try await SandboxRig.odoo { rig, _ in
            let full = try await rig.result("res.partner", "fields_get", "[]", #"{"attributes":["type"]}"#)
            let limited = try await rig.result("res.partner", "fields_get", "[]", as: .limited)
            #expect(full["vat"]?.text == #"{"type": "char"}"#)
            #expect(limited["vat"] == nil)
            #expect(limited.count == full.count - 2)
            #expect(
                limited["parent_id"]?.text
                    == #"{"readonly": false, "relation": "res.partner", "required": false, "store": true, "#
                    + #""string": "Related Company", "type": "many2one"}"#)
        }
    }
}

extension String {
    fileprivate func replacingFirst(_ word: String, with other: String) -> String {
        split(separator: word, maxSplits: 1, omittingEmptySubsequences: false).joined(separator: other)
    }
}
