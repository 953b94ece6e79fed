import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

/// The real program beside a running daemon.
@Suite(.temporaryDirectory) struct ServedTests {
    private let spool: ServedSpool

    init() async throws { spool = try await ServedSpool() }

    private func carretel(_ arguments: String...) async throws -> CommandRun { try await spool.carretel(arguments) }

    @Test func submitWaitsForTheOutput() async throws {
        let run = try await carretel("submit", "echo", "--param", "greeting=olá", "--param", "n=1.50", "--wait")
        #expect(run.code == 0)
        #expect(run.output == "{\"greeting\":\"olá\",\"n\":1.50}\n")
        #expect(run.errors.contains(": succeeded in "))
        let json = try await carretel(
            "submit", "echo", "--param", "fail=permanent", "--name", "ruim", "--wait", "--json")
        #expect(json.code == 1)
        #expect(try json.json["status"]?.string == "failed")
        #expect(json.errors.contains("\n  echo_failed: The job asked for a permanent failure.\n"))
    }

    @Test func aLongOutputIsNotPouredOntoATerminal() async throws {
        let text = String(repeating: "a", count: 20_000)
        try write(
            #"{"type":"echo","parameters":{"texto":"\#(text)"}}"#, to: TemporaryDirectory.current.path("longo.json"))
        // script(1) gives it a terminal.
        let run = try await CommandRun.program(
            "/usr/bin/script", ["-qec", "'\(try BinaryPath.carretel)' submit --file longo.json --wait", "/dev/null"],
            environment: ["CARRETEL_SPOOL": spool.path])
        #expect(run.code == 0)
        #expect(!run.output.contains(String(repeating: "a", count: 100)))
        let place = "\(spool.path)/outgoing/results/longo.result.json"
        #expect(run.output.contains("too much for a terminal: it is in \(place)"))
        let whole = try await carretel("submit", "--file", "longo.json", "--name", "inteiro", "--wait")
        #expect(whole.output == #"{"texto":"\#(text)"}"# + "\n")
    }

    @Test func aNameThatIsInUseIsFollowedAllTheSame() async throws {
        #expect(try await carretel("submit", "echo", "--param", "delay_ms=3000", "--name", "a").code == 0)
        try await eventually("the claim") { try names(in: spool.path + "/incoming").isEmpty }
        let second = try await carretel("submit", "echo", "--param", "n=2", "--name", "a", "--wait")
        #expect(second.code == 0)
        #expect(second.output == "{\"n\":2}\n")
        let first = try await carretel("submit", "echo", "--param", "n=3", "--name", "a", "--wait")
        #expect(first.output == "{\"n\":3}\n")
    }

    @Test func aJobIsShownListedAndCancelled() async throws {
        _ = try await carretel(
            "submit", "echo", "--param", "delay_ms=86400000", "--timeout", "3600", "--name", "lento")
        try await eventually("progress of the job") {
            try await carretel("show", "lento").output.contains("\n  progress  ")
        }
        // What runs is in the daemon's own figures, which are written by the quarter of a second.
        let status = try await eventually("the job in status") {
            let status = try await carretel("status")
            return status.output.contains("\nlento    ") ? status : nil
        }
        #expect(status.code == 0)
        #expect(status.output.contains("\ndaemon   alive, process "))
        #expect(status.output.contains("\nlaw      holds: 1 received = "))
        let job = try await eventually("the running job in the journal") {
            let job = try await carretel("show", "lento", "--json").json["jobs"]?.elements.first { _ in true }
            return job?["state"]?.string == "running" ? job : nil
        }
        let id = try #require(job["id"]?.string)
        let cancel = try await carretel("cancel", String(id.suffix(6)).lowercased())
        #expect(cancel.code == 0)
        #expect(cancel.output == "\(id.suffix(6).lowercased()): The job is being ended; its result will say so.\n")
        try await eventually("the end of the job") {
            try await carretel("history", "--status", "cancelled", "--json").json["jobs"]?.count == 1
        }
        // Its file moves when its result is in its place, a moment after the history knows.
        try await eventually("the rest of its file") {
            try await carretel("show", id).output.contains("\n    job file: failed/lento.json\n")
        }
        let ended = try await carretel("show", id)
        #expect(ended.output.hasPrefix("lento  cancelled\n"))
        #expect(ended.output.contains("\n    job file: failed/lento.json\n"))
        let again = try await carretel("cancel", "lento")
        #expect(again.code == 0)
        #expect(again.output == "lento: The job had already ended: cancelled.\n")
        #expect(try await carretel("fsck").output.hasSuffix("All is well.\n"))
    }

    @Test func monitoringIsToldWhenTheDaemonIsKilled() async throws {
        #expect(try await carretel("status", "--check").code == 0)
        try await spool.server.kill()
        let check = try await carretel("status", "--check")
        #expect(check.code == 2)
        #expect(check.output.hasPrefix("CARRETEL CRITICAL - the daemon is dead | "))
        let status = try await carretel("status", "--json")
        #expect(status.code == 2)
        #expect(try status.json["daemon"]?["alive"]?.boolean == false)
        #expect(try status.json["daemon"]?["pid"]?.isNull == true)
    }
}

/// `carretel serve` on a fresh spool; killed when nobody holds it any more.
final class Server: Sendable {
    private let child: ChildProcess
    private let end: End

    /// How it ended; told on the reaper's thread.
    private final class End: Sendable {
        private let death = Mutex<WorkerDeath?>(nil)

        var isThere: Bool { death.withLock { $0 != nil } }

        func take(_ death: WorkerDeath) { self.death.withLock { $0 = death } }
    }

    private init(_ launch: ChildProcess.Launch) throws {
        let end = End()
        self.end = end
        child = try ChildProcess.start(launch, reaper: try ChildReaper(sweepsAfterEachChild: false)) { end.take($0) }
    }

    deinit { child.kill(force: true) }

    /// Starts it and waits until it serves.
    ///
    /// - Parameters:
    ///   - spool: need not be there.
    ///   - configuration: its file.
    ///   - environment: beside the way to other programs.
    ///   - mask: the file mode creation mask that it is started with.
    /// - Returns: the daemon, which is killed when nobody holds it any more.
    /// - Throws: when it cannot be started.
    static func start(
        spool: String, configuration: String? = nil, environment: [String: String] = [:], mask: String = "022"
    ) async throws -> Server {
        let options = configuration.map { ["--config", $0] } ?? []
        var launch = ChildProcess.Launch(
            executable: "/bin/sh",
            arguments: ["-c", #"umask \#(mask) && exec "$0" "$@""#, try BinaryPath.carretel, "serve", "--spool", spool]
                + options,
            environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 })
        let folder = try Directory.open(path: try TemporaryDirectory.current.path)
        let log = try folder.openFile("serve.log", .append(mode: 0o600))
        launch.standardError = log.rawValue
        let server = try Server(launch)
        try await eventually("the daemon") { try Self.isServed(spool) }
        _ = consume log
        return server
    }

    /// Kills it and waits until nobody serves.
    func kill() async throws {
        child.kill(force: true)
        try await eventually("the daemon's end") { end.isThere }
    }

    private static func isServed(_ spool: String) throws -> Bool {
        do {
            let state = try Directory.open(path: spool + "/state")
            return try state.statusIfPresent(of: "live.json") != nil
        } catch {
            guard error.isNotFound else { throw error }
            return false
        }
    }
}
