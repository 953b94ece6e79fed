import CarretelCore
import CarretelSandbox
import Testing

/// Requests that are wrong, and what Omie says to them.
@Suite struct RequestTests {
    private static let credentials =
        #""app_key":"\#(OmieSettings.defaultKey)","app_secret":"\#(OmieSettings.defaultSecret)""#

    /// A body and the fault that it gets.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var body: String
        var status = 500
        var code: String
        var text: String
    }

    static let cases = [
        Case(
            testDescription: "wrong secret",
            body: #"{"call":"ListarOS","app_key":"100000000001","app_secret":"x","param":[{"pagina":1}]}"#,
            status: 403, code: "SOAP-ENV:Server", text: #"A chave de acesso est\u00e1 inv\u00e1lida ou o aplicativo"#),
        Case(
            testDescription: "unknown key",
            body: #"{"call":"ListarOS","app_key":"7","app_secret":"sandbox-secret","param":[{"pagina":1}]}"#,
            status: 403, code: "SOAP-ENV:Server", text: "aplicativo est"),
        Case(
            testDescription: "unknown method", body: #"{"call":"ListarNada",\#(credentials),"param":[{"pagina":1}]}"#,
            code: "SOAP-ENV:Server", text: #"Function (\"ListarNada\") is not a valid method"#),
        Case(
            testDescription: "method of another service",
            body: #"{"call":"ListarClientes",\#(credentials),"param":[{"pagina":1}]}"#,
            code: "SOAP-ENV:Server", text: "is not a valid method"),
        Case(
            testDescription: "no param", body: #"{"call":"ListarOS",\#(credentials)}"#, code: "SOAP-ENV:Client-71",
            text: #"Nenhum par\u00e2metro foi recebido em WS_PARAMS!"#),
        Case(
            testDescription: "empty param", body: #"{"call":"ListarOS",\#(credentials),"param":[{}]}"#,
            code: "SOAP-ENV:Client-71", text: "WS_PARAMS!"),
        Case(
            testDescription: "unknown tag",
            body: #"{"call":"ListarOS",\#(credentials),"param":[{"pagina":1,"registros":5}]}"#,
            code: "SOAP-ENV:Client-5001",
            text: #"ERROR: Tag [registros] n\u00e3o faz parte da estrutura do tipo complexo [osListarRequest]!"#),
        Case(
            testDescription: "page 0", body: #"{"call":"ListarOS",\#(credentials),"param":[{"pagina":0}]}"#,
            code: "SOAP-ENV:Client-1010", text: "[pagina]"),
        Case(
            testDescription: "ISO date",
            body: #"{"call":"ListarOS",\#(credentials),"param":[{"filtrar_por_data_de":"2026-03-01"}]}"#,
            code: "SOAP-ENV:Client-1010", text: "[filtrar_por_data_de]"),
        Case(testDescription: "no JSON", body: #"{"call":"#, code: "", text: "JSON request with SyntaxError"),
        Case(testDescription: "no object", body: "[1]", code: "", text: "Invalid JSON Object"),
    ]

    @Test(arguments: cases) func isRefused(_ expected: Case) async throws {
        try await SandboxRig.run { rig in
            let answer = try await rig.post("/api/v1/servicos/os/", expected.body)
            #expect(answer.status == expected.status)
            #expect(try answer.json.members.map(\.name) == ["faultstring", "faultcode"])
            #expect(try answer.json["faultcode"]?.string == expected.code)
            #expect(answer.text.contains(expected.text), "\(answer.text)")
            #expect(answer.body.allSatisfy { 0x20..<0x7F ~= $0 })
        }
    }

    @Test func aKeyMayBeANumber() async throws {
        try await SandboxRig.run { rig in
            let body =
                #"{"call":"ListarOS","app_key":100000000001,"app_secret":"sandbox-secret","param":[{"pagina":1}]}"#
            try await #expect(rig.post("/api/v1/servicos/os/", body).status == 200)
        }
    }

    @Test func whatIsNoCallIsAnsweredByTheGateway() async throws {
        try await SandboxRig.run { rig in
            try await #expect(rig.post("/api/v1/servicos/os", "{}").status == 404)
            try await #expect(rig.get("/api/v1/servicos/os/").status == 405)
            try await #expect(rig.get("/").status == 404)
            try await #expect(rig.send("nonsense\r\n\r\n").status == 400)
            let chunked = try await rig.send(
                "POST /api/v1/servicos/os/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            #expect(chunked.status == 411)
            #expect(chunked.header("content-type") == "text/html")
        }
    }

    @Test func aConnectionCarriesSeveralRequests() async throws {
        try await SandboxRig.run { rig in
            let request = "GET /sandbox/log HTTP/1.1\r\n\r\n"
            let last = "GET /sandbox/records?resource=sellers HTTP/1.1\r\nConnection: close\r\n\r\n"
            let answer = try await rig.send(request + request + last + last)
            #expect(answer.status == 200)
            // One answer is read; what matters is that the first came whole although more had been sent.
            #expect(answer.end == .complete)
        }
    }
}
