import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// What work that is over has left behind, in the spool of a real daemon.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5))) struct LeftoverTests {
    private let daemon: DaemonUnderTest

    init() throws { daemon = try DaemonUnderTest() }

    /// The spool after one job that has ended, another that has not, and their ids.
    private func served() async throws -> (rig: HouseRig, ended: String, unended: String) {
        try await daemon.start()
        let result = try await daemon.run("done", #"{"type": "echo"}"#)
        let later = (SystemClock.now().wall + .seconds(86_400)).rfc3339Milliseconds
        try daemon.drop("waits", #"{"type": "echo", "not_before": "\#(later)"}"#)
        let active = try await eventually("the waiting job") {
            try daemon.names(in: "active").first { $0.hasSuffix("~waits.json") }
        }
        #expect(try await daemon.stop() == .exited(code: 0))
        // So that these are there only where a test puts them.
        try daemon.removeProgress(of: "done")
        return (
            try HouseRig(spool: daemon.spool), try #require(result["job"]?["id"]?.string), String(active.prefix(26))
        )
    }

    private func reconcile(_ rig: HouseRig, dryRun: Bool = false) async throws -> [String: Int64] {
        let parameters = #"{"actions": ["reconcile"], "dry_run": \#(dryRun)}"#
        let action = try #require(try await rig.run(parameters, after: 2)["actions"]?.firstElement)
        #expect(action["findings"]?.count == 0 && action["complete"]?.boolean == true)
        var removed: [String: Int64] = [:]
        for repair in try #require(action["repairs"]).elements {
            removed[repair["what"]?.string ?? ""] = repair["removed"]?.int64
        }
        return removed
    }

    @Test func onlyWhatEndedJobsHaveLeftIsRemoved() async throws {
        let (rig, ended, unended) = try await served()
        for id in [ended, unended] {
            try rig.put("work/\(id)/1/part.jsonl")
            try rig.put("work/\(id).result.json")
            try rig.put("state/bodies/\(id).json")
        }
        let mine = try rig.layout.root.status(of: "work")
        try rig.layout.work.makeDirectory(
            RetiredNote(FileOrigin(place: .failed), meaning: mine).fileName, mode: 0o700)
        try rig.put("work/left-4711/x")
        try rig.put("work/unknown.tmp")
        for (name, id) in [("done", ended), ("waits", unended)] {
            try rig.put("outgoing/progress/\(name).progress.json", #"{"job":{"id":"\#(id)"},"state":"running"}"#)
            try rig.put("outgoing/progress/\(name).events.jsonl", "{}\n")
        }
        try rig.put("archive/2020-01-01/a.json")
        try rig.layout.archive.openDirectory("2020-01-01").unlink("a.json")
        let before = try rig.everything()
        let would = try await reconcile(rig, dryRun: true)
        #expect(try rig.everything() == before)

        let removed = try await reconcile(rig)
        #expect(removed == would)
        #expect(removed == ["staging": 4, "bodies": 1, "progress": 1, "day-folders": 1, "cache": 0])
        #expect(
            try rig.layout.work.names() == [unended, "\(unended).result.json", "lock", "unknown.tmp"].sorted())
        #expect(try rig.exists("work/\(unended)/1/part.jsonl") && rig.exists("state/bodies/\(unended).json"))
        #expect(try !rig.exists("state/bodies/\(ended).json") && !rig.exists("archive/2020-01-01"))
        #expect(try rig.layout.progress.names() == ["waits.events.jsonl", "waits.progress.json"])
    }

    @Test func whatIsYoungIsNoLeftover() async throws {
        let (rig, ended, _) = try await served()
        try rig.put("work/\(ended)/1/part.jsonl")
        let now = SystemClock.now().wall
        #expect(try rig.house.look(for: .staging, at: now, isCancelled: { false })?.isEmpty == true)
        #expect(try rig.house.look(for: .staging, at: now + .seconds(3_700), isCancelled: { false })?.count == 1)
        #expect(try rig.house.look(for: .staging, at: now, isCancelled: { true }) == nil)
    }

    @Test func whatDoesNotAgreeIsFoundAndLeft() async throws {
        let (rig, ended, unended) = try await served()
        try rig.put("outgoing/results/second.result.json", #"{"schema":"carretel/result/1","job":{"id":"\#(ended)"}}"#)
        try rig.layout.active.rename(
            FileName("\(unended)~waits.json"), to: rig.layout.failed, as: "waits.json")
        let findings = try #require(try rig.house.check(isCancelled: { false }))
        #expect(findings.map(\.code) == ["active_file_missing", "result_doubled"])
        #expect(findings.allSatisfy { !$0.hint.isEmpty && $0.count == 1 })
        #expect(try rig.house.check(isCancelled: { true }) == nil)
        #expect(try rig.exists("outgoing/results/second.result.json"))
    }

    @Test func aResultGoesWithItsDataAndOnlyWhenItsJobHasEnded() async throws {
        let (rig, ended, unended) = try await served()
        try rig.put("outgoing/results/done.data/rows.jsonl", "12345")
        try rig.put("outgoing/results/done.data/more.jsonl", "678")
        // The result comes to its place after its data.
        try rig.layout.results.rename("done.result.json", to: rig.layout.work, as: "done")
        try rig.layout.work.rename("done", to: rig.layout.results, as: "done.result.json")
        for (name, id) in [("half", unended), ("foreign", "nobody")] {
            try rig.put("outgoing/results/\(name).result.json", #"{"schema":"x","job":{"id":"\#(id)"}}"#)
        }
        let size = try rig.layout.results.status(of: "done.result.json").size
        let report = try await rig.retain("results", after: 20, settings: #"{"results_days": 10}"#)
        #expect(report["removed"]?.int64 == 1 && report["files"]?.int64 == 4 && report["in_use"]?.int64 == 2)
        #expect(report["bytes"]?.int64 == size + 8)
        #expect(try rig.layout.results.names() == ["foreign.result.json", "half.result.json"])
        // The reader of `ended` counts as having taken it.
        #expect(try rig.house.check(isCancelled: { false })?.contains { $0.message.contains(ended) } == false)
    }

    @Test func dataYoungerThanTheResultBesideThemStay() async throws {
        let (rig, _, _) = try await served()
        try rig.put("outgoing/results/done.data/rows.jsonl", "12345")
        let report = try await rig.retain("results", after: 20, settings: #"{"results_days": 10}"#)
        #expect(report["removed"]?.int64 == 1 && report["files"]?.int64 == 1)
        #expect(try rig.exists("outgoing/results/done.data/rows.jsonl"))
    }

    @Test func aResultOfAJobThatTheJournalNeverHadIsLeftAlone() async throws {
        let (rig, _, _) = try await served()
        try rig.put(
            "outgoing/superseded/a.result.json",
            #"{"schema":"carretel/result/1","job":{"id":"7ZZZZZZZZZZZZZZZZZZZZZZZZZ"}}"#)
        let report = try await rig.retain("superseded", after: 40, settings: #"{"superseded_days": 10}"#)
        #expect(report["removed"]?.int64 == 0 && report["in_use"]?.int64 == 1)
    }

    @Test func loneEventsGoUnlessAJobThatHasNotEndedHasTheirName() async throws {
        let (rig, _, unended) = try await served()
        for name in ["waits", "other", "waits.\(unended)"] {
            try rig.put("outgoing/progress/\(name).events.jsonl", "{}\n")
        }
        let report = try await rig.retain("progress", after: 40)
        #expect(report["removed"]?.int64 == 1 && report["in_use"]?.int64 == 2)
        #expect(try !rig.exists("outgoing/progress/other.events.jsonl"))
    }
}
