import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelDaemon

/// Retention of real files.
@Suite(.temporaryDirectory) struct RetentionOfFilesTests {
    private let rig: HouseRig
    private let id = "01JZZZZZZZZZZZZZZZZZZZZZZZ"

    init() throws { rig = try HouseRig() }

    @Test func wholeDaysOfTheArchiveGoWithTheirFolders() async throws {
        for day in ["2020-01-01", "2020-01-02"] {
            for file in ["a", "b", "a~\(id)"] { try rig.put("archive/\(day)/\(file).json") }
        }
        try rig.put("archive/2020-01-02/notes.txt")
        try rig.put("archive/old/a.json")
        let today = SystemClock.now().wall.civilDate(offsetSeconds: 0).text
        // Its writer says that it is old; it came today.
        try rig.put("archive/\(today)/c.json", modified: 1_000)
        let report = try await rig.retain("archive", after: 0)
        #expect(report["removed"]?.int64 == 6 && report["files"]?.int64 == 6 && report["bytes"]?.int64 == 6)
        #expect(report["left_alone"]?.int64 == 2)
        #expect(try !rig.exists("archive/2020-01-01") && rig.exists("archive/2020-01-02/notes.txt"))
        #expect(try rig.exists("archive/old/a.json") && rig.exists("archive/\(today)/c.json"))
    }

