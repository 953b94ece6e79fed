import CarretelCore
import CarretelSandbox
import CarretelStore
import CarretelSystem
import CarretelTestKit
import Testing

/// Service orders through the real daemon and its workers: nothing asked for twice whatever is killed, limits on starts
/// that hold, and no browser that survives its job.
@Suite(.temporaryDirectory, .serialized, .timeLimit(.minutes(10)))
struct ScrapingTests {
    /// The portal stops answering where the daemon is killed, so that nothing is under way that it could have written down.
    @Test func aBatchKilledHalfWayGoesOnWithoutAskingTwice() async throws {
        var settings = SandboxSettings()
        for number in [16, 17, 18, 36, 37, 38] {
            settings.faults.plans += try FaultOrder("ordem:\(number):hang").plans
        }
        try await PortalRig.run(.plain, settings) { rig in
            try rig.drop("lote", 1...60)
            for (written, hanging) in [(15, 16...18), (35, 36...38)] {
                try await eventually("\(written) tries in the history") { try tries(rig.daemon) == written }
                // Those that hang have been asked for too, so that none of them hangs in the next attempt.
                try await eventually("the requests that hang") {
                    Set(rig.sandbox.log.calls.filter { $0.outcome == "hang" }.compactMap(\.page))
                        .isSuperset(of: hanging)
                }
                try await rig.daemon.kill()
                try await rig.start()
            }
            let result = try await rig.daemon.result(of: "lote", within: .seconds(180))
            #expect(result["status"]?.string == "succeeded")
            #expect(result["output"]?["success_count"]?.int64 == 60)
            let numbers = try #require(result["output"]?["results"]).elements.compactMap { $0["os"]?.string }
            #expect(numbers == (1...60).map(String.init))
            #expect(rig.shown.count == 60 && rig.shown.values.allSatisfy { $0 == 1 }, "\(rig.shown)")
            #expect(try tries(rig.daemon) == 60)
        }
    }

    /// How many tries the history has.
    private func tries(_ daemon: DaemonUnderTest) throws -> Int {
        let now = SystemClock.now().wall
        return try HistoryReader.open("\(daemon.spool)/state/journal.sqlite")
            .usage(since: now + .seconds(-3_600), until: now + .seconds(60), zone: .utc).total.tries
    }

    @Test func theLimitOnBatchesHoldsOverARestartAndSingleOnesHaveTheirOwn() async throws {
        try await PortalRig.run { rig in
            for (name, numbers) in [("a", 1...3), ("b", 4...6)] {
                try rig.drop(name, numbers)
                #expect(try await rig.daemon.result(of: name)["status"]?.string == "succeeded")
            }
            try rig.drop("c", 7...9)
            for _ in 0..<2 {
                try await eventually("the word of its start") {
                    try rig.progress(of: "c")?["state"]?.string == "waiting"
                }
                #expect(try rig.progress(of: "c")?["starts_at"]?.string != nil)
                try await rig.daemon.kill()
                try rig.daemon.remove("outgoing/progress/c.progress.json")
                try await rig.start()
            }
            try rig.drop("one", 20...20)
            #expect(try await rig.daemon.result(of: "one")["status"]?.string == "succeeded")
            #expect(!rig.daemon.exists("outgoing/results/c.result.json") && rig.shown[7] == nil)
        }
    }

    @Test func atMostTenSingleOnesStartInAnHour() async throws {
        try await PortalRig.run { rig in
            for number in 1...10 {
                try rig.drop("os-\(number)", number...number)
                #expect(try await rig.daemon.result(of: "os-\(number)")["status"]?.string == "succeeded")
            }
            try rig.drop("os-11", 11...11)
            try await eventually("the word of its start") {
                try rig.progress(of: "os-11")?["state"]?.string == "waiting"
            }
            #expect(rig.shown.count == 10 && rig.shown[11] == nil)
        }
    }

    @Test func thousandNumbersAreBatchesPutOffOneAfterTheOther() async throws {
        let environment = [
            "CARRETEL_TYPES_OS_SCRAPING_BATCH_PAUSE_SECONDS": "1", "CARRETEL_LANES_SCRAPING_BATCH_STARTS": "0",
        ]
        try await PortalRig.run(environment: environment) { rig in
            try rig.drop("mil", 1...1_000)
            let result = try await rig.daemon.result(of: "mil", within: .seconds(540))
            #expect(result["status"]?.string == "succeeded")
            #expect(result["output"]?["batches"]?.int64 == 10)
            let outcomes = try #require(result["attempts"]).elements.compactMap { $0["outcome"]?.string }
            #expect(outcomes == Array(repeating: "later", count: 9) + ["succeeded"])
            #expect(rig.shown.count == 1_000 && rig.shown.values.allSatisfy { $0 == 1 })
        }
    }

    @Test func noBrowserSurvivesACancelledJob() async throws {
        let settings = try SandboxSettings.changed { $0.faults = try FaultOrder("spa-ordem:*:hang:always") }
        try await PortalRig.run(.antd, settings) { rig in
            try rig.drop("lote", 1...9, #", "engine": "browser""#)
            try await eventually(within: .seconds(180), "a service order that hangs") {
                rig.sandbox.log.calls.contains { $0.method == "spa-ordem" }
            }
            #expect(try !browsers(of: rig.daemon).isEmpty)
            try rig.daemon.control("lote.cancel")
            let result = try await rig.daemon.result(of: "lote", within: .seconds(60))
            #expect(result["status"]?.string == "cancelled")
            #expect(try browsers(of: rig.daemon).isEmpty)
        }
    }

    /// The processes below the daemon that are part of a browser.
    private func browsers(of daemon: DaemonUnderTest) throws -> [String] {
        try daemon.family().map { try commandLine(of: $0.pid) }.filter { $0.contains("chrom") }
    }
}
