import CarretelCore
import CarretelTestKit
import Testing

/// Time limits are real: nothing that a job started survives it, whatever it does.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct LimitTests {
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
        // The job that starts them stands at a permit until another one that holds it is ended, so that they can be looked at.
        try daemon.drop(
            "holder",
            #"{"type": "echo", "timeout_seconds": 3600, "parameters": {"permit": "gate", "delay_ms": 86400000}}"#)
        try await eventually("the holder of the permit") {
            // It waits once it has its permit.
            try daemon.progressIfThere(of: "holder")?["message"]?.string == "Waiting as asked"
        }
        try daemon.drop(
            "spawn",
            #"{"type": "echo", "timeout_seconds": 3600,"#
                + #" "parameters": {"spawn": ["plain", "setsid", "double_fork", "stubborn"], "permit": "gate"}}"#)
        let started = try await daemon.startedByJobs(atLeast: 4)
        try daemon.control("holder.cancel")
        #expect(try await daemon.result(of: "spawn")["status"]?.string == "succeeded")
        try await end(of: started)
        #expect(try daemon.startedByJobs().isEmpty)
    }

    @Test func grandchildrenEndAtTheLimitOfAJobThatHangs() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop(
            "spawn",
            #"{"type": "echo", "timeout_seconds": 10, "max_attempts": 1,"#
                + #" "parameters": {"spawn": ["setsid", "double_fork", "stubborn"], "hang": "sleep"}}"#)
        let started = try await daemon.startedByJobs(atLeast: 3)
        let result = try await daemon.result(of: "spawn", within: .seconds(60))
        #expect(result["status"]?.string == "timed_out")
        try await end(of: started)
        #expect(try daemon.startedByJobs().isEmpty)
    }

    @Test func nothingSurvivesTheDeathOfTheDaemon() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop(
            "spawn",
            #"{"type": "echo", "parameters": {"spawn": ["setsid", "double_fork", "stubborn"], "hang": "burn"}}"#)
        _ = try await daemon.startedByJobs(atLeast: 3)
        let family = try daemon.family()
        try await daemon.kill()
        try await end(of: family)
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
