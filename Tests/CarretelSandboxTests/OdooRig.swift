import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// Who calls, in tests of the Odoo sandbox.
struct OdooCaller: Sendable {
    var id: Int64
    var secret: String

    static let full = OdooCaller(id: 2, secret: "sandbox-password")
    static let ruled = OdooCaller(id: 6, secret: "seller-api-key")
    static let limited = OdooCaller(id: 7, secret: "clerk-password")
}

extension SandboxRig {
    /// Starts an Odoo with a clock that only the test moves.
    static func odoo(
        _ odoo: OdooSettings = .playing(), _ body: (SandboxRig, ManualClock) async throws -> Void
    ) async throws {
        var settings = SandboxSettings()
        settings.omie.serviceOrders = 1
        settings.odoo = odoo
        let clock = ManualClock()
        let reading: @Sendable () -> Now = { clock.now }
        try await run(settings, clock: reading) { try await body($0, clock) }
    }

    /// Posts JSON to a path of Odoo.
    func odooPost(_ path: String, _ body: String, headers: String = "") async throws -> RawAnswer {
        try await send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(headers)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Calls a service of `/jsonrpc`.
    func service(_ service: String, _ method: String, _ arguments: String) async throws -> JSONValue {
        try await odooPost(
            "/jsonrpc",
            #"{"jsonrpc":"2.0","method":"call","id":7,"params":{"service":"\#(service)","method":"\#(method)","#
                + #""args":\#(arguments)}}"#
        ).json
    }

    /// Calls a method of a model by `execute_kw`; arguments and named ones are JSON.
    func execute(
        _ model: String, _ method: String, _ arguments: String = "[]", _ named: String = "{}",
        as caller: OdooCaller = .full
    ) async throws -> JSONValue {
        try await service(
            "object", "execute_kw",
            #"["sandbox",\#(caller.id),"\#(caller.secret)","\#(model)","\#(method)",\#(arguments),\#(named)]"#)
    }

    /// The result of a call that must have one.
    func result(
        _ model: String, _ method: String, _ arguments: String = "[]", _ named: String = "{}",
        as caller: OdooCaller = .full
    ) async throws -> JSONValue {
        let answer = try await execute(model, method, arguments, named, as: caller)
        return try #require(answer["result"], "\(answer["error"]?["data"]?["message"]?.string ?? "no result")")
    }

    /// The name of the exception of a call that must fail.
    func exception(
        _ model: String, _ method: String, _ arguments: String = "[]", _ named: String = "{}",
        as caller: OdooCaller = .full
    ) async throws -> String? {
        try await execute(model, method, arguments, named, as: caller)["error"]?["data"]?["name"]?.string
    }

    /// The ids that a domain finds.
    func ids(_ model: String, _ domain: String, _ named: String = #"{"order":"id"}"#) async throws -> [Int64] {
        try await result(model, "search", "[\(domain)]", named).elements.compactMap(\.int64)
    }
}

extension JSONValue {
    /// The bytes as written.
    var text: String { String(decoding: raw, as: UTF8.self) }
}

extension OdooSettings {
    /// A small database of a version, and what a test changes.
    static func playing(_ version: OdooVersion = .v17, _ change: (inout OdooSettings) -> Void = { _ in })
        -> OdooSettings
    {
        var settings = OdooSettings()
        settings.version = version
        change(&settings)
        return settings
    }
}
