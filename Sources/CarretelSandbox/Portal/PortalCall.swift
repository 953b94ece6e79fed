/// What can be called: the names in log and fault plans.
enum PortalMethod: String, Sendable {
    // The plain portal.
    case home = "inicio"
    case loginPage = "login-pagina"
    case login = "login"
    case logout = "logout"
    case order = "ordem"
    /// The inner part of an order's page, for the script of a page that has none.
    case orderPart = "ordem-parcial"
    case search = "busca"
    case script = "script"
    // Both portals.
    case image = "imagem"
    // The portal built by script.
    case spaPage = "spa-pagina"
    case spaScript = "spa-script"
    case spaSession = "spa-sessao"
    case spaLogin = "spa-login"
    case spaLogout = "spa-logout"
    case spaOrder = "spa-ordem"
    case spaDetails = "spa-detalhes"

    /// Whether only those who have logged in are answered.
    var needsLogin: Bool {
        switch self {
        case .home, .order, .orderPart, .search, .spaOrder, .spaDetails: true
        default: false
        }
    }

    /// Whether the answer is an order, or a part of one.
    var showsOrder: Bool { [.order, .orderPart, .spaOrder, .spaDetails].contains(self) }

    /// Whether the latency of an order's page applies.
    var isOrder: Bool { [.order, .orderPart, .search, .spaOrder].contains(self) }
}

/// A request that was understood.
struct PortalCall: Sendable {
    var method: PortalMethod
    var side: PortalSide
    var request: SandboxRequest
    /// The number asked for, as it was written; nil for calls that are not about an order.
    var numberText: String?

    /// The number asked for, zeros in front or not; 0 for what is no number.
    var number: Int? { numberText.map { Self.number($0) } }

    /// Takes a request apart; nil when there is nothing under its path or not by its method.
    init?(_ request: SandboxRequest) {
        let parts = request.path.split(separator: "/").map(String.init)
        guard let side = PortalSide(rawValue: "/" + (parts.first ?? "")) else { return nil }
        let rest = Array(parts.dropFirst())
        let found = side == .plain ? Self.plain(request, rest) : Self.scripted(request, rest)
        guard let (method, numberText) = found else { return nil }
        self.method = method
        self.side = side
        self.request = request
        self.numberText = numberText
    }

    private typealias Found = (PortalMethod, String?)

    private static func plain(_ request: SandboxRequest, _ parts: [String]) -> Found? {
        if request.method == "POST" { return parts == ["login"] ? (.login, nil) : nil }
        guard request.method == "GET" else { return nil }
        switch (parts.first, parts.count) {
        case (nil, _): return (.home, nil)
        case ("login", 1): return (.loginPage, nil)
        case ("logout", 1): return (.logout, nil)
        case ("os", 1): return (.search, request.query["numero"])
        case ("os", 2): return (request.query["parcial"] == nil ? .order : .orderPart, parts[1])
        case ("img", _): return (.image, nil)
        case ("assets", 2) where parts[1] == "pagina.js": return (.script, nil)
        default: return nil
        }
    }

    private static func scripted(_ request: SandboxRequest, _ parts: [String]) -> Found? {
        if request.method == "POST" {
            if parts == ["api", "login"] { return (.spaLogin, nil) }
            return parts == ["api", "logout"] ? (.spaLogout, nil) : nil
        }
        guard request.method == "GET" else { return nil }
        switch parts.first {
        case "assets":
            if parts == ["assets", "app.js"] { return (.spaScript, nil) }
            return parts == ["assets", "logo.svg"] ? (.image, nil) : nil
        case "api":
            if parts == ["api", "sessao"] { return (.spaSession, nil) }
            guard parts.count >= 3, parts[1] == "os" else { return nil }
            if parts.count == 3 { return (.spaOrder, parts[2]) }
            return parts.count == 4 && parts[3] == "detalhes" ? (.spaDetails, parts[2]) : nil
        default: return (.spaPage, nil)
        }
    }

    private static func number(_ text: String) -> Int {
        let digits = text.drop { $0 == "0" }
        guard !digits.isEmpty, digits.utf8.count <= 18, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return 0 }
        return Int(digits) ?? 0
    }
}
