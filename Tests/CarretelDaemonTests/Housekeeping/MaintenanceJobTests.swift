import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// The whole job, through a real daemon and a real worker.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5))) struct MaintenanceJobTests {
    private let daemon: DaemonUnderTest

    init() throws { daemon = try DaemonUnderTest() }

    private func action(_ result: JSONValue, _ name: String) throws -> JSONValue {
        try #require(result["output"]?["actions"]?.elements.first { $0["action"]?.string == name })
    }

    private func archive(_ result: JSONValue) throws -> JSONValue? {
        try action(result, "retention")["places"]?.elements.first { $0["place"]?.string == "archive" }
    }

    @Test func aDryRunTellsWhatARealRunThenDoes() async throws {
        try await daemon.start()
        let rig = try HouseRig(spool: daemon.spool)
        for file in ["archive/2020-01-01/a.json", "archive/2020-01-01/b.json", "archive/2020-01-02/a.json"] {
            try rig.put(file)
        }
        let dry = try await daemon.run("dry", #"{"type": "maintenance", "parameters": {"dry_run": true}}"#)
        #expect(dry["status"]?.string == "succeeded", "\(dry)")
        #expect(dry["output"]?["dry_run"]?.boolean == true)
        let would = try archive(dry)
        #expect(would?["removed"]?.int64 == 3)
        #expect(try rig.exists("archive/2020-01-01/a.json"))

        let real = try await daemon.run(
            "real", #"{"type": "maintenance", "parameters": {"actions": ["clear-cache", "retention", "reconcile"]}}"#)
        #expect(real["output"]?["dry_run"]?.boolean == false)
        let did = try archive(real)
        #expect(did?["removed"]?.int64 == 3 && did?["complete"]?.boolean == true)
        #expect(try !rig.exists("archive/2020-01-01") && !rig.exists("archive/2020-01-02"))
        #expect(try action(real, "reconcile")["findings"]?.count == 0)
        // Both are there still: nobody has taken them.
        #expect(try daemon.results(in: "results") == 2)
        #expect(try await daemon.stop() == .exited(code: 0))
    }

    /// Names are used again and again, so that results and progress move away while retention takes what is old.
    @Test func namesThatAreUsedAgainMeanwhileKeepTheirResults() async throws {
        try await daemon.start(environment: [
            "CARRETEL_TYPES_MAINTENANCE_MIN_AGE_MINUTES": "0", "CARRETEL_TYPES_MAINTENANCE_SUPERSEDED_FILES": "1",
            "CARRETEL_TYPES_MAINTENANCE_PROGRESS_FILES": "1", "CARRETEL_TYPES_MAINTENANCE_FAILED_FILES": "1",
        ])
        for round in 1...5 {
            let job = "\(round)"
            try daemon.drop("tidy-\(job)", #"{"type": "maintenance", "parameters": {"actions": ["retention"]}}"#)
            for name in ["a", "b", "c"] {
                let parameters = #"{"round": \#(round), "delay_ms": 300}"#
                try daemon.drop(name, #"{"type": "echo", "parameters": \#(parameters)}"#)
            }
            // No result of this round is missing, though each of the names had one before.
            try await eventually(within: .seconds(60), "round \(round); the log:\n\(daemon.log())") {
                try ["a", "b", "c"].allSatisfy { name in
                    try daemon.resultIfThere(of: name)?["output"]?["round"]?.int64 == Int64(round)
                }
            }
            #expect(try await daemon.result(of: "tidy-\(job)")["status"]?.string != "failed")
        }
        #expect(try await daemon.stop() == .exited(code: 0))
        let findings = try HouseRig(spool: daemon.spool).house.check(isCancelled: { false })
        #expect(findings?.isEmpty == true, "\(String(describing: findings))")
    }

    /// Retention, two days ahead of the daemon, keeps the three newest results, so that those of the round before go, with
    /// their data, while those of this one come.
    @Test func resultsThatAppearWhileOthersGoAllArriveWhole() async throws {
        try await daemon.start()
        try daemon.makeDataset()
        let rig = try HouseRig(spool: daemon.spool)
        var removed: Int64 = 0
        for round in 1...4 {
            let names = ["a", "b", "c"].map { "\($0)\(round)" }
            for name in names {
                let parameters = #"{"dataset": "mini", "reference_date": "2026-11-20"}"#
                try daemon.drop(name, #"{"type": "rupture-lots", "parameters": \#(parameters)}"#)
            }
            repeat {
                let report = try await rig.retain(
                    "results", after: 2, settings: #"{"results_files": 3, "min_age_minutes": 0}"#)
                removed += report["removed"]?.int64 ?? 0
            } while try !names.allSatisfy { try rig.exists("outgoing/results/\($0).result.json") }
            for name in names {
                let file = try #require(try await daemon.result(of: name)["files"]?.firstElement)
                let bytes = try daemon.read("outgoing/results/\(try #require(file["path"]?.string))")
                #expect(file["sha256"]?.string == Digest.sha256(bytes).hexadecimal)
            }
        }
        #expect(removed >= 6)
        #expect(try await daemon.stop() == .exited(code: 0))
        _ = try await rig.retain("results", after: 2, settings: #"{"results_files": 3, "min_age_minutes": 0}"#)
        let left = ["a", "b", "c"].flatMap { ["\($0)4.data", "\($0)4.result.json"] }
        #expect(try rig.layout.results.names() == left)
        #expect(try rig.house.check(isCancelled: { false })?.isEmpty == true)
    }

    @Test func theNightlyScheduleIsThereAndDropsNothingAtTheStart() async throws {
        try await daemon.start(environment: ["CARRETEL_SCHEDULES_MAINTENANCE_ENABLED": "true"])
        let state = try HouseRig(spool: daemon.spool).layout.state
        let schedule = try await eventually("the note of the schedules") {
            try ScheduleDocument.read(in: state)?.schedules.first { $0.name == "maintenance" }
        }
        #expect(schedule.type == "maintenance" && schedule.isEnabled)
        _ = try await daemon.run("mine", #"{"type": "echo"}"#)
        #expect(try daemon.names(in: "outgoing/results") == ["mine.result.json"])
    }
}
