import CarretelSystem
import CarretelTestKit
import Testing

/// How far the workers of a lane stand back for others.
@Suite(.temporaryDirectory, .timeLimit(.minutes(2))) struct NicenessTests {
    /// The nice values of a process's threads (proc_pid_stat(5), the 19th field); none when it has ended.
    private func niceness(of pid: Int32) -> Set<Int> {
        // A process that ends meanwhile has no threads.
        guard let tasks = try? Directory.open(path: "/proc/\(pid)/task"), var entries = try? tasks.entries() else {
            return []
        }
        var values: Set<Int> = []
        while let entry = try? entries.next() {
            guard let thread = try? tasks.openDirectory(entry.name),
                let stat = try? thread.readFile("stat", limit: 4_096)
            else { continue }
            // The second field is a name in parentheses, which may hold anything.
            let text = String(decoding: stat.bytes, as: UTF8.self)
            let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            if fields.count > 17, let value = Int(fields[17]) { values.insert(value) }
        }
        return values
    }

    /// The nice values of the daemon's workers while a job of `echo` runs.
    private func ofWorkers(_ environment: [String: String]) async throws -> Set<Int> {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: environment)
        try daemon.drop("slow", #"{"type": "echo", "parameters": {"delay_ms": 600000}}"#)
        try await eventually("its beginning") { daemon.exists("outgoing/progress/slow.progress.json") }
        let values = try daemon.family().filter { try isWorker($0.pid) }.reduce(into: Set<Int>()) {
            $0.formUnion(niceness(of: $1.pid))
        }
        _ = try await daemon.stop()
        return values
    }

    private func isWorker(_ pid: Int32) throws -> Bool {
        let line = try Directory.open(path: "/proc/\(pid)").readFile("cmdline", limit: 1 << 16).bytes
        return line.split(separator: 0).dropFirst().first.map { $0.elementsEqual("worker".utf8) } ?? false
    }

    @Test func shortJobsDoNotStandBack() async throws {
        #expect(try await ofWorkers([:]).max() == niceness(of: ThisProcess.id).max())
    }

    /// All threads: root's libdispatch would take some of them forward again.
    @Test func aLanesWorkersStandBackAsConfigured() async throws {
        #expect(try await ofWorkers(["CARRETEL_LANES_ECHO_NICENESS": "7"]) == [7])
    }
}
