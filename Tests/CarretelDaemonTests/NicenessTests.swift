import CarretelSystem
import CarretelTestKit
import Testing

/// How far the workers of a lane stand back for others.
@Suite(.temporaryDirectory, .timeLimit(.minutes(2))) struct NicenessTests {
    /// The nice values of a process's threads (proc_pid_stat(5), the 19th field); none when it has ended.
    private func niceness(of pid: Int32) -> Set<Int> {
        var values: Set<Int> = []
        do {
            let tasks = try Directory.open(path: "/proc/\(pid)/task")
            var entries = try tasks.entries()
            while let entry = try entries.next() {
                let stat = try tasks.openDirectory(entry.name).readFile("stat", limit: 4_096)
                // The second field is a name in parentheses, which may hold anything.
                let text = String(decoding: stat.bytes, as: UTF8.self)
                let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
                if fields.count > 17, let value = Int(fields[17]) { values.insert(value) }
            }
        } catch {
            // It, or one of its threads, has ended meanwhile.
        }
        return values
    }

    /// Runs a job of `echo` and waits until all threads of the daemon's workers have these nice values: one that has
    /// just been started comes to them in a moment.
    private func expectWorkers(
        _ environment: [String: String], _ what: String, standBack: Bool, _ isRight: (Set<Int>) -> Bool
    )
        async throws
    {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: environment)
        try daemon.drop("slow", #"{"type": "echo", "parameters": {"delay_ms": 600000}}"#)
        try await eventually("its beginning") { daemon.exists("outgoing/progress/slow.progress.json") }
        var seen: Set<Int> = []
        let isReached = try await eventually("nice values of \(what)") {
            seen = try daemon.family().filter { isWorker($0.pid, standingBack: standBack) }.reduce(into: []) {
                $0.formUnion(niceness(of: $1.pid))
            }
            return isRight(seen)
        }
        #expect(isReached, "\(seen)")
        _ = try await daemon.stop()
    }

    /// Whether it is a worker; chat-reply keeps one of its own ready, which never stands back.
    private func isWorker(_ pid: Int32, standingBack: Bool) -> Bool {
        // One that has ended meanwhile is none.
        let line = try? Directory.open(path: "/proc/\(pid)").readFile("cmdline", limit: 1 << 16).bytes
        let words = line?.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } ?? []
        return words.dropFirst().first == "worker" && words.contains("--niceness") == standingBack
    }

    @Test func shortJobsDoNotStandBack() async throws {
        let own = niceness(of: ThisProcess.id).max()
        try await expectWorkers([:], "this process", standBack: false) { $0.max() == own }
    }

    /// All threads: root's libdispatch would take some of them forward again.
    @Test func aLanesWorkersStandBackAsConfigured() async throws {
        try await expectWorkers(["CARRETEL_LANES_ECHO_NICENESS": "7"], "7", standBack: true) { $0 == [7] }
    }
}
