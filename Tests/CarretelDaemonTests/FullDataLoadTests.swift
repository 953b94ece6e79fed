import CarretelCore
import CarretelSandbox
import CarretelSystem
import CarretelTestKit
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

    /// Omie stops answering at the pages where it is killed, so that it is there however long the kill takes to come.
    @Test(.seeded) func killedAtRandomPagesItEndsWithEveryRecordOnce() async throws {
        var random = CarretelCore.SeededGenerator(seed: try Seed.current)
        var page = 0
        let stops = (0..<Self.kills).map { _ in
            page += Int.random(in: 1...6, using: &random)
            return page
        }
        let settings = try SandboxSettings.changed { settings in
            settings.omie.serviceOrders = 10 * 8 * Self.kills
            for stop in stops { settings.faults.plans += try FaultOrder("ListarOS:\(stop):hang").plans }
        }
        try await LoadRig.run(settings) { rig in
            try rig.drop("all", #"{"mode": "complete", "cache": "off", "page_size": 10}"#)
            for (round, stop) in stops.enumerated() {
                try await rig.waitForHang("ListarOS", page: stop)
                if round < Self.workerKills {
                    try rig.killWorkers()
                } else {
                    // Another job that ends between two starts tells that this one is not to blame for them; and that the
                    // journal has what was known before it came: every page up to the one that is under way.
                    _ = try await rig.daemon.run("other\(round)", #"{"type": "echo", "parameters": {}}"#)
                    try await rig.daemon.kill()
                    try await rig.start()
                }
            }
            let result = try await rig.daemon.result(of: "all", within: .seconds(120))
            try rig.expectEveryRecord(result)
            let pages = 8 * Self.kills
            let calls = rig.sandbox.log.calls.count { $0.method == "ListarOS" }
            // Each kill costs the page under way and no other.
            #expect(calls == pages + Self.kills, "\(calls) calls for \(pages) pages")
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
            // The journal has it too, before the daemon is killed.
            try await eventually("the job that is put off") { try rig.count(.deferred) == 1 }
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

    /// The first stands at a call that is never answered until the second waits for it, and goes on when its worker is
    /// killed.
    @Test func aSecondLoadOfTheSameWaitsForTheFirst() async throws {
        try await LoadRig.run(.changed { $0.faults = try FaultOrder("ListarOS:3:hang") }) { rig in
            try rig.drop("first", #"{"mode": "complete"}"#)
            try await rig.waitForHang("ListarOS", page: 3)
            try rig.drop("second", #"{"mode": "complete"}"#)
            try await eventually("the second's wait") { try rig.count(.following) == 1 }
            try rig.killWorkers()
            let first = try await rig.daemon.result(of: "first", within: .seconds(60))
            let second = try await rig.daemon.result(of: "second", within: .seconds(60))
            #expect(second["status"]?.string == "succeeded")
            #expect(second["duplicate_of"]?.isNull == false && first["duplicate_of"]?.isNull != false)
            #expect(second["output"]?["loaded_at"]?.numberText == first["output"]?["loaded_at"]?.numberText)
            #expect(rig.sandbox.log.calls.count == 22)
        }
    }
}
