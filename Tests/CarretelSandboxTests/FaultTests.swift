import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// Every kind of fault on the wire.
@Suite struct FaultTests {
    /// A row of the table of faults.
    struct Row: Sendable, CustomTestStringConvertible {
        var kind: String
        var status = 500
        var code: String
        /// How the text begins, decoded.
        var text: String

        var testDescription: String { kind }
    }

    static let rows = [
        Row(
            kind: "no-records", code: "SOAP-ENV:Client-5113", text: "ERROR: Não existem registros para a página [2]!"),
        Row(
            kind: "no-entries", code: "SOAP-ENV:Client-5113", text: "ERROR: Não existem cadastros para a página [2]!"),
        Row(kind: "no-such-record", code: "SOAP-ENV:Client-5113", text: "ERROR: Registro não encontrado!"),
        Row(
            kind: "redundant:seconds=16", code: "SOAP-ENV:Client-6",
            text: "ERROR: Consumo redundante detectado. Aguarde 16 segundos para tentar novamente (REDUNDANT)."),
        Row(
            kind: "already-processed:seconds=60", code: "SOAP-ENV:Client-8020",
            text: "ERROR: Esta requisição já foi processada ou está sendo processada e você pode tentar novamente às "
                + "09:01:00. (1)"),
        Row(kind: "already-processed:code=1100", code: "SOAP-ENV:Client-1100", text: "ERROR: Esta requisição já foi"),
        Row(
            kind: "locked", code: "SOAP-ENV:Client-1880",
            text: "ERROR: Já existe uma requisição desse método sendo executada e você pode tentar novamente em alguns "
                + "instantes. (1)"),
        Row(
            kind: "blocked:seconds=1792", status: 425, code: "MISUSE_API_PROCESS",
            text: "ERROR: API bloqueada por consumo indevido. Tente novamente em 1792 segundos."),
        Row(
            kind: "bad-key", status: 403, code: "SOAP-ENV:Server",
            text: "A chave de acesso está inválida ou o aplicativo está suspenso."),
        Row(
            kind: "broken", code: "SOAP-ENV:Server",
            text: "SOAP-ERROR: Broken response from Application Server (BG)"),
        Row(kind: "broken-uncoded", code: "", text: "SOAP-ERROR: Broken response from Application Server (BG)"),
        Row(kind: "fault-200", status: 200, code: "SOAP-ENV:Server", text: "SOAP-ERROR: Broken response"),
        Row(kind: "consumption", code: "SOAP-ENV:Client-500", text: "ERROR: Limite de consumo"),
        Row(
            kind: "unknown-tag", code: "SOAP-ENV:Client-5001",
            text: "ERROR: Tag [registros_por_paginas] não faz parte da estrutura do tipo complexo [osListarRequest]!"),
        Row(kind: "no-parameters", code: "SOAP-ENV:Client-71", text: "Nenhum parâmetro foi recebido em WS_PARAMS!"),
        Row(kind: "bad-value", code: "SOAP-ENV:Client-1010", text: "ERROR: O valor"),
        Row(kind: "bad-value:code=9090", code: "SOAP-ENV:Client-9090", text: "ERROR: O valor"),
        Row(kind: "required-tag", code: "SOAP-ENV:Client-1000", text: "ERROR: A tag [pagina]"),
        Row(kind: "not-found", code: "SOAP-ENV:Client-101", text: "Nenhuma Ordem de Serviço foi encontrada!"),
        Row(kind: "unknown-id", code: "SOAP-ENV:Client-103", text: "ERROR: Cliente não cadastrado para o Código"),
        Row(kind: "unknown-id:code=206", code: "SOAP-ENV:Client-206", text: "ERROR: Cliente não cadastrado"),
        Row(kind: "duplicate", code: "SOAP-ENV:Client-102", text: "ERROR: Cliente já cadastrado"),
        Row(kind: "invalid-json", code: "", text: "Invalid JSON Object"),
        Row(kind: "syntax-error", code: "", text: "JSON request with SyntaxError"),
        Row(kind: "unknown-method", code: "SOAP-ENV:Server", text: "Function"),
    ]

    @Test(arguments: rows) func aRowIsAnsweredOnce(_ row: Row) async throws {
        let clock = ManualClock()
        let settings = try SandboxSettings.small { $0.faults = try FaultOrder("ListarOS:2:\(row.kind)") }
        let now: @Sendable () -> Now = { clock.now }
        try await SandboxRig.run(settings, clock: now) { rig in
            try await #expect(rig.call(page: 1).status == 200)
            let answer = try await rig.call(page: 2)
            #expect(answer.status == row.status)
            #expect(answer.header("content-type") == "application/json; charset=utf-8")
            #expect(try answer.json.members.map(\.name) == ["faultstring", "faultcode"])
            #expect(try answer.json["faultcode"]?.string == row.code)
            #expect(try answer.json["faultstring"]?.string?.hasPrefix(row.text) == true, "\(answer.text)")
            #expect(answer.body.allSatisfy { 0x20..<0x7F ~= $0 })
            try await #expect(rig.call(page: 2).json["registros"]?.int64 == 50)
        }
    }

