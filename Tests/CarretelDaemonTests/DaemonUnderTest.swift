import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

/// A real daemon on a spool in the test's own folder: the built program, real files, real processes.
final class DaemonUnderTest: Sendable {
    /// How the daemon ended. Apart from the daemon, which the wait for its end would otherwise keep alive.
    private final class Ending: Sendable {
        let death = Mutex<WorkerDeath?>(nil)
    }

    private struct State {
        var child: ChildProcess?
        var ending = Ending()
    }

    /// Unless the test says otherwise.
    private static let environment: [String: String] = {
        // The nightly job would come between the others of a test that happens to run then.
        var environment = ["PATH": "/usr/bin:/bin", "CARRETEL_SCHEDULES_MAINTENANCE_ENABLED": "false"]
        // Nor is there a worker of another lane beside those that a test looks at.
        environment["CARRETEL_LANES_CHAT_REPLY_WARM_WORKERS"] = "0"
        // Where many daemons run side by side, workers that stand back for all of them would hardly come to anything.
        for lane in ["LOAD", "RUPTURE", "ODOO", "SCRAPING", "SCRAPING_BATCH", "MAINTENANCE"] {
            environment["CARRETEL_LANES_\(lane)_NICENESS"] = "0"
        }
        return environment
    }()

    let spool: String
    private let state = Mutex(State())
    private let directory: Directory

    /// Prepares a spool; nothing runs yet.
    init() throws {
        // Writing to a child that has just ended is an error of one write, not the end of all tests.
        try ProcessSetup.ignoreSignals()
        let folder = try TemporaryDirectory.current
        spool = folder.path("spool")
        directory = try Directory.open(path: folder.path)
    }

    deinit {
        state.withLock { $0.child }?.kill(force: true)
    }

    /// Starts `carretel serve` and waits until it serves.
    func start(_ arguments: String..., environment: [String: String] = [:]) async throws {
        let before = servings()
        try await launch(["serve", "--spool", spool] + arguments, environment: environment)
        try await eventually("the daemon's word that it serves") {
            if let death = death { throw DaemonFailure("The daemon ended at its start: \(death)\n\(log())") }
            return servings() > before
        }
    }

    /// Starts the program with any arguments, its standard error in the log.
    func launch(_ arguments: [String], environment: [String: String] = [:]) async throws {
        var launch = ChildProcess.Launch(
            executable: try BinaryPath.carretel, arguments: arguments,
            environment: Self.environment.merging(environment) { $1 })
        let log = try directory.openFile("log", .append(mode: 0o600))
        launch.standardError = log.rawValue
        // No sweeps: this process runs all the other tests too.
        let reaper = try ChildReaper(sweepsAfterEachChild: false)
        let ending = Ending()
        let child = try ChildProcess.start(launch, reaper: reaper) { death in ending.death.withLock { $0 = death } }
        state.withLock { $0 = State(child: child, ending: ending) }
        // The log's descriptor is ours until the child has it.
        try await eventually("the program's start") { child.pid != nil || death != nil }
    }

    /// How the last daemon ended; nil while it runs.
    var death: WorkerDeath? { state.withLock { $0.ending }.death.withLock { $0 } }

    /// The daemon's process id.
    var pid: Int32 { state.withLock { $0.child?.pid } ?? 0 }

    /// How often a daemon said that it serves the spool.
    private func servings() -> Int {
        log().split(separator: "Carretel serves the spool", omittingEmptySubsequences: false).count - 1
    }

    /// Everything that was logged.
    func log() -> String {
        do {
            return String(decoding: try directory.readFile("log", limit: 1 << 20).bytes, as: UTF8.self)
        } catch {
            return "(no log: \(error))"
        }
    }

    /// Asks the daemon to stop and waits until it has.
    func stop() async throws -> WorkerDeath {
        state.withLock { $0.child }?.kill(force: false)
        return try await ended()
    }

    /// Sends SIGTERM, or SIGKILL when `force` is set.
    func signal(force: Bool) {
        state.withLock { $0.child }?.kill(force: force)
    }

    /// Kills the daemon, as a crash would.
    func kill() async throws {
        state.withLock { $0.child }?.kill(force: true)
        _ = try await ended()
    }

    /// Waits for the daemon's end.
    func ended() async throws -> WorkerDeath {
        try await eventually(within: .seconds(60), "the daemon's end") { death }
    }

    // MARK: - Files

    /// Whether a file is there, by its path in the spool.
    func exists(_ path: String) -> Bool {
        do {
            _ = try Directory.open(path: spool).openFile(beneath: path)
            return true
        } catch {
            return false
        }
    }

    /// Removes a file, by its path in the spool.
    func remove(_ path: String) throws {
        let parts = path.split(separator: "/")
        let folder = parts.dropLast().joined(separator: "/")
        try Directory.open(path: "\(spool)/\(folder)").unlink(FileName(String(parts.last ?? "")))
    }

    /// Removes the progress and events files under a name, which a job has when it ran for long enough to be shown: on a
    /// busy machine any may have.
    func removeProgress(of name: String) throws {
        for file in ["\(name).progress.json", "\(name).events.jsonl"] where exists("outgoing/progress/\(file)") {
            try remove("outgoing/progress/\(file)")
        }
    }

