import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// Somebody at one of the portals, with the cookies that they were given.
final class PortalVisitor {
    let rig: SandboxRig
    private var cookies: [String: String] = [:]

    /// Arrives without any cookie.
    init(_ rig: SandboxRig) {
        self.rig = rig
    }

    func get(_ path: String, patience: Int = 30_000) async throws -> RawAnswer {
        try await send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(cookieLine)\r\n", patience)
    }

    func post(_ path: String, _ body: String, headers: String = "") async throws -> RawAnswer {
        try await send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(cookieLine)\(headers)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// What this visitor would send for the paths that begin so, for others to send at the same time.
    func request(for path: String) -> @Sendable (Int) -> String {
        let cookieLine = cookieLine
        return { "GET \(path)\($0) HTTP/1.1\r\nHost: localhost\r\n\(cookieLine)\r\n" }
    }

    /// Fills in the form of the plain portal and sends it.
    @discardableResult
    func logIn(_ user: String = "operador", _ password: String = "sandbox-portal") async throws -> RawAnswer {
        let token = try await Self.token(of: get("/portal/login").text)
        return try await post("/portal/login", "csrf=\(token)&usuario=\(user)&senha=\(password)")
    }

    /// Logs in to the portal built by script, as its script does.
    @discardableResult
    func logInByScript(_ password: String = "sandbox-portal") async throws -> RawAnswer {
        let token = try await get("/spa/api/sessao").json["csrf"]?.string ?? ""
        return try await post(
            "/spa/api/login", #"{"usuario":"operador","senha":"\#(password)"}"#, headers: "X-CSRF-Token: \(token)\r\n")
    }

    /// The hidden member of a form.
    static func token(of page: String) throws -> String {
        let mark = "name=\"csrf\" value=\""
        let pieces = page.components(around: mark)
        try #require(pieces.count == 2, "\(page)")
        return String(pieces[1].prefix { $0 != "\"" })
    }

    private var cookieLine: String {
        guard !cookies.isEmpty else { return "" }
        return "Cookie: \(cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; "))\r\n"
    }

    private func send(_ text: String, _ patience: Int = 30_000) async throws -> RawAnswer {
        let answer = try await rig.send(text, patience: patience)
        for line in answer.head where line.hasPrefix("Set-Cookie: ") {
            let pair = line.dropFirst("Set-Cookie: ".count).prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        return answer
    }
}

extension SandboxRig {
    /// Starts portals, with a clock of the test's own where that is the point.
    static func portal(
        _ faults: String..., holding portal: PortalSettings = .small(), clock: ManualClock? = nil,
        _ body: (SandboxRig, PortalVisitor) async throws -> Void
    ) async throws {
        var settings = SandboxSettings()
        settings.omie.serviceOrders = 1
        settings.portal = portal
        for fault in faults { settings.faults.plans.append(try FaultPlan(parsing: fault)) }
        var reading: (@Sendable () -> Now)?
        if let clock { reading = { clock.now } }
        try await run(settings, clock: reading) { try await body($0, PortalVisitor($0)) }
    }
}

extension PortalSettings {
    /// 60 orders, and what a test changes.
    static func small(_ change: (inout PortalSettings) -> Void = { _ in }) -> PortalSettings {
        var settings = PortalSettings()
        settings.orders = 60
        change(&settings)
        return settings
    }
}

extension String {
    /// The pieces between the places where a mark stands.
    func components(around mark: String) -> [String] {
        var pieces: [String] = []
        var piece: [UInt8] = []
        var rest = Array(utf8)[...]
        let bytes = Array(mark.utf8)
        while let first = rest.first {
            if rest.starts(with: bytes) {
                pieces.append(String(decoding: piece, as: UTF8.self))
                piece = []
                rest = rest.dropFirst(bytes.count)
            } else {
                piece.append(first)
                rest = rest.dropFirst()
            }
        }
        return pieces + [String(decoding: piece, as: UTF8.self)]
    }
}
