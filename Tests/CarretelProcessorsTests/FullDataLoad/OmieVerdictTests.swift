import CarretelCore
import Testing

@testable import CarretelProcessors

/// Every row of the table in docs/full-data-load.md: what an answer means.
@Suite struct OmieVerdictTests {
    /// An answer and what it has to mean.
    struct Row: CustomTestStringConvertible {
        var status: Int
        var body: String
        var meaning: String
        var testDescription: String { "\(status) \(body.prefix(90))" }

        init(_ status: Int, _ body: String, _ meaning: String) {
            (self.status, self.body, self.meaning) = (status, body, meaning)
        }

        /// A fault as Omie writes it.
        init(_ status: Int, fault code: String, _ words: String, _ meaning: String) {
            self.init(status, #"{"faultstring":"\#(words)","faultcode":"\#(code)"}"#, meaning)
        }
    }

    static let rows = [
        Row(500, fault: "SOAP-ENV:Client-5113", "ERROR: N\\u00e3o existem registros para a p\\u00e1gina [3]!", "none"),
        Row(500, fault: "SOAP-ENV:Client-101", "ERROR: Nenhuma OS foi encontrada!", "none"),
        Row(500, fault: "", "ERROR: Não existem cadastros para a página [3]!", "none"),
        Row(500, fault: "", "Registro não encontrado!", "none"),
        Row(
            500, fault: "SOAP-ENV:Client-6",
            "ERROR: Consumo redundante detectado. Aguarde 43 segundos para tentar novamente (REDUNDANT).", "wait 44"),
        Row(500, fault: "SOAP-ENV:Client-6", "ERROR: (REDUNDANT)", "wait 61"),
        Row(
            500, fault: "SOAP-ENV:Client-8020",
            "ERROR: Esta requisição já foi processada ou está sendo processada e você pode tentar novamente às "
                + "09:00:30. (1)", "wait 31"),
        Row(500, fault: "SOAP-ENV:Client-1100", "… tentar novamente às 08:59:59. (1)", "wait 1"),
        Row(
            500, fault: "SOAP-ENV:Client-1880",
            "ERROR: Já existe uma requisição desse método sendo executada e você pode tentar novamente em alguns "
                + "instantes. (1)", "wait 9"),
        Row(
            425, fault: "MISUSE_API_PROCESS",
            "ERROR: API bloqueada por consumo indevido. Tente novamente em 1792 segundos.", "blocked 1792"),
        Row(425, "", "blocked 1800"),
        Row(
            429, #"{"error_code":429,"error_message":"Too Many Requests","error_hash":"5f"}"#, "wait 20"),
        Row(429, "<html></html>", "wait 20"),
        Row(
            403, fault: "SOAP-ENV:Server", "A chave de acesso está inválida ou o aplicativo está suspenso.", "denied"),
        Row(200, fault: "SOAP-ENV:Server", "A chave de acesso está inválida.", "denied"),
        Row(
            500, fault: "SOAP-ENV:Server", "SOAP-ERROR: Broken response from Application Server (BG)", "broken"),
        Row(500, fault: "SOAP-ENV:Client-500", "Consumo excessivo", "wait 2"),
        Row(500, fault: "SOAP-ENV:Client-5001", "ERROR: Tag [x] não faz parte da estrutura", "refused"),
        Row(500, fault: "SOAP-ENV:Client-71", "Nenhum parâmetro foi recebido em WS_PARAMS!", "refused"),
        Row(500, fault: "SOAP-ENV:Client-1000", "ERROR: …", "refused"),
        Row(500, fault: "SOAP-ENV:Client-9090", "ERROR: …", "refused"),
        Row(500, fault: "SOAP-ENV:Client-103", "ERROR: … não cadastrado para o Código …", "refused"),
        Row(500, fault: "SOAP-ENV:Client-102", "ERROR: … já cadastrado …", "refused"),
        Row(500, fault: "", "Invalid JSON Object", "refused"),
        Row(500, fault: "", "JSON request with SyntaxError", "refused"),
        Row(500, fault: "SOAP-ENV:Server", "Something nobody has seen", "wait 1"),
        Row(502, "<html><body>502 Bad Gateway</body></html>", "wait 1"),
        Row(200, "<!DOCTYPE html><title>Login</title>", "wait 1"),
        Row(504, "", "wait 1"),
        Row(200, "", "wait 1"),
        Row(200, #"{"pagina":1,"#, "wait 1"),
        Row(200, #"[]"#, "wait 1"),
        Row(200, #"{"pagina":1,"registros":0,"total_de_registros":0,"osCadastro":[]}"#, "wait 1"),
        Row(200, #"{"pagina":1,"total_de_paginas":1,"registros":0,"total_de_registros":0}"#, "wait 1"),
        Row(
            200, #"{"pagina":1,"total_de_paginas":1,"registros":2,"total_de_registros":2,"osCadastro":[{}]}"#, "wait 1"),
        Row(503, #"{"status":"maintenance"}"#, "wait 1"),
        Row(
            200, #"{"pagina":1,"total_de_paginas":4,"registros":1,"total_de_registros":4,"osCadastro":[{"a":1}]}"#,
            "page 1 of 4"),
    ]

    @Test(arguments: rows)
    func isToldByTheBodyFirst(row: Row) {
        let response = HTTPResponse.answer(status: row.status, row.body)
        let call = OmieCall(method: "ListarOS", path: "servicos/os/", array: "osCadastro", page: 1, pageSize: 50)
        let verdict = OmieAnswer.verdict(on: response, to: call, scrubber: SecretScrubber([]))
        // 09:00:00 in São Paulo.
        let now = Timestamp(rfc3339: "2026-11-20T12:00:00Z") ?? Timestamp(microseconds: 0)
        #expect(Self.words(verdict, at: now) == row.meaning)
    }

    private static func words(_ verdict: OmieVerdict, at now: Timestamp) -> String {
        switch verdict {
        case .page(let page): "page \(page.records.count) of \(page.totalPages)"
        case .noSuchPage: "none"
        case .retry(let reason, let delay):
            reason.failureClass == .transient
                ? "wait \(delay.duration(afterTry: 1, at: now).wholeMilliseconds / 1_000)" : "wrong class"
        case .broken: "broken"
        case .blocked(_, let duration): "blocked \(duration.wholeMilliseconds / 1_000)"
        case .refused(let reason): reason.failureClass == .permanent ? "refused" : "wrong class"
        case .denied(let reason):
            reason.failureClass == .permanent && reason.hint?.contains("key") == true ? "denied" : "no hint"
        }
    }

    @Test(arguments: [
        (OmieVerdict.Delay.tooMany, [20, 40]), (.locked, [9, 61]), (.short, [1, 2]), (.consumption, [2, 2]),
        (.named(.seconds(43)), [44, 44]),
    ])
    func waitsLongerWithEachTry(delay: OmieVerdict.Delay, seconds: [Int64]) {
        let now = Timestamp(microseconds: 0)
        #expect([1, 2].map { delay.duration(afterTry: $0, at: now).wholeMilliseconds / 1_000 } == seconds)
    }

    @Test func aTimeOfDayMayBeTomorrows() throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-21T02:59:50Z"))
        let delay = OmieVerdict.Delay.clock(hour: 0, minute: 0, second: 5)
        #expect(delay.duration(afterTry: 1, at: now) == .seconds(16))
    }

    @Test func connectionsThatFailAreTriedAgainAndOthersNot() {
        let call = OmieCall(method: "ListarOS", path: "", array: "a", page: 1, pageSize: 1)
        guard case .retry(let reason, .short) = OmieAnswer.verdict(on: HTTPFailure(.refused, "…"), to: call) else {
            return #expect(Bool(false), "not tried again")
        }
        #expect(reason.code == "http_refused")
        guard case .refused(let tls) = OmieAnswer.verdict(on: HTTPFailure(.untrusted, "…"), to: call) else {
            return #expect(Bool(false), "tried again")
        }
        #expect(tls.code == "http_tls")
    }

    @Test func whatOmieRepeatsOfTheCredentialsIsNotShown() {
        let call = OmieCall(method: "ListarOS", path: "", array: "a", page: 1, pageSize: 1)
        let response = HTTPResponse.answer(
            status: 500, #"{"faultstring":"ERROR: app_secret s3cr3t-é for 100000000001","faultcode":"x"}"#)
        let scrubber = SecretScrubber([Secret("s3cr3t-é"), Secret("100000000001")])
        guard case .retry(let reason, _) = OmieAnswer.verdict(on: response, to: call, scrubber: scrubber) else {
            return #expect(Bool(false), "not tried again")
        }
        #expect(reason.message.contains("(secret)"))
        #expect(!reason.message.contains("s3cr3t") && !reason.message.contains("100000000001"))
    }

    @Test func aSecretThatWouldBeCutInTwoIsNotShownInPart() throws {
        let call = OmieCall(method: "ListarOS", path: "", array: "a", page: 1, pageSize: 1)
        let filler = String(repeating: "x", count: 490)
        let response = HTTPResponse.answer(
            status: 500, #"{"faultstring":"\#(filler)s3cr3t-of-the-test","faultcode":"\#(filler)s3cr3t-of-the-test"}"#)
        let scrubber = SecretScrubber([Secret("s3cr3t-of-the-test")])
        guard case .retry(let reason, _) = OmieAnswer.verdict(on: response, to: call, scrubber: scrubber) else {
            return #expect(Bool(false), "not tried again")
        }
        #expect(!reason.message.contains("s3cr3t"))
        #expect(reason.message.utf8.count < 700)
    }
}

extension HTTPResponse {
    /// An answer with this body.
    static func answer(status: Int, _ body: String) -> HTTPResponse {
        HTTPResponse(
            head: HTTPResponseHead(version: .http11, status: status, headers: HTTPHeaders()), body: Array(body.utf8),
            effectiveURL: "http://127.0.0.1/", timing: HTTPTiming(total: .zero, firstByte: .zero),
            receivedBytes: body.utf8.count)
    }
}
