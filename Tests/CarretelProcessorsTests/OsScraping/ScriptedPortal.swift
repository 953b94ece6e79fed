import CarretelCore
import CarretelTestKit
import Synchronization

@testable import CarretelProcessors

/// A portal in memory whose pages are one line each: `found OS=12;CLIENTE=Loja`, `notfound`, `login`, `refused`,
/// `script`, `incomplete CNPJ`, `strange`, `home`, `link /os/12`.
final class ScriptedPortal: Sendable {
    /// What befalls a service order, the search for it or the login.
    enum Fault: Sendable {
        case page(String, status: Int = 200, headers: [HTTPHeaders.Field] = [])
        case failure(HTTPFailure)
        /// The session ends, and the login page is shown.
        case logout
    }

    private struct State {
        var faults: [String: [Fault]] = [:]
        var asked: [String] = []
        var logins: [String] = []
        var loggedIn: Set<String> = []
        var hook: (@Sendable (String) -> Void)?
    }

    let clock: ManualClock
    /// By how much each service order moves the clock.
    let latency: Duration
    private let state = Mutex(State())

    init(clock: ManualClock = ManualClock(), latency: Duration = .zero) {
        self.clock = clock
        self.latency = latency
    }

    /// The numbers asked for, in their order.
    var asked: [String] { state.withLock { $0.asked } }
    /// The sessions of the logins, in their order.
    var logins: [String] { state.withLock { $0.logins } }
    /// Is called with each service order before it is answered.
    func onOrder(_ hook: @escaping @Sendable (String) -> Void) { state.withLock { $0.hook = hook } }
    /// Lets something befall `place`, a number or `login`, so many times.
    func fail(_ place: String, times: Int = 1, _ fault: Fault) {
        state.withLock { $0.faults[place, default: []] += Array(repeating: fault, count: times) }
    }
    /// Ends every session.
    func logOutEverybody() { state.withLock { $0.loggedIn = [] } }

    /// The way to it.
    var http: ScriptedHTTP {
        ScriptedHTTP { (request) throws(HTTPFailure) in
            var response = try self.answer(request)
            response.effectiveURL = request.url
            return response
        }
    }

    private func answer(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPResponse {
        let path = String(request.url.dropFirst(Self.url.count))
        let jar = request.session ?? ""
        if path == "/login" {
            return request.method == .get ? .scripted(body: "login") : try login(request, jar)
        }
        guard state.withLock({ $0.loggedIn.contains(jar) }) else { return .scripted(body: "login") }
        return try order(String(path.dropFirst("/os/".count)), jar)
    }

    private func login(_ request: HTTPRequest, _ jar: String) throws(HTTPFailure) -> HTTPResponse {
        let fault = state.withLock { state in
            state.logins.append(jar)
            return Self.take("login", &state)
        }
        if let fault { return try play(fault, jar) }
        guard String(decoding: request.body, as: UTF8.self) == "csrf=a%2Fb+c&user=operador&pass=s3nha" else {
            return .scripted(body: "refused")
        }
        state.withLock { _ = $0.loggedIn.insert(jar) }
        return .scripted(body: "home")
    }

    private func order(_ os: String, _ jar: String) throws(HTTPFailure) -> HTTPResponse {
        clock.advance(by: latency)
        let (fault, hook) = state.withLock { state in
            state.asked.append(os)
            return (Self.take(os, &state), state.hook)
        }
        hook?(os)
        if let fault { return try play(fault, jar) }
        return .scripted(body: Self.page(of: os))
    }

    private func play(_ fault: Fault, _ jar: String) throws(HTTPFailure) -> HTTPResponse {
        switch fault {
        case .page(let body, let status, let headers): return .scripted(status, headers: headers, body: body)
        case .failure(let failure): throw failure
        case .logout:
            state.withLock { _ = $0.loggedIn.remove(jar) }
            return .scripted(body: "login")
        }
    }

    private static func take(_ place: String, _ state: inout State) -> Fault? {
        guard state.faults[place]?.isEmpty == false else { return nil }
        return state.faults[place]?.removeFirst()
    }

    /// Numbers that begin with 9 are not there.
    static func page(of os: String) -> String { os.hasPrefix("9") ? "notfound" : "found OS=\(os);CLIENTE=Loja \(os)" }

    static let url = "https://portal.test:443"
    static let password = "s3nha"
    static let profile = Profile(
        name: "default", system: "portal", values: ["url": url + "/", "username": "operador"],
        secrets: ["password": Secret(password)], identity: "c0ffee")

    /// A layout for a portal whose service orders have addresses.
    static let layout = PortalLayout(
        name: "scripted",
        login: PortalLogin(
            path: "/login", username: .css("#user"), password: .css("#pass"), submit: .css("button")),
        search: OrderSearch(
            path: "/os/{os}", result: nil, startPath: "/os",
            steps: [.type("{os}", into: .css("#search"), submits: true)], details: []),
        pages: PageKinds(
            needsScript: PageCondition(), loginRefused: PageCondition([.init(text: "refused")]),
            loggedOut: PageCondition([.init(text: "login")]), notFound: PageCondition([.init(text: "notfound")]),
            found: PageCondition([.init(text: "found ")])),
        fields: FieldRules(labels: [], places: [], names: [:], required: [], placeholders: []))

    /// Reads the portal's pages, and has its layout whatever the profile says.
    static func kit(_ layout: PortalLayout = layout) -> ReadingKit {
        ReadingKit(layout: { (_) throws(FailureReason) in layout }, reader: { _, _ in ScriptedReader() })
    }
}

/// Reads pages of one line.
struct ScriptedReader: PageReading {
    func read(_ bytes: [UInt8], charset: String?, os: String) throws(HTMLFailure) -> PageVerdict {
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        switch words.first {
        case "found":
            let record = Self.record(words.last ?? "")
            guard os.isEmpty || (record["OS"] ?? os) == os else {
                return .unknown("The page shows another service order.")
            }
            return .found(record)
        case "incomplete": return .incomplete(OrderRecord(fields: []), missing: [words.last ?? ""])
        case "notfound": return .notFound
        case "login": return .loggedOut
        case "refused": return .loginRefused
        case "script": return .needsScript
        case "huge": throw HTMLFailure(.tooLarge, "The page is too large.")
        default: return .unknown("The page is none that the layout knows.")
        }
    }

    func loginForm(_ bytes: [UInt8], charset: String?) throws(HTMLFailure) -> LoginForm? {
        guard String(decoding: bytes, as: UTF8.self) == "login" else { return nil }
        return LoginForm(
            action: "/login", isPost: true, hidden: [LoginForm.Member(name: "csrf", value: "a/b c")], username: "user",
            password: "pass")
    }

    func link(_ bytes: [UInt8], charset: String?, os: String) throws(HTMLFailure) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasPrefix("link ") ? String(text.dropFirst("link ".count)) : nil
    }

    private static func record(_ text: String) -> OrderRecord {
        OrderRecord(
            fields: text.split(separator: ";").map { field in
                let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return OrderRecord.Field(name: pair[0], value: pair.count > 1 ? pair[1] : "")
            })
    }
}