    /// A file's bytes.
    func read(_ path: String) throws -> [UInt8] {
        try Directory.open(path: spool).openFile(beneath: path).readBounded(limit: 64 << 20).bytes
    }

    /// The names in a folder of the spool.
    func names(in path: String) throws -> [String] {
        var names: [String] = []
        var entries = try Directory.open(path: "\(spool)/\(path)").entries()
        while let entry = try entries.next() { names.append(entry.name.description) }
        return names.sorted()
    }

    /// How many results there are in `results` or `superseded`.
    func results(in folder: String) throws -> Int {
        try names(in: "outgoing/\(folder)").count { $0.hasSuffix(".result.json") }
    }

    /// Writes a job file elsewhere and renames it in, as a good writer does.
    func drop(_ name: String, _ json: String) throws {
        let incoming = try Directory.open(path: "\(spool)/incoming")
        try directory.writeFile(FileName("\(name).new"), Array(json.utf8), mode: 0o644, durably: false)
        try directory.rename(FileName("\(name).new"), to: incoming, as: FileName("\(name).json"))
    }

    /// Makes a small dataset named `mini`, with 45 orders.
    func makeDataset() throws {
        let datasets = try Directory.open(path: "\(spool)/datasets")
        try datasets.makeDirectory("mini", mode: 0o755)
        let folder = try datasets.openDirectory("mini")
        let orders = (1...45).map { "P\($0),A,Parafuso,\($0 % 7 + 1).000,2.50\nP\($0),B,Porca,3,1.00\n" }.joined()
        let tables = [
            "orders.csv": "num_pedido,cod_produto,nome_produto,qtd_saldo,preco\n" + orders,
            "stock.csv": "cod_produto,qtd_movimentacao\nA,4\nB,100\n",
            "shipments.csv": "cod_produto,expedicao,qtd_saldo\nB,2026-11-22,10\n",
            "production.csv": "cod_produto,data_programacao,qtd_programada\nA,2026-11-25,50\n",
            "equivalents.csv": "cod_produto,grupo\n",
        ]
        for (name, text) in tables { try folder.writeFile(FileName(name), Array(text.utf8), durably: false) }
    }

    /// Makes an empty control file.
    func control(_ name: String) throws {
        try Directory.open(path: "\(spool)/control").writeFile(FileName(name), [], durably: false)
    }

    /// The slots of a lane by the daemon's live figures; nil while there are none.
    func slots(of lane: String) throws -> Int64? {
        guard exists("state/live.json") else { return nil }
        let live = try JSONValue(parsing: read("state/live.json"))
        return live["lanes"]?.elements.first { $0["name"]?.string == lane }?["slots"]?.int64
    }

    /// The JSON in a file, by its path in the spool; nil while there is none, also for the moment in which a newcomer has
    /// moved an older one away.
    func jsonIfThere(_ path: String) throws -> JSONValue? {
        let bytes: [UInt8]
        do {
            bytes = try read(path)
        } catch let error as SystemError where error.isNotFound {
            return nil
        }
        return try JSONValue(parsing: bytes, limits: JSONLimits(maxBytes: 64 << 20, maxDepth: 128))
    }

    /// The result under a name; nil while there is none.
    func resultIfThere(of name: String) throws -> JSONValue? {
        try jsonIfThere("outgoing/results/\(name).result.json")
    }

    /// What the progress file under a name says; nil while there is none.
    func progressIfThere(of name: String) throws -> JSONValue? {
        try jsonIfThere("outgoing/progress/\(name).progress.json")
    }

    /// Waits for a job's result.
    func result(of name: String, within limit: Duration = .seconds(30)) async throws -> JSONValue {
        var result: JSONValue?
        try await eventually(within: limit, "the result of \(name)") {
            result = try resultIfThere(of: name)
            return result != nil
        }
        guard let result else { throw DaemonFailure("No result of \(name). The daemon's log:\n\(log())") }
        return result
    }

    /// Drops a job and waits for its result.
    func run(_ name: String, _ json: String) async throws -> JSONValue {
        try drop(name, json)
        return try await result(of: name)
    }

    /// The daemon's descendants. It is a subreaper, so that orphans of whatever session stay among them.
    func family() throws -> Set<ProcessList.Entry> {
        try ProcessList().descendants(of: pid)
    }

    /// Descendants that are neither workers nor the watcher: what jobs started.
    func startedByJobs() throws -> Set<ProcessList.Entry> {
        try family().filter { entry in
            let line = try commandLine(of: entry.pid)
            return !line.isEmpty && !line.contains("carretel")
        }
    }

    /// Waits until jobs have started at least so many processes.
    func startedByJobs(atLeast count: Int) async throws -> Set<ProcessList.Entry> {
        try await eventually("\(count) processes of jobs") {
            let started = try startedByJobs()
            return started.count >= count ? started : nil
        }
    }
}

/// Waits until none of these processes is left.
func end(of processes: Set<ProcessList.Entry>) async throws {
    try await eventually("the end of \(processes.map(\.pid).sorted())") {
        try processes.isDisjoint(with: ProcessList().entries)
    }
}
