import CarretelCore
import CarretelSandbox
import Testing

/// A sandbox that runs for one test, and a client of it.
struct SandboxRig: Sendable {
    let sandbox: Sandbox

    /// Starts a sandbox, runs `body`, and stops it whatever happens.
    static func run(
        _ settings: SandboxSettings = .small { _ in }, clock: (@Sendable () -> Now)? = nil,
        _ body: (SandboxRig) async throws -> Void
    ) async throws {
        try await Sandbox.run(settings, clock: clock) { try await body(SandboxRig(sandbox: $0)) }
    }

    /// Calls a method of the Omie API.
    func call(
        _ method: String = "ListarOS", page: Int = 1, size: Int = 50, extra: String = "", key: String? = nil,
        secret: String? = nil, patience: Int = 30_000
    ) async throws -> RawAnswer {
        let body = """
            {"call":"\(method)","app_key":"\(key ?? OmieSettings.defaultKey)",\
            "app_secret":"\(secret ?? OmieSettings.defaultSecret)",\
            "param":[{"pagina":\(page),"registros_por_pagina":\(size)\(extra)}]}
            """
        return try await post("/api/v1/" + (Self.paths[method] ?? "servicos/os/"), body, patience: patience)
    }

    /// Posts a body.
    func post(_ path: String, _ body: String, patience: Int = 30_000) async throws -> RawAnswer {
        try await send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)",
            patience: patience)
    }

    func get(_ path: String) async throws -> RawAnswer {
        try await send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }

    func send(_ text: String, patience: Int = 30_000, until mark: String? = nil) async throws -> RawAnswer {
        try await RawClient.exchange(Array(text.utf8), port: sandbox.port, patience: patience, until: mark)
    }

    /// Every record of a list, page by page.
    func records(
        _ method: String = "ListarOS", size: Int = 100, extra: String = ""
    ) async throws -> [JSONValue] {
        var records: [JSONValue] = []
        var page = 1
        var last = 1
        while page <= last {
            let answer = try await call(method, page: page, size: size, extra: extra)
            try #require(answer.status == 200, "\(answer.text)")
            let json = try answer.json
            last = Int(try #require(json["total_de_paginas"]?.int64))
            let array = try #require(Self.arrays[method])
            records += try #require(json[array]).elements
            page += 1
        }
        return records
    }

    private static let paths = [
        "ListarOS": "servicos/os/", "ListarClientes": "geral/clientes/", "ListarClientesResumido": "geral/clientes/",
        "ListarVendedores": "geral/vendedores/",
    ]
    private static let arrays = [
        "ListarOS": "osCadastro", "ListarClientes": "clientes_cadastro",
        "ListarClientesResumido": "clientes_cadastro_resumido", "ListarVendedores": "cadastro",
    ]
}

extension SandboxSettings {
    /// 250 service orders, 120 clients and 30 sellers, and what a test changes.
    static func small(_ change: (inout SandboxSettings) throws -> Void) rethrows -> SandboxSettings {
        var settings = SandboxSettings()
        settings.omie.serviceOrders = 250
        settings.omie.clients = 120
        settings.omie.sellers = 30
        try change(&settings)
        return settings
    }
}

/// The id of a record of any list.
func id(of record: JSONValue) -> Int64? {
    (record["Cabecalho"]?["nCodOS"] ?? record["codigo_cliente_omie"] ?? record["codigo_cliente"] ?? record["codigo"])?
        .int64
}
