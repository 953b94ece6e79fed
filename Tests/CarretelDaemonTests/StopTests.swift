import CarretelCore
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

/// Ending jobs and the daemon in good order.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct StopTests {
    /// A job that runs until it is ended.
    private let endless = #"{"type": "echo", "timeout_seconds": 3600, "parameters": {"delay_ms": 86400000}}"#

    @Test func aRunningJobIsCancelledByAControlFile() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop("long", endless)
        try await eventually("the job's beginning") { daemon.exists("outgoing/progress/long.progress.json") }
        try daemon.control("long.cancel")
        let result = try await daemon.result(of: "long")
        #expect(result["status"]?.string == "cancelled")
        try await eventually("the answer to the control file") {
            try daemon.names(in: "control/done").contains { $0.hasSuffix("long.cancel.json") }
        }
    }

    @Test func aWaitingJobIsCancelledByAControlFile() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop("later", #"{"type": "echo", "not_before": "2100-01-01T00:00:00Z", "parameters": {}}"#)
        try await eventually("the claim") { try !daemon.names(in: "active").isEmpty }
        try daemon.control("later.cancel")
        let result = try await daemon.result(of: "later")
        #expect(result["status"]?.string == "cancelled")
        #expect(result["started_at"]?.isNull == true)
    }

    @Test func aStopLetsRunningJobsEndWithinTheGrace() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: ["CARRETEL_STOP_GRACE_SECONDS": "600"])
        try daemon.drop("short", #"{"type": "echo", "parameters": {"delay_ms": 1500}}"#)
        try await eventually("the job's beginning") { daemon.exists("outgoing/progress/short.progress.json") }
        #expect(try await daemon.stop() == .exited(code: 0))
        let result = try await daemon.result(of: "short")
        #expect(result["status"]?.string == "succeeded")
        #expect(result["attempts"]?.count == 1)
    }

    @Test func whatDoesNotEndWithinTheGraceIsInterruptedAndRunsAgain() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: ["CARRETEL_STOP_GRACE_SECONDS": "1"])
        try daemon.drop("long", endless)
        try await eventually("the job's beginning") { daemon.exists("outgoing/progress/long.progress.json") }
        let family = try daemon.family()
        #expect(try await daemon.stop() == .exited(code: 0))
        try await end(of: family)
        #expect(!daemon.exists("outgoing/results/long.result.json"))
        try await daemon.start()
        try await eventually("the second attempt") {
            let progress = try daemon.progressIfThere(of: "long")
            return progress?["attempt"]?.int64 == 2 && progress?["state"]?.string == "running"
        }
        try daemon.control("long.cancel")
        let result = try await daemon.result(of: "long")
        #expect(result["status"]?.string == "cancelled")
        let outcomes = result["attempts"]?.elements.map { $0["outcome"]?.string ?? "" }
        #expect(outcomes == ["interrupted", "cancelled"])
    }

    @Test func aSecondSignalHastens() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: ["CARRETEL_STOP_GRACE_SECONDS": "600"])
        try daemon.drop("long", endless)
        try await eventually("the job's beginning") { daemon.exists("outgoing/progress/long.progress.json") }
        daemon.signal(force: false)
        try await eventually("the first signal") { daemon.log().contains("Asked to stop") }
        daemon.signal(force: false)
        #expect(try await daemon.ended() == .exited(code: 0))
    }

    @Test func onSIGHUPTheLanesAreConfiguredAnew() async throws {
        let daemon = try DaemonUnderTest()
        let folder = try Directory.open(path: TemporaryDirectory.current.path)
        let file = "\(try TemporaryDirectory.current.path)/carretel.yaml"
        try folder.writeFile("carretel.yaml", Array("lanes:\n  echo:\n    slots: 3\n".utf8))
        try await daemon.start("--config", file)
        _ = try await daemon.run("one", #"{"type": "echo", "parameters": {}}"#)
        try await eventually("three slots") { try daemon.slots(of: "echo") == 3 }
        try folder.unlink("carretel.yaml")
        try folder.writeFile("carretel.yaml", Array("lanes:\n  echo:\n    slots: 5\n".utf8))
        Glibc.kill(daemon.pid, SIGHUP)
        try await eventually("five slots") { try daemon.slots(of: "echo") == 5 }
        try folder.unlink("carretel.yaml")
        try folder.writeFile("carretel.yaml", Array("lanes:\n  echo:\n    slotz: 7\n".utf8))
        Glibc.kill(daemon.pid, SIGHUP)
        try await eventually("the refusal") { daemon.log().contains("unknown key lanes.echo.slotz") }
        #expect(try daemon.slots(of: "echo") == 5)
        #expect(daemon.death == nil)
    }

    @Test func aWrongConfigurationIsRefusedWithItsKey() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.launch(
            ["serve", "--spool", daemon.spool], environment: ["CARRETEL_LANES_ECHO_SLOTS": "many"])
        #expect(try await daemon.ended() == .exited(code: 2))
        #expect(daemon.log().contains("lanes.echo.slots"))
        #expect(daemon.log().contains("“many”"))
        #expect(daemon.log().contains("a whole number from 1 to 64"))
    }
}
