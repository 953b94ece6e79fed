import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// What those see who look at the files of a job that ends while it is put off, or waits.
@Suite(.temporaryDirectory) struct PutOffTests {
    private func progress(of name: String, _ daemon: DaemonUnderTest) throws -> JSONValue? {
        let path = "outgoing/progress/\(name).progress.json"
        return daemon.exists(path) ? try JSONValue(parsing: daemon.read(path)) : nil
    }

    private func lastEvent(of name: String, _ daemon: DaemonUnderTest) throws -> JSONValue? {
        let path = "outgoing/progress/\(name).events.jsonl"
        // A daemon that was killed may have written the progress alone.
        guard daemon.exists(path) else { return nil }
        let lines = try daemon.read(path).split(separator: UInt8(ascii: "\n"))
        return try lines.last.map { try JSONValue(parsing: Array($0)) }
    }

    @Test(arguments: [false, true]) func aJobCancelledWhilePutOffIsToldToItsEnd(isRestarted: Bool) async throws {
        try await LoadRig.run(.changed { $0.faults = try FaultOrder("ListarOS:3:blocked:seconds=600") }) { rig in
            try rig.drop("all", #"{"mode": "complete", "cache": "off"}"#)
            try await eventually("the job's being put off") {
                try progress(of: "all", rig.daemon)?["state"]?.string == "deferred"
            }
            #expect(try progress(of: "all", rig.daemon)?["starts_at"]?.string != nil)
            if isRestarted {
                // The file may be ahead of the journal, which is all that outlives a kill.
                try await eventually("the journal's word of it") { try rig.count(.deferred) == 1 }
                try await rig.daemon.kill()
                try await rig.start()
            }
            try rig.daemon.control("all.cancel")
            #expect(try await rig.daemon.result(of: "all")["status"]?.string == "cancelled")
            try await eventually("the last word in the progress file") {
                try progress(of: "all", rig.daemon)?["state"]?.string == "cancelled"
            }
            try await eventually("the last event") {
                try lastEvent(of: "all", rig.daemon)?["completo"]?.boolean == true
            }
        }
    }

    @Test func aJobCancelledWhileALimitHoldsItUpDoesNotWaitInItsFile() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: ["CARRETEL_LANES_ECHO_STARTS": "1"])
        #expect(try await daemon.run("a", #"{"type": "echo"}"#)["status"]?.string == "succeeded")
        try daemon.drop("b", #"{"type": "echo"}"#)
        try await eventually("the word of its start") { try progress(of: "b", daemon)?["state"]?.string == "waiting" }
        #expect(try progress(of: "b", daemon)?["message"]?.string?.hasPrefix("Waits for its lane's limit") == true)
        try daemon.control("b.cancel")
        #expect(try await daemon.result(of: "b")["status"]?.string == "cancelled")
        try await eventually("the last word in the progress file") {
            try progress(of: "b", daemon)?["state"]?.string == "cancelled"
        }
        #expect(try progress(of: "b", daemon)?["message"]?.isNull == true)
        try await eventually("the last event") { try lastEvent(of: "b", daemon)?["completo"]?.boolean == true }
    }
}
