import CarretelCore
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

/// Loads through the real daemon and its workers: limits for all jobs together, and nothing lost or called too often
/// whatever is killed.
@Suite(.temporaryDirectory, .timeLimit(.minutes(10)))
struct FullDataLoadTests {
    /// How often one job is cut off.
    private static var kills: Int { ThisProcess.environment["CARRETEL_TEST_KILLS"].flatMap { Int($0) } ?? 10 }
    /// Under the deaths of so many workers, and no more, a job is not parked.
    private static let workerKills = 2
    private static let complete = #"{"mode": "complete", "cache": "off"}"#

    @Test func aCompleteLoadHasEveryRecord() async throws {
        try await LoadRig.run { rig in
            try rig.expectEveryRecord(try await rig.load("all", Self.complete))
            #expect(rig.sandbox.log.peaks.values.allSatisfy { $0 == 1 })
        }
    }

    @Test(.seeded) func killedAtRandomPagesItEndsWithEveryRecordOnce() async throws {
        var random = CarretelCore.SeededGenerator(seed: try Seed.current)
        let settings = SandboxSettings.changed { settings in
            settings.omie.serviceOrders = 10 * 8 * Self.kills
            settings.omie.latency = .milliseconds(20)
        }
        try await LoadRig.run(settings) { rig in
            try rig.drop("all", #"{"mode": "complete", "cache": "off", "page_size": 10}"#)
            for round in 0..<Self.kills {
                let wanted = rig.sandbox.log.calls.count + Int.random(in: 1...6, using: &random)
                let came = try await eventually("call \(wanted)") { rig.sandbox.log.calls.count >= wanted }
                guard came else { return }
                if round < Self.workerKills {
                    try killWorkers(of: rig.daemon)
                } else {
                    // Another job that ends between two starts tells that this one is not to blame for them.
                    _ = try await rig.daemon.run("other\(round)", #"{"type": "echo", "parameters": {}}"#)
                    try await rig.daemon.kill()
                    try await rig.start()
                }
            }
            let result = try await rig.daemon.result(of: "all", within: .seconds(120))
            try rig.expectEveryRecord(result)
            let pages = 8 * Self.kills
            let calls = rig.sandbox.log.calls.count { $0.method == "ListarOS" }
            // Each kill costs the page under way, and the one that was read but not yet checkpointed.
            #expect(calls <= pages + 2 * Self.kills, "\(calls) calls for \(pages) pages")
        }
    }

    private func killWorkers(of daemon: DaemonUnderTest) throws {
        for process in try daemon.family() where try commandLine(of: process.pid).contains(" worker ") {
            Glibc.kill(process.pid, SIGKILL)
        }
    }

    @Test func twoJobsAtOnceNeverCallAMethodTwiceAtOnce() async throws {
        let settings = SandboxSettings.changed { settings in
            settings.omie.latency = .milliseconds(10)
            settings.omie.guards.simultaneous = 1
        }
        try await LoadRig.run(settings) { rig in
            try rig.drop("a", Self.complete)
            try rig.drop("b", #"{"mode": "complete", "cache": "off", "max_pages": 1000}"#)
            for name in ["a", "b"] {
                try rig.expectEveryRecord(try await rig.daemon.result(of: name, within: .seconds(60)))
            }
            #expect(rig.sandbox.log.peaks == ["ListarOS": 1, "ListarClientes": 1, "ListarVendedores": 1])
            #expect(rig.sandbox.log.calls.allSatisfy { $0.outcome == "ok" })
            #expect(rig.sandbox.log.calls.count == 42)
        }
    }

    @Test func aBlockDefersTheJobAndNothingCallsMeanwhile() async throws {
        try await LoadRig.run(.changed { $0.faults = try FaultOrder("ListarOS:3:blocked:seconds=600") }) { rig in
            try rig.drop("all", Self.complete)
            try await eventually("the block") { rig.sandbox.log.calls.contains { $0.outcome == "blocked" } }
            try await eventually("the closed permit") { try rig.status().contains("/ListarOS") }
            // Another job meets the closed door, before and after a restart.
            try rig.drop("second", #"{"mode": "complete", "max_pages": 5}"#)
            try await rig.daemon.kill()
            try await rig.start()
            try rig.drop("third", #"{"max_pages": 1, "resources": ["service_orders"]}"#)
            let sellers = try await rig.load("sellers", #"{"resources": ["sellers"]}"#)
            #expect(sellers["status"]?.string == "succeeded")
            try await eventually("the closed permit") { try rig.status().contains("/ListarOS") }
            #expect(rig.sandbox.log.calls.count { $0.method == "ListarOS" } == 3)
            for name in ["all", "second", "third"] {
                #expect(!rig.daemon.exists("outgoing/results/\(name).result.json"))
            }
        }
    }

    @Test func aShortBlockIsOverByItself() async throws {
        try await LoadRig.run(.changed { $0.faults = try FaultOrder("ListarOS:3:blocked:seconds=1") }) { rig in
            let result = try await rig.load("all", Self.complete)
            try rig.expectEveryRecord(result)
            let calls = rig.sandbox.log.calls.filter { $0.page == 3 && $0.method == "ListarOS" }
            #expect(calls.map(\.outcome) == ["blocked", "ok"])
            #expect(calls[1].startedAt - calls[0].startedAt >= .seconds(1))
        }
    }

    @Test func wrongCredentialsAreTriedOnce() async throws {
        try await LoadRig.run(secret: "wrong-secret") { rig in
            let result = try await rig.load("all", "{}")
            #expect(result["status"]?.string == "failed")
            #expect(result["reason"]?["class"]?.string == "permanent")
            #expect(result["reason"]?["code"]?.string == "omie_denied")
            #expect(result["reason"]?["hint"]?.string?.contains("key and secret") == true)
            #expect(rig.sandbox.log.calls.count == 1)
        }
    }

    @Test func aSecondLoadOfTheSameWaitsForTheFirst() async throws {
        try await LoadRig.run(.changed { $0.omie.latency = .milliseconds(100) }) { rig in
            try rig.drop("first", #"{"mode": "complete"}"#)
            try await eventually("its first call") { !rig.sandbox.log.calls.isEmpty }
            try rig.drop("second", #"{"mode": "complete"}"#)
            let first = try await rig.daemon.result(of: "first", within: .seconds(60))
            let second = try await rig.daemon.result(of: "second", within: .seconds(60))
            #expect(second["status"]?.string == "succeeded")
            #expect(second["duplicate_of"]?.isNull == false && first["duplicate_of"]?.isNull != false)
            #expect(second["output"]?["loaded_at"]?.numberText == first["output"]?["loaded_at"]?.numberText)
            #expect(rig.sandbox.log.calls.count == 21)
        }
    }
}
