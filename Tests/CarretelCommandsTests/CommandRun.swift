import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

/// One run of the real program: what it wrote and how it ended.
struct CommandRun: Sendable {
    var output: String
    var errors: String
    /// 128 and the signal's number, when one ended it.
    var code: Int32

    /// The output as JSON.
    var json: JSONValue {
        get throws { try JSONValue(parsing: Array(output.utf8)) }
    }

    /// Runs `carretel` in the test's folder, with `input` on its standard input, and waits for its end.
    static func carretel(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> CommandRun {
        try await program(try BinaryPath.carretel, arguments, input: input, environment: environment)
    }

    /// Runs any program likewise.
    static func program(
        _ path: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> CommandRun {
        let folder = try TemporaryDirectory.current
        let directory = try Directory.open(path: folder.path)
        let name = "run-\(UInt64.random(in: .min ... .max))"
        try directory.writeFile(FileName("\(name).in"), Array(input.utf8), durably: false)
        // The shell gives the streams to files of any length and then is the program.
        let script = #"cd "$0" && n="$1" && shift && exec "$@" < "$n.in" > "$n.out" 2> "$n.err""#
        var launch = ChildProcess.Launch(
            executable: "/bin/sh", arguments: ["-c", script, folder.path, name, path] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "TMPDIR": folder.path].merging(environment) { $1 })
        launch.hasPipes = false
        let end = Mutex<WorkerDeath?>(nil)
        let ended = WaitWord()
        _ = try ChildProcess.start(launch, reaper: try ChildReaper(sweepsAfterEachChild: false)) { death in
            end.withLock { $0 = death }
            ended.advance()
        }
        let death = try await eventually(within: .seconds(180), "the end of \(path)") { end.withLock { $0 } }
        return CommandRun(
            output: try text("\(name).out", directory), errors: try text("\(name).err", directory), code: code(death))
    }

    private static func code(_ death: WorkerDeath) -> Int32 {
        switch death {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        case .outOfMemory, .notStarted: -1
        }
    }

    private static func text(_ name: String, _ directory: Directory) throws -> String {
        String(decoding: try directory.readFile(FileName(name), limit: 64 << 20).bytes, as: UTF8.self)
    }
}

/// The names in a folder, sorted.
func names(in path: String) throws -> [String] {
    var names: [String] = []
    var entries = try Directory.open(path: path).entries()
    while let entry = try entries.next() { names.append(entry.name.description) }
    return names.sorted()
}

/// Writes a file.
func write(_ text: String, to path: String) throws {
    let parts = path.split(separator: "/")
    let folder = try Directory.open(path: "/" + parts.dropLast().joined(separator: "/"))
    try folder.writeFile(FileName(parts.last ?? ""), Array(text.utf8), mode: 0o644, durably: false)
}

/// A moment by its text.
func moment(_ text: String) throws -> Timestamp {
    try Timestamp(parsingRFC3339: text)
}
