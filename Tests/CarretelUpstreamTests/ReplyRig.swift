import CarretelCore
import CarretelHTTP
import CarretelProcessors
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
import CarretelWorker
import Synchronization
import Testing

/// Real attempts at `chat-reply` against a sandbox on loopback: real HTTP, real waits. Only the daemon is missing.
struct ReplyRig: Sendable {
    /// So long that no machine is too slow for it.
    static let patient = #"{"answer_seconds":100}"#

    let sandbox: Sandbox
    private let runner: AttemptRunner

    private init(_ sandbox: Sandbox) throws {
        self.sandbox = sandbox
        runner = AttemptRunner(
            processors: BuiltInProcessors.all, datasets: ScriptedDatasets(), http: try CurlClient(),
            reaper: try ChildReaper(sweepsAfterEachChild: false))
    }

    /// Starts a sandbox, and stops it whatever happens.
    static func run(
        _ chat: ChatSettings = ChatSettings(), _ body: (ReplyRig) async throws -> Void
    ) async throws {
        try await Sandbox.run(.small { $0.chat = chat }) { sandbox in
            try await body(try ReplyRig(sandbox))
        }
    }

    /// The same service asked by a worker that knows nothing of it yet and has no connection to it.
    func newWorker() throws -> ReplyRig { try ReplyRig(sandbox) }

    /// Plays a fault from now on, in place of all others.
    ///
    /// - Parameter fault: its kind and options.
    /// - Throws: when there is no such fault.
    func order(_ fault: String) throws {
        var order = try FaultOrder("chat:*:\(fault)")
        order.replaces = true
        try sandbox.order(order)
    }

    /// Runs the first attempt of a new job.
    ///
    /// - Parameters:
    ///   - isStream: whether it wants a stream.
    ///   - settings: as JSON text.
    ///   - values: of the profile, beside the address.
    /// - Returns: what came of it.
    /// - Throws: when it does not succeed, as every job of this type has to.
    func attempt(
        isStream: Bool = false, settings: String = Self.patient, profile values: [String: String] = [:]
    ) async throws -> ReplyAttempt {
        let before = sandbox.chat.calls.count
        let parameters =
            #"{"session_id":"s1","entity_id":"guardia","message":"Onde?","stream":\#(isStream ? "true" : "false")}"#
        // A reply has no data files, so nothing is ever made there.
        let assignment = Assignment(
            attempt: AttemptKey(job: JobID(high: 1, low: 1), attempt: 1), name: "reply", type: "chat-reply",
            timeout: .seconds(120), staging: "/nonexistent", parameters: Array(parameters.utf8),
            settings: Array(settings.utf8), profile: profile(values))
        let warnings = Mutex<[String]>([])
        let events = Mutex<[[UInt8]]>([])
        let outcome = try await onOwnThread { [runner] in
            runner.run(assignment) { frame in
                switch frame {
                case .warning(_, let warning): warnings.withLock { $0.append(warning.code) }
                case .progress(_, let progress): events.withLock { $0.append(progress.event) }
                default: break
                }
            }
        }
        let output: [UInt8]? = if case .succeeded(let output, _) = outcome { output } else { nil }
        let told = try JSONValue(parsing: try #require(output, "\(outcome)"))
        // A request that its client has given up may be read by the service later; the next attempt must not count it.
        let requests = Int(told["requests"]?.int64 ?? 0)
        try await eventually("\(requests) requests") { sandbox.chat.calls.count >= before + requests }
        return ReplyAttempt(
            output: told, warnings: warnings.withLock { $0 },
            events: try events.withLock { $0 }.filter { !$0.isEmpty }.map { try JSONValue(parsing: $0) },
            calls: Array(sandbox.chat.calls.dropFirst(before)))
    }

    private func profile(_ values: [String: String]) -> Profile {
        Profile(
            name: "default", system: "openai", values: values.merging(["url": sandbox.chatURL]) { $1 },
            secrets: ["api_key": Secret(ChatSettings.defaultKey)], identity: "sandbox")
    }
}

/// What came of an attempt.
struct ReplyAttempt: Sendable {
    var output: JSONValue
    /// Codes.
    var warnings: [String]
    /// Lines of the events file.
    var events: [JSONValue]
    /// What the service was asked.
    var calls: [ChatExchange]

    /// How many requests it says that went out.
    var requests: Int { Int(output["requests"]?.int64 ?? -1) }
    var fallbackReason: String? { output["fallback_reason"]?.string }

    /// What followed, and after how many requests: `model, 1` or `fallback rate_limited, 2`.
    var follows: String {
        let words = [output["origin"]?.string, fallbackReason].compactMap { $0 }
        return "\(words.joined(separator: " ")), \(requests)"
    }

    /// The partial text that counts: what came after the last word that the text begins anew.
    var partialText: String {
        events.reduce(into: "") { text, event in
            text = event["restart"] == nil ? text + (event["partial"]?.string ?? "") : ""
        }
    }
}
