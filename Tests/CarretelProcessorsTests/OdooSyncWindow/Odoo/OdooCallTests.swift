import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What is sent, byte by byte.
@Suite struct OdooCallTests {
    static let link = OdooLink(
        server: OdooServer(version: nil, api: .jsonrpc, uid: 2), database: "erp")
    static let domain = OdooDomain.all([
        .term("write_date", .atLeast, .text("2025-01-01 00:00:00")), .term("id", .greater, .integer(7)),
    ])

    private func rpc(_ call: OdooCall) -> String {
        String(decoding: call.body(over: Self.link, credential: Secret("admin")), as: UTF8.self)
    }

    @Test func recordsAreAskedForByFieldsOrderAndLimit() {
        let call = OdooCall(model: "sale.order", wish: .records(Self.domain, fields: ["name", "state"], limit: 1_000))
        let options =
            #""fields":["name","state"],"limit":1000,"order":"id","context":{"active_test":false}}"#
        let domain = #"["&",["write_date",">=","2025-01-01 00:00:00"],["id",">",7]]"#
        #expect(
            rpc(call)
                == #"{"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"object","method":"execute_kw","#
                + #""args":["erp",2,"admin","sale.order","search_read",[\#(domain)],{\#(options)]}}"#)
        #expect(String(decoding: call.namedBody, as: UTF8.self) == #"{"domain":\#(domain),\#(options)"#)
    }

    @Test func idsAreAskedForBySearch() {
        let call = OdooCall(model: "sale.order", wish: .identifiers(.everything, limit: 5))
        #expect(call.label == "sale.order search")
        #expect(
            String(decoding: call.namedBody, as: UTF8.self)
                == #"{"domain":[],"limit":5,"order":"id","context":{"active_test":false}}"#)
    }

    @Test func fieldsAreAskedForWithFewAttributes() {
        let call = OdooCall(model: "sale.order", wish: .fields)
        #expect(
            rpc(call).hasSuffix(
                #""fields_get",[],{"attributes":["type","relation","store"],"context":{"active_test":false}}]}}"#
            ))
        #expect(String(decoding: OdooCall.user.namedBody, as: UTF8.self) == "{}")
    }

    @Test func aLoginTravelsAsItIs() async throws {
        let odoo = ScriptedOdoo()
        let http = odoo.http
        _ = try await (try OdooRig(odoo, http: http)).client.connect()
        #expect(
            http.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                #"{"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"common","method":"version","args":[]}}"#,
                #"{"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"common","method":"authenticate","args":["#
                    + #""erp","syncro","p4ss/w\"ord-of-the-test",{}]}}"#,
            ])
    }

    @Test func everyRequestHasItsLimitsAndNoSession() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: #"[19, 0, 0, "final", 0, ""]"#, hasJSON2: true))
        let http = odoo.http
        let rig = try OdooRig(
            odoo, ["request_timeout_seconds": "7"], secrets: ["api_key": ScriptedOdoo.key], http: http)
        _ = try await rig.client.page(OdooRig.orders, after: 0)
        #expect(http.requests.count == 3)
        for request in http.requests {
            #expect(request.method == .post)
            #expect(request.limits.total == .seconds(7))
            #expect(request.limits.connect == .seconds(7))
            #expect(request.limits.maxBodyBytes == OdooLimits.maxBodyBytes)
            #expect(request.session == nil)
            #expect(request.secrets.contains(Secret(ScriptedOdoo.key)))
            #expect(request.headers.first { $0.name == "Content-Type" }?.value.reveal() == "application/json")
        }
        let last = try #require(http.requests.last)
        #expect(last.url == "https://odoo.test:443/json/2/sale.order/search_read")
        #expect(last.headers.first { $0.name == "X-Odoo-Database" }?.value.reveal() == "erp")
    }

    // Secrets.

    @Test(arguments: [OdooProtocol.jsonrpc, .json2]) func noSecretIsInAFailureOrADescription(
        _ api: OdooProtocol
    ) async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: #"[19, 0, 0, "final", 0, ""]"#, hasJSON2: true))
        // In the ways in which servers repeat things: as it is, escaped for JSON, and in an address.
        let echo =
            "no access for \(ScriptedOdoo.key), p4ss/w\\\"ord-of-the-test, p4ss%2Fw%22ord-of-the-test, "
            + "p4ss\\/w\\\"ord-of-the-test"
        for name in ["odoo.exceptions.AccessError", "builtins.ValueError", "odoo.addons.extra.\(ScriptedOdoo.key)"] {
            odoo.fail(
                "search_read", times: 3,
                api == .json2 ? .json2Error(name, echo, status: 403) : .rpcError(name, echo))
        }
        let http = odoo.http
        let rig = try OdooRig(
            odoo, ["protocol": api.rawValue],
            secrets: ["api_key": ScriptedOdoo.key, "password": ScriptedOdoo.password], http: http)
        var texts: [String] = ["\(rig.account)", String(reflecting: rig.account)]
        for _ in 0..<4 { texts.append("\(String(reflecting: await rig.pageFailure()))") }
        texts += http.requests.flatMap { ["\($0)", String(reflecting: $0)] }
        #expect(texts.contains { $0.contains(Secret.placeholder) })
        for text in texts {
            #expect(!text.contains(ScriptedOdoo.key))
            #expect(!text.contains("ord-of-the-test"))
        }
    }
}
