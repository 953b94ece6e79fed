import CarretelCore
import CarretelHTTP
import CarretelProcessors
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
import CarretelWorker
import Synchronization
import Testing

/// Real attempts at `full-data-load` against a sandbox on loopback: real HTTP, real staging and cache folders, real
/// waits. Only the daemon is missing.
final class UpstreamRig: Sendable {
    let sandbox: Sandbox
    private let folder: TemporaryDirectory
    private let runner: AttemptRunner
    private let last = Mutex<LoadAttempt?>(nil)

    private init(_ sandbox: Sandbox) throws {
        self.sandbox = sandbox
        folder = try TemporaryDirectory.current
        try Directory.open(path: folder.path).makeDirectory("work", mode: 0o755)
        runner = AttemptRunner(
            processors: BuiltInProcessors.all, datasets: ScriptedDatasets(), http: try CurlClient(),
            cache: CacheFolder(path: folder.path("cache")), reaper: try ChildReaper(sweepsAfterEachChild: false))
    }

    /// Starts a sandbox, and stops it whatever happens.
    static func run(
        _ settings: SandboxSettings = .small { _ in }, _ body: (UpstreamRig) async throws -> Void
    ) async throws {
        try await Sandbox.run(settings) { sandbox in
            try await body(try UpstreamRig(sandbox))
        }
    }

    /// Runs the next attempt of the rig's job, with the checkpoint of the one before.
    ///
    /// - Parameters:
    ///   - parameters: as JSON text.
    ///   - cancellation: ends the attempt.
    ///   - cancelling: looks at each frame; true ends the attempt.
    /// - Returns: what came of it.
    /// - Throws: when it does not end.
    func attempt(
        _ parameters: String, cancellation: Cancellation = Cancellation(),
        cancelling: @escaping @Sendable (WorkerFrame) -> Bool = { _ in false }
    ) async throws -> LoadAttempt {
        let before = last.withLock { $0 }
        let number = (before?.number ?? 0) + 1
        let assignment = Assignment(
            attempt: AttemptKey(job: JobID(high: 1, low: 1), attempt: number), name: "load",
            type: "full-data-load", timeout: .seconds(600), staging: folder.path("work/JOB/\(number)"),
            parameters: Array(parameters.utf8), checkpoint: before?.checkpoint ?? [], profile: profile)
        let checkpoint = Mutex(before?.checkpoint ?? [])
        let outcome = try await onOwnThread { [runner] in
            runner.run(assignment, cancellation: cancellation) { frame in
                if case .checkpoint(_, let bytes, _) = frame { checkpoint.withLock { $0 = bytes } }
                if cancelling(frame) { cancellation.cancel(.requested) }
            }
        }
        let attempt = LoadAttempt(
            number: number, outcome: outcome, checkpoint: checkpoint.withLock { $0 }, staging: assignment.staging)
        last.withLock { $0 = attempt }
        return attempt
    }

    /// The next attempt is the first of a second job, with the same cache.
    func beginSecondJob() throws {
        last.withLock { $0 = nil }
        let directory = try Directory.open(path: folder.path)
        try directory.rename("work", to: directory, as: "work-of-the-first")
        try directory.makeDirectory("work", mode: 0o755)
    }

    /// The sandbox's account.
    var profile: Profile {
        Profile(
            name: "default", system: "omie", values: ["url": sandbox.omieURL],
            secrets: [
                "app_key": Secret(OmieSettings.defaultKey), "app_secret": Secret(OmieSettings.defaultSecret),
            ], identity: "c0ffee")
    }

    /// Expects every record of the sandbox once in a published file.
    func expectEveryRecord(
        of resource: String, in attempt: LoadAttempt, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let name = resource.split(separator: "_").joined(separator: "-")
        let expected = try #require(sandbox.recordIDs(of: name))
        let found = try attempt.ids(of: resource)
        #expect(found.count == expected.count, sourceLocation: sourceLocation)
        // As a Boolean, because two lists of thousands in a message help nobody.
        let isSame = found.sorted() == expected.sorted()
        #expect(isSame, sourceLocation: sourceLocation)
    }
}

extension SandboxSettings {
    /// 250 service orders, 120 clients and 30 sellers, and what a test changes.
    static func small(_ change: (inout SandboxSettings) throws -> Void) rethrows -> SandboxSettings {
        var settings = SandboxSettings()
        settings.omie.serviceOrders = 250
        settings.omie.clients = 120
        settings.omie.sellers = 30
        try change(&settings)
        return settings
    }
}
/// What came of an attempt.
struct LoadAttempt: Sendable {
    var number: Int
    var outcome: ProcessorOutcome
    /// What the next attempt is given.
    var checkpoint: [UInt8]
    var staging: String

    /// How it ended, as ``ProcessorOutcome/words`` says it.
    var end: String { outcome.words }

    /// The output of one that succeeded; nil for others.
    var output: JSONValue? {
        get throws {
            guard case .succeeded(let output, _) = outcome else { return nil }
            return try JSONValue(parsing: output)
        }
    }

    /// The ids in the published file of a resource.
    func ids(of resource: String) throws -> [Int64] {
        guard case .succeeded(_, let files) = outcome else { return [] }
        let file = try #require(files.first { $0.name == "\(resource).jsonl" })
        let bytes = try Directory.open(path: staging).openFile(beneath: file.name).readBounded(limit: 64 << 20).bytes
        #expect(bytes.count == file.bytes)
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == file.records)
        return try lines.map { line in
            let record = try JSONValue(parsing: Array(line))
            let id = record["Cabecalho"]?["nCodOS"] ?? record["codigo_cliente_omie"] ?? record["codigo"]
            return try #require(id?.int64)
        }
    }
}

/// Runs `body` on a thread of its own, because it blocks, and waits for its end without blocking.
func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value {
    let result = Mutex<Value?>(nil)
    try PlainThread.start(name: "attempt") {
        let value = body()
        result.withLock { $0 = value }
    }
    return try await eventually(within: .seconds(590), "the attempt's end") { result.withLock { $0 } }
}
