import CarretelCore
import CarretelTestKit
import Testing

/// Time limits are real: nothing that a job started survives it, whatever it does.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct LimitTests {
    /// What an idle daemon with a warm worker keeps running: `carretel-watch` and workers.
    private func isCarretels(_ pids: [Int32], of daemon: DaemonUnderTest) throws -> Bool {
        let own = Set(try ProcessList().descendants(of: daemon.pid).map(\.pid))
        let names = try pids.map { try commandLine(of: $0) }
        return zip(pids, names).allSatisfy { own.contains($0) && ($1.contains("worker") || $1.contains("carretel-watch")) }
    }

    @Test(arguments: ["sleep", "burn"])
    func aHangingJobEndsAtItsLimit(kind: String) async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop(
            "hang",
            #"{"type": "echo", "timeout_seconds": 1, "max_attempts": 1, "parameters": {"hang": "\#(kind)"}}"#)
        let result = try await daemon.result(of: "hang", within: .seconds(60))
        #expect(result["status"]?.string == "timed_out")
        #expect(result["reason"]?["code"]?.string == "timed_out")
        // Other jobs go on.
        let next = try await daemon.run("next", #"{"type": "echo", "parameters": {}}"#)
        #expect(next["status"]?.string == "succeeded")
    }

    @Test func grandchildrenEndWithTheirJob() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let result = try await daemon.run(
            "spawn",
            #"{"type": "echo", "parameters": {"spawn": ["plain", "setsid", "double_fork", "stubborn"], "delay_ms": 300}}"#)
        #expect(result["status"]?.string == "succeeded")
        try await eventually("the end of everything it left behind") {
            try isCarretels(daemon.survivors(), of: daemon)
        }
    }

    @Test func grandchildrenEndAtTheLimitOfAJobThatHangs() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop(
            "spawn",
            #"{"type": "echo", "timeout_seconds": 1, "max_attempts": 1,"#
                + #" "parameters": {"spawn": ["setsid", "double_fork", "stubborn"], "hang": "sleep"}}"#)
        let result = try await daemon.result(of: "spawn", within: .seconds(60))
        #expect(result["status"]?.string == "timed_out")
        try await eventually("the end of everything it left behind") {
            try isCarretels(daemon.survivors(), of: daemon)
        }
    }

    @Test func nothingSurvivesTheDeathOfTheDaemon() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop(
            "spawn",
            #"{"type": "echo", "parameters": {"spawn": ["setsid", "double_fork", "stubborn"], "hang": "sleep"}}"#)
        try await eventually("the grandchildren") {
            try daemon.survivors().contains { try commandLine(of: $0).contains("sleep") }
        }
        try await daemon.kill()
        try await eventually("the end of every process") { try daemon.survivors().isEmpty }
    }

    @Test(arguments: ["signal", "exit"])
    func aJobThatKillsItsWorkerThreeTimesIsParked(crash: String) async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop("crash", #"{"type": "echo", "parameters": {"crash": "\#(crash)"}}"#)
        let result = try await daemon.result(of: "crash", within: .seconds(60))
        #expect(result["status"]?.string == "failed")
        #expect(result["reason"]?["code"]?.string == "poison_job")
        #expect(result["attempts"]?.count == 3)
        #expect(result["attempts"]?.elements.allSatisfy { $0["outcome"]?.string == "worker_died" } == true)
        try await eventually("the job file's rest") { try daemon.names(in: "failed") == ["crash.json"] }
        let next = try await daemon.run("next", #"{"type": "echo", "parameters": {}}"#)
        #expect(next["status"]?.string == "succeeded")
    }

    @Test func theClassOfAFailureDecidesWhetherItIsTriedAgain() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop("transient", #"{"type": "echo", "max_attempts": 2, "parameters": {"fail": "transient"}}"#)
        try daemon.drop("permanent", #"{"type": "echo", "parameters": {"fail": "permanent"}}"#)
        let transient = try await daemon.result(of: "transient")
        #expect(transient["status"]?.string == "failed")
        #expect(transient["attempts"]?.count == 2)
        let permanent = try await daemon.result(of: "permanent")
        #expect(permanent["attempts"]?.count == 1)
        #expect(permanent["reason"]?["class"]?.string == "permanent")
    }
}
