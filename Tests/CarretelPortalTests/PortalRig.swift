import CarretelBrowser
import CarretelCore
import CarretelHTML
import CarretelHTTP
import CarretelProcessors
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
import CarretelWorker
import Synchronization
import Testing

/// One test after the other: what the end of an attempt sweeps away would be another's browser.
@Suite(.serialized) enum Portals {}

/// Real attempts at `os-scraping` against a sandbox on loopback: real HTTP, real pages, real browsers, real staging
/// folders. Only the daemon is missing.
final class PortalRig: Sendable {
    let sandbox: Sandbox
    private let folder: TemporaryDirectory
    private let runner: AttemptRunner
    private let browsers: ChromiumPool
    private let reaper: ChildReaper
    private let last = Mutex<(job: UInt64, attempt: Int, checkpoint: [UInt8])>((0, 0, []))

    /// No pauses.
    static let quick = settings()

    /// Settings of the type without pauses; a browser of root's has no sandbox.
    ///
    /// - Parameters:
    ///   - parallel: how many are asked for at once; nil for the default.
    ///   - browserLimit: in seconds, by default far more than a browser takes on a machine with too much to do.
    /// - Returns: them as JSON text.
    static func settings(parallel: Int? = nil, browserLimit: Int = 120) -> String {
        let parallel = parallel.map { #","parallel":\#($0)"# } ?? ""
        return #"{"group_pause_ms":0,"batch_pause_seconds":0,"browser_without_sandbox":\#(ThisProcess.user == 0)"#
            + #","browser_limit_seconds":\#(browserLimit)\#(parallel)}"#
    }

    /// The browsers' orphans come to this process, as they do in a worker.
    private static let isSubreaper: Bool = {
        do throws(SystemError) {
            try ProcessSetup.becomeSubreaper()
            return true
        } catch {
            return false
        }
    }()

    private init(_ sandbox: Sandbox) throws {
        try #require(Self.isSubreaper)
        self.sandbox = sandbox
        folder = try TemporaryDirectory.current
        try Directory.open(path: folder.path).makeDirectory("work", mode: 0o755)
        reaper = try ChildReaper(sweepsAfterEachChild: false)
        var configuration = ChromiumPool.Configuration()
        configuration.temporary = folder.path
        browsers = ChromiumPool(client: try CurlClient(), reaper: reaper, configuration: configuration)
        runner = AttemptRunner(
            processors: BuiltInProcessors.all, datasets: ScriptedDatasets(), http: try CurlClient(),
            cache: CacheFolder(path: folder.path("cache")), html: LibxmlParser(), browsers: browsers, reaper: reaper)
    }

    /// Starts a sandbox, and stops it and all browsers whatever happens.
    static func run(
        faults: [String] = [], latency: Duration = .zero, _ body: (PortalRig) async throws -> Void
    ) async throws {
        var settings = SandboxSettings()
        settings.portal.latency = latency
        for fault in faults { settings.faults.plans += try FaultOrder(fault).plans }
        try await Sandbox.run(settings) { sandbox in
            let rig = try PortalRig(sandbox)
            defer {
                rig.reaper.table.sweep(.everything)
                rig.browsers.clear()
            }
            try await body(rig)
        }
    }

    /// Runs the first attempt of a new job.
    ///
    /// - Parameters:
    ///   - numbers: the service orders.
    ///   - more: further parameters as JSON members, each with a comma before it.
    ///   - settings: the type's, as JSON text.
    ///   - scripted: whether it is the portal that scripts build.
    ///   - layout: what the profile says of the other portal's.
    ///   - password: the user's.
    ///   - timeout: of a request, in seconds.
    ///   - attemptsLeft: how many follow at most.
    ///   - cancelling: looks at each frame; true ends the attempt.
    /// - Returns: what came of it.
    /// - Throws: when it does not end.
    func job(
        _ numbers: [Int], _ more: String = "", settings: String = PortalRig.quick, scripted: Bool = false,
        layout: String = "plain", password: String = PortalSettings.defaultPassword, timeout: Int = 30,
        attemptsLeft: Int = 0,
        cancelling: @escaping @Sendable (WorkerFrame) -> Bool = { _ in false }
    ) async throws -> PortalAttempt {
        last.withLock { $0 = ($0.job + 1, 0, []) }
        return try await attempt(
            numbers, more, settings: settings, scripted: scripted, layout: layout, password: password,
            timeout: timeout, attemptsLeft: attemptsLeft, cancelling: cancelling)
    }

    /// Runs the next attempt of the job.
    func attempt(
        _ numbers: [Int], _ more: String = "", settings: String = PortalRig.quick, scripted: Bool = false,
        layout: String = "plain", password: String = PortalSettings.defaultPassword, timeout: Int = 30,
        attemptsLeft: Int = 0,
        cancelling: @escaping @Sendable (WorkerFrame) -> Bool = { _ in false }
    ) async throws -> PortalAttempt {
        let (job, number, checkpoint) = last.withLock { last in
            last.attempt += 1
            return last
        }
        let list = numbers.map(String.init).joined(separator: ",")
        let assignment = Assignment(
            attempt: AttemptKey(job: JobID(high: 1, low: job), attempt: number), name: "scrape", type: "os-scraping",
            timeout: .seconds(600), staging: folder.path("work/\(job)/\(number)"),
            parameters: Array("{\"os_numbers\":[\(list)]\(more)}".utf8), settings: Array(settings.utf8),
            checkpoint: checkpoint, profile: profile(scripted ? "antd" : layout, password, timeout),
            attemptsLeft: attemptsLeft)
        let cancellation = Cancellation()
        let latest = Mutex(checkpoint)
        let begin = SystemClock.now().monotonic
        let outcome = try await onOwnThread { [runner] in
            runner.run(assignment, cancellation: cancellation) { frame in
                if case .checkpoint(_, let bytes, _) = frame { latest.withLock { $0 = bytes } }
                if cancelling(frame) { cancellation.cancel(.requested) }
            }
        }
        if case .later(_, let bytes, _) = outcome { latest.withLock { $0 = bytes } }
        last.withLock { $0.checkpoint = latest.withLock { $0 } }
        return PortalAttempt(
            outcome: outcome, staging: assignment.staging, time: SystemClock.now().monotonic - begin)
    }

    private func profile(_ layout: String, _ password: String, _ timeout: Int) -> Profile {
        Profile(
            name: "default", system: "portal",
            values: [
                "url": layout == "antd" ? sandbox.spaURL : sandbox.portalURL,
                "username": PortalSettings.defaultUsername,
                "layout": layout, "request_timeout_seconds": "\(timeout)",
            ],
            secrets: ["password": Secret(password)], identity: "\(layout.utf8.count)-\(password.utf8.count)")
    }

    /// How often a method was called.
    func calls(_ method: String) -> Int { sandbox.log.calls.count { $0.method == method } }
    /// The service orders asked for over HTTP, in their order.
    var asked: [Int] { sandbox.log.calls.filter { $0.method == "ordem" }.compactMap(\.page) }
}

/// What came of an attempt.
struct PortalAttempt: Sendable {
    var outcome: ProcessorOutcome
    var staging: String
    var time: Duration

