import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// One attempt of the whole processor against an account in memory, and what came of it.
struct LoadRun {
    let attempt: ScriptedAttempt
    /// What was thrown counts as failed, as it does in a worker.
    let outcome: ProcessorOutcome

    /// Runs an attempt.
    ///
    /// - Parameters:
    ///   - omie: the account, whose clock is the attempt's.
    ///   - parameters: the job's, as JSON text.
    ///   - settings: the type's, as JSON text.
    ///   - before: the attempt before, whose checkpoint and files this one is given.
    ///   - cache: answers of other jobs.
    ///   - prepare: changes the attempt before it runs.
    /// - Throws: when a text is not JSON.
    init(
        _ omie: ScriptedOmie, _ parameters: String = "{}", settings: String = "{}", after before: LoadRun? = nil,
        cache: ScriptedCache? = nil, prepare: (ScriptedAttempt) -> Void = { _ in }
    ) async throws {
        let attempt = try ScriptedAttempt(
            parameters: parameters, settings: settings, checkpoint: before?.checkpoint, profile: Self.profile,
            http: omie.http, cache: cache ?? ScriptedCache(), staging: before?.attempt.staging ?? ScriptedStaging(),
            attempt: (before?.attempt.key.attempt ?? 0) + 1, clock: omie.clock)
        prepare(attempt)
        self.attempt = attempt
        do throws(FailureReason) {
            outcome = try await FullDataLoad().run(attempt)
        } catch {
            outcome = .failed(error)
        }
    }

    static let key = "100000000001"
    static let secret = "s3cr3t-of-the-test"
    /// The account's profile.
    static let profile = Profile(
        name: "default", system: "omie", values: ["url": "https://omie.test/api/v1"],
        secrets: ["app_key": Secret(key), "app_secret": Secret(secret)], identity: "c0ffee")

    /// The state that the next attempt is given.
    var checkpoint: String? {
        if case .later(_, let checkpoint, _) = outcome { return String(decoding: checkpoint, as: UTF8.self) }
        return attempt.checkpoints.last.map { String(decoding: $0, as: UTF8.self) }
    }

    /// How it ended, as ``ProcessorOutcome/words`` says it.
    var end: String { outcome.words }

    /// Why it did not succeed.
    var reason: FailureReason? {
        switch outcome {
        case .partial(_, _, let reason), .failed(let reason, _), .later(_, _, let reason): reason
        case .succeeded, .cancelled: nil
        }
    }

    /// The published files by name.
    var files: [String: DataFile] {
        switch outcome {
        case .succeeded(_, let files), .partial(_, let files, _):
            Dictionary(files.map { ($0.name, $0) }) { first, _ in first }
        default: [:]
        }
    }

    /// The output of an attempt that succeeded, at least partly.
    var output: JSONValue {
        get throws {
            switch outcome {
            case .succeeded(let output, _), .partial(let output, _, _): return try JSONValue(parsing: output)
            default: throw NoOutput(end: end, reason: reason)
            }
        }
    }

    /// What the output says of a resource.
    func output(of resource: String) throws -> JSONValue { try #require(try output["resources"]?[resource]) }

    /// The ids of the records in a published file, in their order.
    func ids(_ resource: String) throws -> [Int64] {
        let name = "\(resource).jsonl"
        let file = try #require(files[name], "\(name) is not published")
        let lines = try #require(attempt.dataFile(named: name)).lines
        #expect(file.records == lines.count)
        return try lines.map { line in
            let record = try JSONValue(parsing: Array(line.utf8))
            return try #require(
                (record["Cabecalho"]?["nCodOS"] ?? record["codigo_cliente_omie"] ?? record["codigo"])?.int64)
        }
    }

    /// Expects the records 1 to `count`, each once and in order.
    func expectRecords(
        _ resource: String, _ count: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let bases: [String: Int64] = ["service_orders": 4_200_000_000, "clients": 4_100_000_000]
        let base = bases[resource] ?? 4_300_000_000
        let numbers = try ids(resource).map { $0 - base }
        #expect(numbers == (0..<Int64(count)).map { $0 + 1 }, sourceLocation: sourceLocation)
    }

    struct NoOutput: Error {
        var end: String
        var reason: FailureReason?
    }
}
