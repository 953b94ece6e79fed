import CarretelCore
import CarretelTestKit
import Synchronization

@testable import CarretelProcessors

/// An Omie account in memory, with the manners of a real one: it cuts page sizes, answers faults as 500, and says 200
/// with a total of 0 beyond the end of the sellers.
final class ScriptedOmie: Sendable {
    /// One request that came.
    struct Call: Sendable {
        var method: String
        var page: Int
        var size: Int
        /// The whole body.
        var body: JSONValue
        /// What the attempt's clock showed.
        var at: Timestamp
        var label: String { "\(method) \(page)/\(size)" }
    }

    /// What befalls calls in place of an answer.
    private struct Fault {
        var method: String?
        var page: Int?
        var above: Int
        var times: Int
        var answer: Result<HTTPResponse, HTTPFailure>
    }

    private struct State {
        var counts: [String: Int]
        var calls: [Call] = []
        var faults: [Fault] = []
        var hook: (@Sendable (Call) -> Void)?
    }

    let clock: ManualClock
    private let cap: Int
    private let latency: Duration
    private let state: Mutex<State>

    /// Describes an account by the lengths of its lists, by the largest page that it gives, whatever is asked for, and
    /// by how much each call moves the clock.
    init(
        orders: Int = 120, clients: Int = 150, sellers: Int = 7, cap: Int = 500, latency: Duration = .zero,
        clock: ManualClock = ManualClock()
    ) {
        self.clock = clock
        self.cap = cap
        self.latency = latency
        state = Mutex(
            State(counts: ["ListarOS": orders, "ListarClientes": clients, "ListarVendedores": sellers]))
    }

    /// All calls in their order.
    var calls: [Call] { state.withLock { $0.calls } }
    /// `METHOD PAGE/SIZE` of each call.
    var labels: [String] { calls.map(\.label) }
    /// The seconds between each call and the one before.
    var pauses: [Int] {
        let moments = calls.map(\.at)
        return zip(moments.dropFirst(), moments).map { Int(($0 - $1).wholeMilliseconds / 1_000) }
    }

    /// Changes how many records a list has.
    func setCount(of method: String, _ count: Int) { state.withLock { $0.counts[method] = count } }
    /// Is called with each call before it is answered.
    func onCall(_ hook: @escaping @Sendable (Call) -> Void) { state.withLock { $0.hook = hook } }
    /// All goes well from now on.
    func mend() { state.withLock { $0.faults = [] } }

    /// Answers calls of this method and page, nil for any, for pages larger than `above` otherwise, so many times; the
    /// first fault that fits is taken.
    func fail(
        _ method: String? = nil, page: Int? = nil, above: Int = 0, times: Int = 1, _ answer: HTTPResponse
    ) {
        let fault = Fault(method: method, page: page, above: above, times: times, answer: .success(answer))
        state.withLock { $0.faults.append(fault) }
    }

    /// Ends calls without an answer.
    func fail(_ method: String? = nil, page: Int? = nil, times: Int = 1, _ failure: HTTPFailure) {
        let fault = Fault(method: method, page: page, above: 0, times: times, answer: .failure(failure))
        state.withLock { $0.faults.append(fault) }
    }

    /// The way to it.
    var http: ScriptedHTTP {
        ScriptedHTTP { (request) throws(HTTPFailure) in try self.answer(request) }
    }

    private func answer(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPResponse {
        // What is no JSON gets the answer that Omie has for it.
        guard let body = try? JSONValue(parsing: request.body), let method = body["call"]?.string,
            let tags = body["param"]?.elements.map({ $0 }).first, let page = tags["pagina"]?.int64.map({ Int($0) }),
            let size = tags["registros_por_pagina"]?.int64.map({ Int($0) })
        else { return .json(#"{"faultstring":"JSON request with SyntaxError","faultcode":""}"#, status: 500) }
        clock.advance(by: latency)
        let call = Call(method: method, page: page, size: size, body: body, at: clock.now.wall)
        let (fault, hook, count) = state.withLock { state in
            state.calls.append(call)
            let index = state.faults.firstIndex {
                $0.times > 0 && $0.method ?? method == method && $0.page ?? page == page && size > $0.above
            }
            if let index { state.faults[index].times -= 1 }
            return (index.map { state.faults[$0].answer }, state.hook, state.counts[method] ?? 0)
        }
        hook?(call)
        if let fault { return try fault.get() }
        return list(method, page: page, size: min(size, cap), count: count)
    }

    private func list(_ method: String, page: Int, size: Int, count: Int) -> HTTPResponse {
        let first = (page - 1) * size
        guard first < count else {
            return method == "ListarVendedores" ? Self.page("cadastro", page, of: 0, [], total: 0) : .noRecords(page)
        }
        let records = (first..<min(first + size, count)).map { Self.record(method, $0 + 1) }
        return Self.page(Self.arrays[method] ?? "", page, of: (count + size - 1) / size, records, total: count)
    }

    /// An envelope.
    static func page(
        _ array: String, _ page: Int, of pages: Int, _ records: [String], total: Int
    ) -> HTTPResponse {
        .json(
            """
            {"pagina":\(page),"total_de_paginas":\(pages),"registros":\(records.count),"total_de_registros":\(total),
            "\(array)":[\(records.joined(separator: ",\n"))]}
            """)
    }

    private static let arrays = [
        "ListarOS": "osCadastro", "ListarClientes": "clientes_cadastro", "ListarVendedores": "cadastro",
    ]

    private static func record(_ method: String, _ number: Int) -> String {
        switch method {
        case "ListarOS": "{\"Cabecalho\":{\"nCodOS\":\(4_200_000_000 + number),\n\"cNumOS\":\"OS-\(number)\"}}"
        case "ListarClientes":
            #"{"codigo_cliente_omie":\#(4_100_000_000 + number),"nome_fantasia":"Loja \#(number)"}"#
        default: #"{"codigo":\#(4_300_000_000 + number),"nome":"Vendedora \#(number)"}"#
        }
    }
}

extension HTTPResponse {
    /// A fault as Omie words it.
    static func fault(_ code: String, _ words: String, status: Int = 500) -> HTTPResponse {
        .json(#"{"faultstring":"\#(words)","faultcode":"\#(code)"}"#, status: status)
    }

    static func noRecords(_ page: Int) -> HTTPResponse {
        .fault("SOAP-ENV:Client-5113", #"ERROR: N\u00e3o existem registros para a p\u00e1gina [\#(page)]!"#)
    }

    static var broken: HTTPResponse {
        .fault("SOAP-ENV:Server", "SOAP-ERROR: Broken response from Application Server (BG)")
    }

    static var refused: HTTPResponse { .fault("SOAP-ENV:Client-5001", "ERROR: Tag [x]!") }

    static var denied: HTTPResponse {
        .fault("SOAP-ENV:Server", "A chave de acesso está inválida ou o aplicativo está suspenso.", status: 403)
    }

    static func blocked(seconds: Int) -> HTTPResponse {
        .fault(
            "MISUSE_API_PROCESS",
            "ERROR: API bloqueada por consumo indevido. Tente novamente em \(seconds) segundos.", status: 425)
    }

    static var gateway: HTTPResponse { .scripted(502, body: "<html><body>502 Bad Gateway</body></html>") }
}