    @Test func theRateLimitHasAnotherShape() async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("*:*:rate-limit") }) { rig in
            let answer = try await rig.call("ListarVendedores")
            #expect(answer.status == 429)
            #expect(try answer.json.members.map(\.name) == ["error_code", "error_message", "error_hash"])
            #expect(answer.text.hasPrefix(#"{"error_code":429,"error_message":"Too Many Requests","error_hash":""#))
        }
    }

    @Test(arguments: [("html-502", 502), ("html-503", 503), ("html-504", 504), ("html-login", 200)])
    func htmlComesInPlaceOfJSON(kind: String, status: Int) async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("ListarOS:1:\(kind)") }) { rig in
            let answer = try await rig.call()
            #expect(answer.status == status)
            #expect(answer.header("content-type") == "text/html")
            #expect(answer.text.contains("<html>"))
        }
    }

    @Test func aBodyMayBeEmptyWrongOrShort() async throws {
        let plan = try FaultOrder(
            "ListarOS:1:empty-body", "ListarOS:2:bad-json", "ListarOS:3:no-total", "ListarOS:4:no-array",
            "ListarOS:5:wrong-type")
        try await SandboxRig.run(.small { $0.faults = plan }) { rig in
            let empty = try await rig.call(page: 1)
            #expect(empty.status == 200 && empty.announced == 0)
            let bad = try await rig.call(page: 2)
            #expect(bad.end == .complete)
            #expect(throws: JSONError.self) { _ = try bad.json }
            let noTotal = try await rig.call(page: 3).json
            #expect(noTotal["total_de_paginas"] == nil && noTotal["osCadastro"]?.count == 50)
            let noArray = try await rig.call(page: 4).json
            #expect(noArray["total_de_paginas"]?.int64 == 5 && noArray["osCadastro"] == nil)
            let wrongType = try await rig.call(page: 5)
            #expect(wrongType.header("content-type")?.hasPrefix("text/html") == true)
            #expect(try wrongType.json["registros"]?.int64 == 50)
        }
    }

    @Test func aBodyIsCutAndTheConnectionClosed() async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("ListarOS:1:truncated") }) { rig in
            let cut = try await rig.call()
            #expect(cut.end == .closed)
            let announced = try #require(cut.announced)
            #expect(cut.body.count == announced / 2)
            let whole = try await rig.call()
            #expect(whole.body.count == announced)
            #expect(whole.body.starts(with: cut.body))
        }
    }

    @Test func aConnectionIsReset() async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("ListarOS:1:reset") }) { rig in
            let answer = try await rig.call()
            #expect(answer.end == .reset)
            #expect(answer.bytes.isEmpty)
        }
    }

    @Test func anAnswerNeverComes() async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("ListarOS:1:hang") }) { rig in
            let answer = try await rig.call(patience: 200)
            #expect(answer.end == .silent)
            #expect(answer.bytes.isEmpty)
            // The client may have left before the sandbox had read its call: the next must not come first.
            try await eventually("the call that hangs") { rig.sandbox.log.calls.count == 1 }
            // The connection is the one that hangs, and not the sandbox.
            try await #expect(rig.call().status == 200)
        }
    }

    @Test func aSandboxStopsWithCallsHanging() async throws {
        let sandbox = try await Sandbox.start(.small { $0.faults = try FaultOrder("ListarOS:*:hang:always") })
        let rig = SandboxRig(sandbox: sandbox)
        async let hanging = rig.call()
        try await eventually("the call hangs") { sandbox.log.calls.count == 1 }
        await sandbox.stop()
        let answer = try await hanging
        #expect(answer.bytes.isEmpty)
        #expect(answer.end == .closed || answer.end == .reset)
        await #expect(throws: CallFailure.self) { _ = try await rig.call() }
    }

    @Test func halfThePageSizeGoesThrough() async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("ListarOS:*:broken:always:above=50") }) { rig in
            for _ in 0..<3 { try await #expect(rig.call(size: 100).status == 500) }
            try await #expect(rig.call(size: 50).status == 200)
        }
    }

    @Test func aPlanIsPlayedAsOftenAsItSays() async throws {
        try await SandboxRig.run(.small { $0.faults = try FaultOrder("ListarOS:1:broken:times=2") }) { rig in
            var statuses: [Int] = []
            for _ in 0..<3 { statuses.append(try await rig.call().status) }
            #expect(statuses == [500, 500, 200])
        }
    }

    @Test(.seeded) func chanceIsTheSameInEveryOrder() async throws {
        var order = FaultOrder()
        order.percent = 30
        order.seed = try Seed.current
        order.kinds = ["broken", "html-502"]
        var runs: [[Int: Int]] = []
        for pages in [Array(1...50), Array((1...50).reversed())] {
            try await SandboxRig.run(.small { $0.faults = order }) { rig in
                var statuses: [Int: Int] = [:]
                for page in pages {
                    let status = try await rig.call(page: page, size: 5).status
                    statuses[page] = status
                    if status != 200 { try await #expect(rig.call(page: page, size: 5).status == 200) }
                }
                runs.append(statuses)
            }
        }
        #expect(runs[0] == runs[1])
        #expect(Set(runs[0].values).isSubset(of: [200, 500, 502]))
        // 50 draws of 30 %: none at all has a chance of 2e-8, all of 7e-27.
        #expect(runs[0].values.contains(200) && runs[0].values.contains { $0 != 200 })
    }

    @Test(arguments: [
        "ListarOS", "ListarOS:1", "ListarOS:x:broken", "ListarOS:1:", ":1:broken", "ListarOS:1:broken:sometimes",
        "ListarOS:1:broken:often=3", "ListarOS:1:broken:times=-1",
    ])
    func aPlanThatIsNoneIsRefused(text: String) {
        #expect(throws: FailureReason.self) { try FaultPlan(parsing: text) }
    }

    @Test func anUnknownKindIsRefusedAtTheStart() async throws {
        var settings = SandboxSettings()
        settings.faults = try FaultOrder("ListarOS:1:gremlins")
        await #expect(throws: FailureReason.self) { _ = try await Sandbox.start(settings) }
    }
}