    @Test func theEmptyFolderOfTodayStays() async throws {
        let today = SystemClock.now().wall.civilDate(offsetSeconds: 0).text
        try rig.put("archive/\(today)/c.json")
        let report = try await rig.retain("archive", after: 3, settings: #"{"archive_days": 1}"#)
        #expect(report["removed"]?.int64 == 1)
        #expect(try rig.exists("archive/\(today)"))
    }

    @Test func aJobFileIsAsOldAsItIsInItsPlace() async throws {
        try rig.put("failed/old.json", modified: 1_000)
        #expect(try await rig.retain("failed", after: 364)["removed"]?.int64 == 0)
        #expect(try await rig.retain("failed", after: 366)["removed"]?.int64 == 1)
    }

    @Test func linksFoldersAndStrangersAreLeftAlone() async throws {
        try rig.put("failed/a.json")
        try rig.put("elsewhere/precious.json")
        try rig.link("../elsewhere/precious.json", as: "failed/b.json")
        try rig.link("../elsewhere", as: "archive/2020-01-01")
        try rig.layout.failed.makeDirectory("c.json", mode: 0o755)
        try rig.put("failed/README")
        try rig.put("failed/.d.json")
        let report = try await rig.retain("failed", after: 400)
        #expect(report["removed"]?.int64 == 1 && report["left_alone"]?.int64 == 4)
        #expect(try rig.exists("failed/b.json") && rig.exists("failed/c.json") && rig.exists("failed/README"))
        #expect(try await rig.retain("archive", after: 400)["removed"]?.int64 == 0)
        #expect(try rig.exists("elsewhere/precious.json") && !rig.exists("failed/a.json"))
    }

    @Test func progressGoesOnlyWhenItSaysTheEnd() async throws {
        for (name, state) in [("done", "succeeded"), ("busy", "running"), ("late", "deferred")] {
            try rig.put(
                "outgoing/progress/\(name).progress.json", #"{"job":{"id":"\#(id)"},"state":"\#(state)"}"#)
            try rig.put("outgoing/progress/\(name).events.jsonl", "{}\n")
        }
        try rig.put("outgoing/progress/alone.events.jsonl", #"{"seq":1}"# + "\n" + #"{"seq":2,"completo":true}"# + "\n")
        try rig.put("outgoing/progress/open.events.jsonl", #"{"seq":1}"# + "\n")
        let report = try await rig.retain("progress", after: 31)
        #expect(report["looked_at"]?.int64 == 5)
        #expect(report["removed"]?.int64 == 2 && report["files"]?.int64 == 3 && report["in_use"]?.int64 == 3)
        #expect(
            try rig.layout.progress.names()
                == [
                    "busy.events.jsonl", "busy.progress.json", "late.events.jsonl", "late.progress.json",
                    "open.events.jsonl",
                ])
    }

    @Test func answersToControlFilesGo() async throws {
        for name in ["\(id)-a.cancel", "\(id)-a.cancel.json", ".\(id)-b.cancel", "README"] {
            try rig.put("control/done/\(name)")
        }
        let report = try await rig.retain("control-done", after: 31)
        #expect(report["removed"]?.int64 == 3 && report["left_alone"]?.int64 == 1)
        #expect(try rig.layout.controlDone.names() == ["README"])
    }

    @Test func aLimitOnBytesCountsDataFolders() async throws {
        // Superseded results do not say whose they are here, so that they stay; data without a result go.
        let large = String(repeating: "x", count: 800 << 10)
        for name in ["a", "b", "c"] { try rig.put("outgoing/superseded/\(name).\(id).data/rows.jsonl", large) }
        let settings = #"{"superseded_days": 0, "superseded_mib": 1}"#
        let report = try await rig.retain("superseded", after: 1, settings: settings)
        #expect(report["removed"]?.int64 == 2 && report["decided_by"]?["bytes"]?.int64 == 2)
        #expect(try rig.layout.superseded.names() == ["c.\(id).data"])
    }

    @Test func aDryRunLeavesEverythingAsItWas() async throws {
        for place in ["archive/2020-01-01/a.json", "failed/a.json", "rejected/a.json", "control/done/\(id)-a.cancel"] {
            try rig.put(place)
        }
        let before = try rig.everything()
        let output = try await rig.run(#"{"dry_run": true, "actions": ["retention"]}"#, after: 400)
        #expect(try rig.everything() == before)
        let removed = output["actions"]?.firstElement?["places"]?.elements.compactMap { $0["removed"]?.int64 }
        #expect(removed?.reduce(0, +) == 4)
    }

    /// What stands under a name by then is not what was looked at.
    @Test func aFileThatHasTakenTheNameSinceTheLookStays() throws {
        try rig.put("failed/a.json", "old")
        let house = rig.house
        let view = try #require(try house.look(at: .failed, LookRequest(), isCancelled: { false }))
        // Out of the way but still there, so that the newcomer cannot get its inode within one tick of the clock.
        try rig.layout.failed.rename("a.json", to: rig.layout.rejected, as: "a.json")
        try rig.put("failed/a.json", "new")
        #expect(try house.remove(#require(view.oldest.first), from: .failed) == .gone)
        #expect(try rig.exists("failed/a.json") && rig.layout.work.names().isEmpty)
    }

    @Test func aNewcomerThatWasTakenOutByMistakeIsPutBack() throws {
        try rig.put("failed/old.json")
        let old = try rig.layout.failed.status(of: "old.json")
        try rig.put("failed/a.json", "new")
        let retired = RetiredFiles(layout: rig.layout)
        #expect(try !retired.remove("a.json", from: rig.layout.failed, of: FileOrigin(place: .failed), old))
        #expect(try rig.exists("failed/a.json") && rig.layout.work.names().isEmpty)
    }

    @Test func dataThatAreNotThoseLookedAtStay() throws {
        try rig.put("outgoing/superseded/a.\(id).data/rows.csv")
        let data = try rig.layout.superseded.status(of: "a.\(id).data")
        let remover = PlaceRemover(layout: rig.layout, reader: nil)
        let other = KeptItem(name: "a.\(id).data", since: data.since, bytes: 1, mark: data.mark &+ 1)
        #expect(try remover.remove(other, from: .superseded) == .gone)
        #expect(try rig.exists("outgoing/superseded/a.\(id).data/rows.csv"))
    }

    @Test func aFolderOfDataThatIsANewcomersKeepsItsFiles() throws {
        try rig.put("outgoing/results/a.data/old.csv")
        let old = try rig.layout.results.openDirectory("a.data")
        // Meanwhile the older one was superseded, and a newcomer's stands in its place.
        try rig.layout.results.rename("a.data", to: rig.layout.superseded, as: "a.unknown.data")
        try rig.put("outgoing/results/a.data/new.csv")
        let files = try RetiredFiles(layout: rig.layout).empty(old, called: "a.data", in: rig.layout.results)
        #expect(try files == 1 && rig.exists("outgoing/results/a.data/new.csv"))
    }

    @Test func thousandsOfFilesAreTakenOldestFirstInBoundedMemory() throws {
        var found = OldestItems(LookRequest(limit: 10))
        for index in (0..<5_000).shuffled() {
            found.add(KeptItem(name: "\(index)", since: Timestamp(microseconds: Int64(index)), bytes: 1))
        }
        let view = found.finish()
        #expect(view.oldest.map(\.name) == (0..<10).map(String.init))
        #expect(view.hasMore && view.count == 5_000 && view.bytes == 5_000)
    }
}

extension Directory {
    /// The names in it, sorted.
    func names() throws(SystemError) -> [String] {
        var names: [String] = []
        var entries = try entries()
        while let entry = try entries.next() { names.append(entry.name.description) }
        return names.sorted()
    }
}
