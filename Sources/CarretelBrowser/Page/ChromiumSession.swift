import CarretelCore
import CarretelSystem

/// One page of one Chromium.
struct ChromiumSession: BrowserSession {
    let browser: LiveBrowser
    let isFresh: Bool

    private var settings: BrowserSettings { browser.settings }

    func open(_ url: String, limit: Duration) async throws(BrowserFailure) {
        let target = try allowed(url)
        do throws(BrowserFailure) {
            _ = try await send(.post, "/url", CommandBody.object("url", target.url), pageLimit: limit)
        } catch {
            throw BrowserFailure(error.kind, "\(target.place): \(error.message)", hint: error.hint)
        }
    }

    /// Chromium itself would open `file:` and its own pages too.
    private func allowed(_ url: String) throws(BrowserFailure) -> HTTPTarget {
        let target: HTTPTarget
        do throws(HTTPFailure) { target = try HTTPTarget(url) } catch {
            throw BrowserFailure(.unreachable, error.message)
        }
        guard settings.hosts.contains(where: { $0.lowercased() == target.host }) else {
            throw BrowserFailure(
                .unreachable, "\(target.place): the browser may not talk to \(target.host).",
                hint: "It may talk to \(settings.hosts.joined(separator: ", ")) and to no other host.")
        }
        return target
    }

    func address() async throws(BrowserFailure) -> String {
        try await asking(send(.get, "/url").string)
    }

    func html() async throws(BrowserFailure) -> [UInt8] {
        try await asking(send(.get, "/source").utf8)
    }

    func load() async throws(BrowserFailure) -> PageLoad {
        let answer = try await send(.post, "/execute/sync", CommandBody.script(PageScripts.load) { _ in })
        let status = try asking(answer["status"]?.int64)
        return PageLoad(
            status: status > 0 ? Int(status) : nil, isUnderWay: try asking(answer["isUnderWay"]?.boolean))
    }

    /// A page that answers nothing at all has a browser that is of no more use.
    private func asking<Value>(_ value: Value?) throws(BrowserFailure) -> Value {
        guard let value else { throw BrowserFailure(.gone, "The browser gave no text where there must be one.") }
        return value
    }

    func click(_ selector: HTMLSelector) async throws(BrowserFailure) {
        let element = try await find(selector, mustShow: true)
        do throws(BrowserFailure) {
            _ = try await send(.post, "/element/\(element)/click", Array("{}".utf8))
        } catch  where error.kind == .elementMissing {
            // It lies under something that moves, or has just been drawn anew.
            let element = try await find(selector, mustShow: true)
            _ = try await send(
                .post, "/execute/sync", CommandBody.script(PageScripts.click) { $0.element(element) })
        }
    }

    func type(_ text: SecretText, into selector: HTMLSelector, submits: Bool) async throws(BrowserFailure) {
        let element = try await find(selector, mustShow: false)
        let keys = Keys.selectAll + Keys.backspace + text.reveal() + (submits ? Keys.enter : "")
        _ = try await send(
            .post, "/element/\(element)/value", CommandBody.object("text", keys),
            secrets: text.secrets + [Secret(keys)])
    }

    private func find(_ selector: HTMLSelector, mustShow: Bool) async throws(BrowserFailure) -> String {
        let found = try await send(
            .post, "/execute/sync",
            CommandBody.script(PageScripts.find) { json in
                json.selector(selector)
                json.boolean(mustShow)
            })
        if let fault = found.string { throw .invalid(selector, fault) }
        guard let element = found[JSONWriter.elementKey]?.string else {
            throw BrowserFailure(
                .elementMissing,
                "There is no \(mustShow ? "visible element" : "element") for the selector \(selector.text).")
        }
        return element
    }

    /// Carries out a command within the limit of one.
    func send(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8] = [], secrets: [Secret] = [],
        pageLimit: Duration? = nil, scriptLimit: Duration? = nil
    ) async throws(BrowserFailure) -> JSONValue {
        try await browser.driver.send(
            WebDriver.Command(
                method: method, path: path, body: body, secrets: secrets,
                pageLimit: pageLimit ?? settings.commandLimit, scriptLimit: scriptLimit ?? settings.commandLimit,
                awaitsPage: pageLimit != nil, runsScript: path.hasPrefix("/execute")))
    }
}

/// Keys without a character: WebDriver, section 15.4.2.
private enum Keys {
    /// Control and A, and all keys let go of.
    static let selectAll = "\u{E009}a\u{E000}"
    static let backspace = "\u{E003}"
    static let enter = "\u{E007}"
}

extension JSONWriter {
    /// The name of a reference to an element: WebDriver, section 12.1.
    static let elementKey = "element-6066-11e4-a52e-4f735466cecf"

    mutating func element(_ reference: String) {
        beginObject()
        name(Self.elementKey)
        string(reference)
        endObject()
    }
}

extension BrowserFailure {
    static func invalid(_ selector: HTMLSelector, _ fault: String) -> BrowserFailure {
        BrowserFailure(
            .invalidSelector,
            "This is no \(selector.language.rawValue) selector: \(selector.text) (\(TerminalText.escape(fault))).")
    }
}
