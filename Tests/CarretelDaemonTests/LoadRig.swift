import CarretelCore
import CarretelSandbox
import CarretelStore
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

/// A real daemon with its workers, and the sandbox that its profile `default` points at.
struct LoadRig {
    let daemon: DaemonUnderTest
    let sandbox: Sandbox
    private let variables: [String: String]

    /// Starts both with the key and the secret that the daemon believes to be the application's, and ends them whatever
    /// happens.
    static func run(
        _ settings: SandboxSettings = .changed { _ in }, key: String = OmieSettings.defaultKey,
        secret: String = OmieSettings.defaultSecret,
        _ body: (LoadRig) async throws -> Void
    ) async throws {
        try await Sandbox.run(settings) { sandbox in
            let rig = LoadRig(
                daemon: try DaemonUnderTest(), sandbox: sandbox,
                variables: [
                    "OMIE_URL": sandbox.omieURL, "OMIE_APP_KEY": key, "OMIE_APP_SECRET": secret,
                    "CARRETEL_LOG_LEVEL": "trace",
                    // A job that is killed a hundred times asks for more pages than Omie lets through in a minute.
                    "CARRETEL_TYPES_FULL_DATA_LOAD_REQUESTS_PER_MINUTE_METHOD": "0",
                    "CARRETEL_TYPES_FULL_DATA_LOAD_REQUESTS_PER_MINUTE": "0",
                ])
            try await rig.start()
            try await body(rig)
            _ = try await rig.daemon.stop()
        }
    }

    /// Starts the daemon, again after it was killed.
    func start() async throws { try await daemon.start(environment: variables) }

    /// Drops a load. Its parameters need not name a limit of requests: only an answer that never comes meets it.
    func drop(_ name: String, _ parameters: String) throws {
        let patient = #"{"request_timeout_seconds": 120"# + (parameters == "{}" ? "}" : ", \(parameters.dropFirst())")
        try daemon.drop(name, #"{"type": "full-data-load", "parameters": \#(patient)}"#)
    }

    /// Drops a load and waits for its result.
    func load(_ name: String, _ parameters: String) async throws -> JSONValue {
        try drop(name, parameters)
        return try await daemon.result(of: name, within: .seconds(60))
    }

    /// The ids in the published file of a resource.
    func ids(_ resource: String, of result: JSONValue) throws -> [Int64] {
        let paths = try #require(result["files"]).elements.compactMap { $0["path"]?.string }
        let path = try #require(paths.first { $0.hasSuffix("\(resource).jsonl") })
        let lines = try daemon.read("outgoing/results/\(path)").split(separator: UInt8(ascii: "\n"))
        return try lines.map { line in
            let record = try JSONValue(parsing: Array(line))
            let id = record["Cabecalho"]?["nCodOS"] ?? record["codigo_cliente_omie"] ?? record["codigo"]
            return try #require(id?.int64)
        }
    }

    /// Expects a complete load with every record of the sandbox once.
    func expectEveryRecord(_ result: JSONValue, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(result["status"]?.string == "succeeded", sourceLocation: sourceLocation)
        #expect(result["output"]?["complete"]?.boolean == true, sourceLocation: sourceLocation)
        for (resource, name) in [("service_orders", "service-orders"), ("clients", "clients"), ("sellers", "sellers")] {
            let expected = try #require(sandbox.recordIDs(of: name))
            let isSame = try ids(resource, of: result).sorted() == expected.sorted()
            #expect(isSame, "\(resource)", sourceLocation: sourceLocation)
        }
    }

    /// The running daemon's live figures, which `carretel status` shows; empty while there are only those of a dead one.
    func status() throws -> String {
        guard let live = try daemon.jsonIfThere("state/live.json"), live["pid"]?.int64 == Int64(daemon.pid) else {
            return ""
        }
        return String(decoding: live.raw, as: UTF8.self)
    }

    /// How many jobs the journal has in a state.
    func count(_ state: JobState) throws -> Int {
        try HistoryReader.open("\(daemon.spool)/state/journal.sqlite").overview().count(state)
    }

    /// Waits until a call of a method for a page hangs, as it was ordered to.
    func waitForHang(_ method: String, page: Int) async throws {
        let hangs = try await eventually(within: .seconds(60), "the call of page \(page)") {
            sandbox.log.calls.contains { $0.method == method && $0.page == page && $0.outcome == "hang" }
        }
        guard hangs else { throw DaemonFailure("No call hangs. The daemon's log:\n\(daemon.log())") }
    }

    /// Kills the daemon's workers.
    func killWorkers() throws {
        for process in try daemon.family() where try commandLine(of: process.pid).contains(" worker ") {
            Glibc.kill(process.pid, SIGKILL)
        }
    }
}

extension SandboxSettings {
    /// The standard ones, and what a test changes.
    static func changed(_ change: (inout SandboxSettings) throws -> Void) rethrows -> SandboxSettings {
        var settings = SandboxSettings()
        try change(&settings)
        return settings
    }
}
