import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Glibc
import Testing

/// A headless Chromium, driven by chromedriver in the protocol of W3C WebDriver.
struct BrowserRig: Sendable {
    private static let driver = "/usr/bin/chromedriver"
    /// How WebDriver names the reference of an element.
    private static let elementKey = "element-6066-11e4-a52e-4f735466cecf"
    /// The key of WebDriver for Enter.
    static let enter = "\u{E007}"

    static var isInstalled: Bool { unsafe access(driver, X_OK) == 0 }

    private let port: UInt16
    private let session: String

    /// Starts a browser, runs `body`, and ends it whatever happens.
    static func run(showsImages: Bool = true, _ body: (BrowserRig) async throws -> Void) async throws {
        let log = try TemporaryDirectory.current.path + "/driver.log"
        let lines = try await Shell.lines(
            """
            timeout 300 \(driver) --port=0 > '\(log)' 2>&1 & echo $!
            for look in $(seq 1500); do
                port=$(sed -n 's/.*started successfully on port \\([0-9]*\\).*/\\1/p' '\(log)')
                [ -n "$port" ] && break; sleep 0.02
            done
            echo "$port"
            """)
        let id = try #require(lines.first.flatMap { Int32($0) })
        defer { kill(id, SIGTERM) }
        let port = try #require(lines.last.flatMap { UInt16($0) })
        let rig = try await BrowserRig(port: port, showsImages: showsImages)
        do {
            try await body(rig)
        } catch {
            _ = try await rig.command("DELETE", "")
            throw error
        }
        _ = try await rig.command("DELETE", "")
    }

    private init(port: UInt16, showsImages: Bool) async throws {
        var arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage"]
        if !showsImages { arguments.append("--blink-settings=imagesEnabled=false") }
        // Chromium refuses to start in its own sandbox as root.
        if geteuid() == 0 { arguments.append("--no-sandbox") }
        let list = arguments.map { "\"\($0)\"" }.joined(separator: ",")
        let wanted = #"{"capabilities":{"alwaysMatch":{"goog:chromeOptions":{"args":[\#(list)]}}}}"#
        let answer = try await Self.exchange(port, "POST", "/session", wanted)
        self.port = port
        session = try #require(answer["sessionId"]?.string)
    }

    func open(_ url: String) async throws {
        _ = try await command("POST", "/url", #"{"url":"\#(url)"}"#)
    }

    /// Waits for an element and clicks on it.
    func click(_ selector: String) async throws {
        _ = try await command("POST", "/element/\(element(selector))/click", "{}")
    }

    /// Waits for an element, and types into it in place of what it holds.
    func type(_ text: String, into selector: String) async throws {
        let element = try await element(selector)
        _ = try await command("POST", "/element/\(element)/clear", "{}")
        _ = try await command("POST", "/element/\(element)/value", #"{"text":"\#(text)"}"#)
    }

    /// Waits for an element and gives its text as it is seen.
    func text(_ selector: String) async throws -> String {
        try #require(try await command("GET", "/element/\(element(selector))/text").string)
    }

    /// What a script returns.
    func evaluate(_ script: String) async throws -> JSONValue {
        try await command("POST", "/execute/sync", #"{"script":"\#(script)","args":[]}"#)
    }

    private func element(_ selector: String) async throws -> String {
        try await eventually("the element \(selector)") {
            let wanted = #"{"using":"css selector","value":"\#(selector)"}"#
            return try await command("POST", "/element", wanted)[Self.elementKey]?.string
        }
    }

    private func command(_ method: String, _ path: String, _ body: String = "") async throws -> JSONValue {
        try await Self.exchange(port, method, "/session/\(session)\(path)", body)
    }

    private static func exchange(
        _ port: UInt16, _ method: String, _ path: String, _ body: String
    ) async throws -> JSONValue {
        let request =
            "\(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let answer = try await RawClient.exchange(Array(request.utf8), port: port, patience: 60_000)
        return try #require(try answer.json["value"], "\(answer.text)")
    }
}