    var end: String { outcome.words }

    var reason: FailureReason? {
        switch outcome {
        case .partial(_, _, let reason), .failed(let reason, _), .later(_, _, let reason): reason
        case .succeeded, .cancelled: nil
        }
    }

    /// The output of one that succeeded, at least partly.
    var output: JSONValue {
        get throws {
            switch outcome {
            case .succeeded(let output, _), .partial(let output, _, _):
                return try JSONValue(parsing: output, limits: JSONLimits(maxBytes: 64 << 20))
            default: throw NoOutput(end: end, reason: reason)
            }
        }
    }

    struct NoOutput: Error {
        var end: String
        var reason: FailureReason?
    }

    /// Each result of the output.
    var results: [JSONValue] {
        get throws {
            let output = try output
            return output["results"].map { Array($0.elements) } ?? []
        }
    }

    /// `OS status code engine` of each result.
    var words: [String] {
        get throws {
            try results.map { result in
                let words = [result["os"], result["status"], result["code"], result["engine"]]
                return words.compactMap { $0?.string }.joined(separator: " ")
            }
        }
    }

    /// Expects every found service order to say what the portal really knows of it.
    func expectTruth(
        _ rig: PortalRig, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for result in try results where result["status"]?.string == "success" {
            let number = try #require(result["os"]?.string.flatMap { Int($0) })
            let truth = try #require(rig.sandbox.portal.truth(number))
            for field in truth.fields where !field.value.isEmpty {
                #expect(
                    result["data"]?[field.name]?.string == field.value, "\(number): \(field.name)",
                    sourceLocation: sourceLocation)
            }
        }
    }
}

/// Runs `body` on a thread of its own, because it blocks, and waits for its end without blocking.
private func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value {
    let result = Mutex<Value?>(nil)
    try PlainThread.start(name: "attempt") {
        let value = body()
        result.withLock { $0 = value }
    }
    return try await eventually(within: .seconds(590), "the attempt's end") { result.withLock { $0 } }
}
