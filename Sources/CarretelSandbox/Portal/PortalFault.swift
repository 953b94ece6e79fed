/// What can befall a call in a portal itself, on request.
enum PortalFault: String, CaseIterable, Sendable {
    /// The session is forgotten: the login is asked for.
    case logout
    /// The session is forgotten, and the login page comes with status 200 in place of what was asked for.
    case login200 = "login-200"
    /// The application's own page of failure.
    case http500 = "http-500"
    case http503 = "http-503"
    /// The right answer, late.
    case slow
    /// Half of the body, then the end of the connection.
    case broken
    /// Other elements, classes and labels.
    case layout
    /// The page without any field.
    case empty
    /// The page without the name of the client and the status.
    case missingField = "missing-field"
    /// A page that shows nothing without its script.
    case spaShell = "spa-shell"
    /// The page of another order.
    case wrongOrder = "wrong-order"
    /// The right password is refused.
    case loginRefused = "login-refused"
    /// The login seems to go well, but the session is not known afterwards.
    case loginBroken = "login-broken"
    /// Elements nested very deep, entities that grow, bytes that are no text.
    case garbage = "html-garbage"
    /// A page of 64 MiB, or as many as the plan's code says.
    case large = "html-large"

    /// Every word of the portals.
    static let vocabulary = FaultVocabulary(own: allCases.map(\.rawValue), chance: chance)

    /// The words that can be played on a method: a plan for all methods passes over the others.
    static func vocabulary(of method: PortalMethod) -> FaultVocabulary {
        let fitting = allCases.filter { $0.fits(method) }.map(\.rawValue)
        return FaultVocabulary(own: fitting, chance: chance)
    }

    /// What a retry mends.
    private static let chance = ["http-500", "http-503", "html-502", "html-504", "broken", "reset"]

    private func fits(_ method: PortalMethod) -> Bool {
        switch self {
        case .http500, .http503, .slow, .broken, .garbage, .large: true
        case .logout, .login200: method.needsLogin
        case .layout: method.showsOrder || method == .loginPage
        case .empty, .missingField, .wrongOrder: method.showsOrder
        case .spaShell: method == .order
        case .loginRefused, .loginBroken: method == .login || method == .spaLogin
        }
    }
}

extension PortalFault {
    /// A page that no parser should be hurt by.
    static let garbagePage: [UInt8] = {
        var text = "<!DOCTYPE html [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
        text += "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><html><body>&c;&c;&c;&#0;&#x110000;&nonsense;"
        text += String(repeating: "<div><b><table><tr><td>", count: 20_000)
        var bytes = Array(text.utf8)
        bytes += [0x00, 0xFF, 0xFE, 0xC3, 0x28, 0xED, 0xA0, 0x80]
        bytes += Array("<p><b>OS:<a href=\"<!-- <![CDATA[ <script>".utf8)
        return bytes
    }()

    /// A page of so many MiB.
    static func largePage(mebibytes: Int) -> [UInt8] {
        let line = Array("<p><b>CAMPO:</b> valor sem fim</p>\n".utf8)
        var bytes: [UInt8] = Array("<!DOCTYPE html><html><body><div class=\"os-detalhes\">\n".utf8)
        bytes.reserveCapacity(mebibytes << 20)
        while bytes.count < mebibytes << 20 { bytes += line }
        return bytes
    }
}
