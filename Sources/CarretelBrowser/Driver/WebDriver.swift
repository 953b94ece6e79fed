import CarretelCore
import CarretelSystem
import Synchronization

/// The commands of W3C WebDriver to one chromedriver with one session.
final class WebDriver: Sendable {
    /// One command.
    struct Command: Sendable {
        var method = HTTPMethod.post
        /// Below the session: `/url`.
        var path: String
        /// JSON; empty for GET.
        var body: [UInt8] = []
        /// What the body has that nobody may see.
        var secrets: [Secret] = []
        /// How long chromedriver may wait for a page that is being loaded.
        var pageLimit: Duration
        /// How long a script of this command may run.
        var scriptLimit: Duration

        /// Whether it is the page that may be late; else a late answer means that the browser stands still.
        var awaitsPage = false

        /// Whether a script of ours runs, after the page is there.
        var runsScript = false

        /// How long chromedriver has for its answer.
        var limit: Duration { runsScript ? pageLimit + scriptLimit : pageLimit }
    }

    private struct State {
        var session = ""
        var pageLimit: Duration?
        var scriptLimit: Duration?
        var isBroken = false
    }

    /// Given beyond the limits that chromedriver itself keeps, so that it is chromedriver who says what was late.
    static let slack = Duration.seconds(2)
    /// The least that chromedriver has for taking in the limits of a command, before it begins. It asks no page for
    /// that, so a command with a short limit is not to fail by it as if the browser were gone.
    static let shortestSetting = Duration.seconds(15)
    /// More than any page: 32 MiB.
    static let answerBytes = 32 << 20

    private let client: any HTTPClient
    private let port: Int
    private let state = Mutex(State())

    /// Speaks to a chromedriver on this machine.
    init(client: any HTTPClient, port: Int) {
        self.client = client
        self.port = port
    }

    /// Whether a command was left in the middle, so that nothing can be said of what the next would do.
    var isBroken: Bool { state.withLock { $0.isBroken } }

    /// Starts the browser.
    ///
    /// - Parameters:
    ///   - capabilities: what `POST /session` takes.
    ///   - limit: how long it may take.
    /// - Throws: ``BrowserFailure``.
    func begin(_ capabilities: [UInt8], limit: Duration) async throws(BrowserFailure) {
        let answer = try await exchange(.post, "/session", capabilities, secrets: [], limit: limit)
        guard let session = answer.member("sessionId")?.string else {
            throw BrowserFailure(.notStarted, "chromedriver began a session without saying which.")
        }
        state.withLock { $0.session = session }
    }

    /// Carries out a command.
    ///
    /// - Returns: the member `value` of the answer.
    func send(_ command: Command) async throws(BrowserFailure) -> JSONValue {
        try await keep(command)
        do throws(BrowserFailure) {
            return try await exchange(
                command.method, sessionPath + command.path, command.body, secrets: command.secrets,
                limit: command.limit + Self.slack, whenLate: command.awaitsPage ? .timedOut : .gone)
        } catch  where error.kind == .timedOut && !command.awaitsPage {
            throw noting(BrowserFailure(.gone, error.message))
        }
    }

    /// No command is sent to it any more that anything depends on.
    func giveUp() { state.withLock { $0.isBroken = true } }

    private var sessionPath: String { "/session/" + state.withLock { $0.session } }

    /// Tells chromedriver the limits of a command, unless it knows.
    private func keep(_ command: Command) async throws(BrowserFailure) {
        let isKnown = state.withLock { state in
            state.pageLimit == command.pageLimit && state.scriptLimit == command.scriptLimit
        }
        if isKnown { return }
        var body = JSONWriter()
        body.beginObject()
        body.member("pageLoad", max(command.pageLimit.wholeMilliseconds, 1))
        body.member("script", max(command.scriptLimit.wholeMilliseconds, 1))
        body.endObject()
        _ = try await exchange(
            .post, sessionPath + "/timeouts", body.bytes, secrets: [],
            limit: max(command.limit, Self.shortestSetting) + Self.slack)
        state.withLock { ($0.pageLimit, $0.scriptLimit) = (command.pageLimit, command.scriptLimit) }
    }

    private func exchange(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], secrets: [Secret], limit: Duration,
        whenLate: BrowserFailure.Kind = .gone
    ) async throws(BrowserFailure) -> JSONValue {
        var request = HTTPRequest(method, "http://127.0.0.1:\(port)\(path)", body: body)
        if !body.isEmpty { request.headers = [HTTPHeader("Content-Type", "application/json; charset=utf-8")] }
        request.limits = HTTPLimits(total: limit, maxBodyBytes: Self.answerBytes)
        request.redirects = .handedOver
        request.secrets = secrets
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await client.send(request)
        } catch {
            // Whatever it was: the driver may still be at that command.
            giveUp()
            throw BrowserFailure(driver: error, after: limit, whenLate: whenLate)
        }
        // Not what WebDriver says: whoever that is, it is no chromedriver.
        guard let answer = try? JSONValue(parsing: response.body, limits: JSONLimits(maxBytes: Self.answerBytes)),
            let value = answer.member("value")
        else {
            throw noting(BrowserFailure(.gone, "The browser's driver gave an answer that makes no sense."))
        }
        guard response.isSuccess else { throw noting(BrowserFailure(answer: value, scrubber: request.scrubber)) }
        return value
    }

    private func noting(_ failure: BrowserFailure) -> BrowserFailure {
        if failure.kind == .gone || failure.kind == .cancelled { state.withLock { $0.isBroken = true } }
        return failure
    }
}
