import CarretelCore
import CarretelHTTP
import CarretelProcessors
import CarretelSandbox
import CarretelStore
import CarretelSystem
import CarretelTestKit
import CarretelWorker
import Synchronization
import Testing

/// Real attempts at `odoo-sync-window` against a sandbox on loopback: real HTTP, a real business store in a file, real
/// staging folders. Only the daemon is missing. The server's clock is the test's.
final class OdooRig: Sendable {
    let sandbox: Sandbox
    let clock: ManualClock
    let business: BusinessDatabase
    private let folder: TemporaryDirectory
    private let timed: TimedBusiness
    private let runner: AttemptRunner
    private let last = Mutex<(job: UInt64, attempt: Int)>((0, 0))

    /// Nothing is left for the next run and nothing looked at twice, so that a test sees what it has ordered.
    static let exactSettings =
        #"{"lag_seconds": 0, "overlap_seconds": 0, "retry_delay_seconds": 0, "window_minutes_carteira": 1, "#
        + #""window_minutes_faturamento": 1}"#

    private init(_ sandbox: Sandbox, _ clock: ManualClock) throws {
        self.sandbox = sandbox
        self.clock = clock
        folder = try TemporaryDirectory.current
        try Directory.open(path: folder.path).makeDirectory("work", mode: 0o755)
        business = BusinessDatabase(path: folder.path("business.sqlite"))
        timed = TimedBusiness(business)
        runner = AttemptRunner(
            processors: BuiltInProcessors.all, datasets: ScriptedDatasets(), http: try CurlClient(),
            cache: CacheFolder(path: folder.path("cache")), business: timed,
            reaper: try ChildReaper(sweepsAfterEachChild: false))
    }

    /// Starts a sandbox, and stops it whatever happens.
    static func run(
        clock: ManualClock = ManualClock(), _ change: (inout SandboxSettings) throws -> Void = { _ in },
        _ body: (OdooRig) async throws -> Void
    ) async throws {
        var settings = SandboxSettings()
        try change(&settings)
        let reading = { @Sendable in clock.now }
        try await Sandbox.run(settings, clock: reading) { sandbox in
            try await body(try OdooRig(sandbox, clock))
        }
    }

    /// Runs the first attempt of a new job.
    ///
    /// - Parameters:
    ///   - parameters: as JSON text.
    ///   - settings: as JSON text.
    ///   - user: whose rights hold.
    ///   - wire: the profile's protocol.
    ///   - moment: when it is cancelled; nil for never.
    /// - Returns: what came of it.
    /// - Throws: when it does not end.
    func job(
        _ parameters: String = "{}", settings: String = OdooRig.exactSettings, user: OdooUser = .full,
        protocol wire: String = "auto", cancelled moment: TimedBusiness.Moment? = nil
    ) async throws -> SyncAttempt {
        last.withLock { $0 = ($0.job + 1, 0) }
        return try await attempt(parameters, settings: settings, user: user, protocol: wire, cancelled: moment)
    }

    /// Runs the next attempt of the job.
    func attempt(
        _ parameters: String = "{}", settings: String = OdooRig.exactSettings, user: OdooUser = .full,
        protocol wire: String = "auto", cancelled moment: TimedBusiness.Moment? = nil
    ) async throws -> SyncAttempt {
        let (job, number) = last.withLock { last in
            last.attempt += 1
            return last
        }
        let assignment = Assignment(
            attempt: AttemptKey(job: JobID(high: 1, low: job), attempt: number), name: "sync",
            type: "odoo-sync-window", timeout: .seconds(600), staging: folder.path("work/\(job)-\(number)"),
            parameters: Array(parameters.utf8), settings: Array(settings.utf8), profile: profile(of: user, wire))
        let cancellation = Cancellation()
        if let moment { timed.atNext(moment) { cancellation.cancel(.requested) } }
        let warnings = Mutex<[Warning]>([])
        let outcome = try await onOwnThread { [runner] in
            runner.run(assignment, cancellation: cancellation) { frame in
                if case .warning(_, let warning) = frame { warnings.withLock { $0.append(warning) } }
            }
        }
        return SyncAttempt(outcome: outcome, warnings: warnings.withLock { $0 }, staging: assignment.staging)
    }

    private func profile(of user: OdooUser, _ wire: String) -> Profile {
        Profile(
            name: "default", system: "odoo",
            values: [
                "url": sandbox.odooURL, "database": OdooSettings.defaultDatabase, "username": user.login,
                "protocol": wire,
            ],
            secrets: ["password": Secret(user.password), "api_key": Secret(user.apiKey)], identity: "odoo-\(user.login)"
        )
    }
}

/// What came of an attempt.
struct SyncAttempt: Sendable {
    var outcome: ProcessorOutcome
    var warnings: [Warning]
    var staging: String

    /// `succeeded`, `partial`, `failed CODE`, `later CODE` or `cancelled`.
    var end: String {
        switch outcome {
        case .succeeded: "succeeded"
        case .partial: "partial"
        case .failed(let reason, _): "failed \(reason.code)"
        case .later(_, _, let reason): "later \(reason.code)"
        case .cancelled: "cancelled"
        }
    }

    var reason: FailureReason? {
        switch outcome {
        case .partial(_, _, let reason), .failed(let reason, _), .later(_, _, let reason): reason
        case .succeeded, .cancelled: nil
        }
    }

    private var parts: (output: [UInt8], files: [DataFile]) {
        switch outcome {
        case .succeeded(let output, let files), .partial(let output, let files, _): (output, files)
        case .failed, .later, .cancelled: ([], [])
        }
    }

    /// A number of a service in the output; -1 for none.
    func count(_ service: String, _ name: String) throws -> Int64 {
        guard !parts.output.isEmpty else { return -1 }
        return try JSONValue(parsing: parts.output)["services"]?[service]?[name]?.int64 ?? -1
    }

    /// A member of a service in the output.
    func member(_ service: String, _ path: String...) throws -> JSONValue? {
        var value = try JSONValue(parsing: parts.output)["services"]?[service]
        for name in path { value = value?[name] }
        return value
    }

    /// The lines of a published file of changes; nil when there is none.
    func changes(of table: String) throws -> [JSONValue]? {
        guard let file = parts.files.first(where: { $0.name == "\(table).jsonl" }) else { return nil }
        let bytes = try Directory.open(path: staging).openFile(beneath: file.name).readBounded(limit: 256 << 20).bytes
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == file.records && bytes.count == file.bytes)
        return try lines.map { try JSONValue(parsing: Array($0)) }
    }
}
