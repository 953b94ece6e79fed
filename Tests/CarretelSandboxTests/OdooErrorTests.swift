import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// What is refused, and how that is said.
@Suite struct OdooErrorTests {
    /// A call and the name of its exception in either version.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var model = "sale.order"
        var method = "search_read"
        var arguments = "[[]]"
        var named = "{}"
        var caller = OdooCaller.full
        var name17: String
        var name19: String?

        init(
            _ description: String, _ name: String, in19 name19: String? = nil, _ change: (inout Case) -> Void
        ) {
            testDescription = description
            name17 = name
            self.name19 = name19
            change(&self)
        }
    }

    static let cases = [
        Case("wrong password", "odoo.exceptions.AccessDenied") { $0.caller.secret = "x" },
        Case("unknown user", "odoo.exceptions.MissingError") { $0.caller.id = 99 },
        Case("unknown model", "odoo.exceptions.UserError") { $0.model = "no.such.model" },
        Case("hidden model", "odoo.exceptions.AccessError") { ($0.model, $0.caller) = ("purchase.order", .limited) },
        Case("hidden field", "odoo.exceptions.AccessError") {
            ($0.model, $0.caller, $0.named) = ("res.partner", .limited, #"{"fields":["name","vat"]}"#)
        },
        Case("hidden field in a domain", "odoo.exceptions.AccessError") {
            ($0.model, $0.caller, $0.arguments) = ("res.partner", .limited, #"[[["vat","=","1"]]]"#)
        },
        Case("private method", "odoo.exceptions.AccessError") { $0.method = "_write" },
        Case("company of others", "odoo.exceptions.AccessError") {
            $0.named = #"{"context":{"allowed_company_ids":[99]}}"#
        },
        Case("unknown field", "builtins.ValueError") { $0.named = #"{"fields":["name","nope"]}"# },
        Case("unknown field in a domain", "builtins.ValueError") { $0.arguments = #"[[["nope","=",1]]]"# },
        Case("unknown field in an order", "builtins.ValueError") { $0.named = #"{"order":"nope desc"}"# },
        Case("malformed domain", "builtins.ValueError") { $0.arguments = #"[["|",["id","=",1]]]"# },
        Case("unknown operator", "builtins.ValueError") { $0.arguments = #"[[["id","~",1]]]"# },
        Case("bad order", "odoo.exceptions.UserError") { $0.named = #"{"order":"id; drop"}"# },
        Case("unknown method", "builtins.AttributeError") { $0.method = "nope" },
        Case("unknown argument", "builtins.TypeError") { $0.named = #"{"nope":1}"# },
        Case("no ids", "builtins.IndexError") { ($0.method, $0.arguments) = ("read", "[]") },
        Case("bad moment", "psycopg2.errors.InvalidDatetimeFormat", in19: "builtins.ValueError") {
            $0.arguments = #"[[["write_date",">=","yesterday"]]]"#
        },
        Case("negative limit", "psycopg2.errors.InvalidRowCountInLimitClause") { $0.named = #"{"limit":-1}"# },
        Case("negative offset", "psycopg2.errors.InvalidRowCountInResultOffsetClause") {
            $0.named = #"{"offset":-1}"#
        },
        Case("write of a deleted record", "odoo.exceptions.MissingError") {
            ($0.method, $0.arguments) = ("write", #"[[99999],{"note":"x"}]"#)
        },
    ]

    @Test(arguments: cases, OdooVersion.allCases) func isTold(_ expected: Case, version: OdooVersion) async throws {
        try await SandboxRig.odoo(.playing(version)) { rig, _ in
            let answer = try await rig.execute(
                expected.model, expected.method, expected.arguments, expected.named, as: expected.caller)
            let error = try #require(answer["error"], "\(answer.text.prefix(200))")
            #expect(answer["id"]?.int64 == 7)
            #expect(answer["result"] == nil)
            #expect(error["code"]?.int64 == (version == .v17 ? 200 : 0))
            #expect(error["message"]?.string == "Odoo Server Error")
            #expect(
                error["data"]?["name"]?.string
                    == (version == .v17 ? expected.name17 : expected.name19 ?? expected.name17))
            #expect(error["data"]?["debug"]?.string?.hasPrefix("Traceback (most recent call last):\n") == true)
            #expect(
                error["data"]?["arguments"]?.elements.first { _ in true }?.string == error["data"]?["message"]?.string)
        }
    }

    @Test func aWrongPasswordAtLoginIsNoError() async throws {
        try await SandboxRig.odoo { rig, _ in
            for (login, secret, result) in [
                ("sync", "sandbox-password", "2"), ("sync", "sandbox-api-key", "2"), ("sync", "x", "false"),
                ("nobody", "x", "false"),
            ] {
                let answer = try await rig.service(
                    "common", "authenticate", #"["sandbox","\#(login)","\#(secret)",{}]"#)
                #expect(answer.text == #"{"jsonrpc": "2.0", "id": 7, "result": \#(result)}"#)
            }
            let answer = try await rig.service("common", "authenticate", #"["nodb","sync","x",{}]"#)
            #expect(answer["error"]?["data"]?["name"]?.string == "psycopg2.OperationalError")
        }
    }

    @Test func whatIsNoCallIsAnsweredInHTML() async throws {
        try await SandboxRig.odoo { rig, _ in
            let answers = [
                (400, try await rig.odooPost("/jsonrpc", "{")), (400, try await rig.odooPost("/jsonrpc", "[]")),
                (400, try await rig.post("/jsonrpc", "{}")), (400, try await rig.get("/jsonrpc")),
                (404, try await rig.odooPost("/web/nothing", "{}")),
                (404, try await rig.odooPost("/json/2/sale.order/search_read", "{}")),
            ]
            for (status, answer) in answers {
                #expect(answer.status == status)
                #expect(answer.header("content-type") == "text/html")
            }
        }
    }

    @Test func everyAnswerTellsTheTimeOfTheServer() async throws {
        try await SandboxRig.odoo { rig, clock in
            clock.advance(by: .seconds(61))
            let answers = [try await rig.odooPost("/jsonrpc", "{}"), try await rig.odooPost("/jsonrpc", "{")]
            for answer in answers {
                #expect(answer.header("date") == "Fri, 20 Nov 2026 12:01:01 GMT")
                #expect(answer.header("connection") == "close")
            }
        }
        try await SandboxRig.odoo(.playing(.v17) { $0.closesConnections = false }) { rig, _ in
            try await #expect(rig.odooPost("/jsonrpc", "{}").header("connection") == "keep-alive")
        }
    }

    @Test func anUnknownLanguageIsRefusedBy19Alone() async throws {
        let named = #"{"limit":1,"context":{"lang":"fr_FR"}}"#
        try await SandboxRig.odoo(.playing(.v17)) { rig, _ in
            try await #expect(rig.exception("sale.order", "search_read", "[[]]", named) == nil)
        }
        try await SandboxRig.odoo(.playing(.v19)) { rig, _ in
            try await #expect(rig.exception("sale.order", "search_read", "[[]]", named) == "odoo.exceptions.UserError")
            let known = #"{"limit":1,"context":{"lang":"pt_BR"}}"#
            try await #expect(rig.exception("sale.order", "search_read", "[[]]", known) == nil)
        }
    }
}
