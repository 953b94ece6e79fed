import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

/// Workers of a lane whose jobs somebody waits for have their HTTP client before the first one comes.
@Suite(.temporaryDirectory, .timeLimit(.minutes(2))) struct PreparedWorkerTests {
    /// The names of a process's threads (proc_pid_comm(5)); none when it has ended.
    private func threads(of pid: Int32) -> Set<String> {
        var names: Set<String> = []
        do {
            let tasks = try Directory.open(path: "/proc/\(pid)/task")
            var entries = try tasks.entries()
            while let entry = try entries.next() {
                let name = try tasks.openDirectory(entry.name).readFile("comm", limit: 4_096)
                names.insert(String(decoding: name.bytes.filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
            }
        } catch {
            // It, or one of its threads, has ended meanwhile.
        }
        return names
    }

    /// The daemon's workers.
    private func workers(of daemon: DaemonUnderTest) throws -> [Int32] {
        try daemon.family().map(\.pid).filter { try commandLine(of: $0).contains(" worker ") }
    }

    @Test func aWarmWorkerOfChatReplyHasItsClientBeforeTheFirstJob() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: ["CARRETEL_LANES_CHAT_REPLY_WARM_WORKERS": "1"])
        try await eventually("the client's thread in the warm worker") {
            try workers(of: daemon).contains { threads(of: $0).contains("http") }
        }
        _ = try await daemon.stop()
    }

    /// Beside a job that asks nobody: one of another lane with a warm worker, and a reply without a key from a worker that
    /// was started for it.
    @Test(arguments: [
        (["CARRETEL_LANES_ECHO_WARM_WORKERS": "1"], #"{"type":"echo"}"#),
        (
            ["CARRETEL_LANES_CHAT_REPLY_WARM_WORKERS": "0"],
            #"{"type":"chat-reply","parameters":{"session_id":"s1","entity_id":"guardia","message":"Onde?"}}"#
        ),
    ])
    func otherWorkersMakeNoneBeforeTheyNeedIt(environment: [String: String], job: String) async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: environment)
        let result = try await daemon.run("one", job)
        #expect(result["status"]?.string == "succeeded")
        let workers = try workers(of: daemon)
        #expect(!workers.isEmpty)
        for worker in workers {
            #expect(try !commandLine(of: worker).contains("--prepare-http"))
            #expect(!threads(of: worker).contains("http"))
        }
        _ = try await daemon.stop()
    }
}
