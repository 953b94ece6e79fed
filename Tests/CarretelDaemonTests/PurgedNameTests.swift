import CarretelCore
import CarretelDaemon
import CarretelProcessors
import CarretelSpool
import CarretelStore
import CarretelSystem
import CarretelTestKit
import Testing

/// Files of jobs that the journal does not know any more.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct PurgedNameTests {
    /// Has every ended row of a stopped daemon's journal removed.
    private func purge(_ daemon: DaemonUnderTest) throws -> Int {
        let layout = try SpoolLayout.open(at: daemon.spool)
        let journal = try Journal.open(
            "\(daemon.spool)/state/journal.sqlite", creating: false,
            parts: try JournalAssembly.parts(layout: layout, catalogue: try BuiltInProcessors.catalogue()))
        var rows = 0
        var purge = JournalPurge(table: .history, keep: 0)
        while true {
            let replies = try journal.commit(
                [.chore(.purge(purge), at: SystemClock.now().wall, asker: 1)], staging: { _ in })
            guard case .chore(.done(let report), _) = try #require(replies.first) else { break }
            rows += report.rows
            purge.goOn(after: report)
            if report.isDone { break }
        }
        try journal.close()
        return rows
    }

    @Test func aNewcomerSupersedesThePurgedJobOfItsName() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        // One that waits tells of it, so that it has a progress file.
        let old = try await daemon.run("again", #"{"type": "echo", "parameters": {"n": 1, "delay_ms": 400}}"#)
        let taken = try await daemon.run("taken", #"{"type": "echo", "parameters": {"n": 1, "delay_ms": 400}}"#)
        _ = try await daemon.stop()
        #expect(try purge(daemon) == 2)
        try daemon.remove("outgoing/results/taken.result.json")
        let before = try daemon.read("outgoing/results/again.result.json")

        let sound = try Fsck(spool: daemon.spool).check()
        #expect(sound.isSound, "\(sound.findings)")
        #expect(sound.purged == 2)
        #expect(sound.purgedResults == 1)

        try await daemon.start()
        let id = try #require(old["job"]?["id"]?.string)
        try daemon.drop("again", #"{"type": "echo", "parameters": {"n": 2, "delay_ms": 400}}"#)
        try daemon.drop("taken", #"{"type": "echo", "parameters": {"n": 2, "delay_ms": 400}}"#)
        try await eventually("the newcomers' results") {
            guard daemon.exists("outgoing/superseded/again.\(id).result.json") else { return false }
            return daemon.exists("outgoing/results/again.result.json")
                && daemon.exists("outgoing/results/taken.result.json")
        }
        #expect(try daemon.read("outgoing/superseded/again.\(id).result.json") == before)
        #expect(daemon.exists("outgoing/superseded/again.\(id).progress.json"))
        let newcomer = try await daemon.result(of: "again")
        #expect(newcomer["output"]?["n"]?.int64 == 2)
        // What is left of a job whose result was taken moves away too.
        let takenID = try #require(taken["job"]?["id"]?.string)
        #expect(daemon.exists("outgoing/superseded/taken.\(takenID).progress.json"))
        // The newcomer's own may come after its result.
        let progress = try await eventually("the newcomer's progress") { try daemon.progressIfThere(of: "taken") }
        #expect(progress["job"]?["id"]?.string != takenID)
        _ = try await daemon.stop()
        let after = try Fsck(spool: daemon.spool).check()
        #expect(after.isSound, "\(after.findings)")
        #expect(after.purgedResults == 1)
    }

    @Test func whatIsLeftOfAPurgedJobWhoseResultWasTakenMovesAwayForANewcomerThatEndsAtOnce() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let old = try await daemon.run("x", #"{"type": "echo", "parameters": {"delay_ms": 400}}"#)
        _ = try await daemon.run("y", #"{"type": "echo"}"#)
        _ = try await daemon.stop()
        #expect(try purge(daemon) == 2)
        // It would tell whose the data are that stay of this one.
        try daemon.removeProgress(of: "y")
        let id = try #require(old["job"]?["id"]?.string)
        let layout = try SpoolLayout.open(at: daemon.spool)
        for name in ["x", "y"] {
            try daemon.remove("outgoing/results/\(name).result.json")
            let data = try layout.results.openOrMakeDirectory(FileName("\(name).data"), mode: 0o750)
            try data.writeFile(FileName("old.csv"), Array("old".utf8), durably: false)
        }
        let events = try daemon.read("outgoing/progress/x.events.jsonl")

        try await daemon.start()
        for name in ["x", "y"] { _ = try await daemon.run(name, #"{"type": "echo"}"#) }
        for left in ["results/x.data", "results/y.data"] { #expect(!daemon.exists("outgoing/\(left)"), "\(left)") }
        // On a busy machine the newcomer may have run for long enough to be shown: then these are its own.
        let shown = try daemon.progressIfThere(of: "x")
        #expect(shown?["job"]?["id"]?.string != id)
        if daemon.exists("outgoing/progress/x.events.jsonl") {
            #expect(try !daemon.read("outgoing/progress/x.events.jsonl").starts(with: events))
        }
        #expect(daemon.exists("outgoing/superseded/x.\(id).progress.json"))
        #expect(try daemon.read("outgoing/superseded/x.\(id).events.jsonl") == events)
        // Its progress file says whose its data are, unless the newcomer was shown before somebody came to look.
        let owners = shown == nil ? [id] : [id, "unknown"]
        #expect(owners.contains { daemon.exists("outgoing/superseded/x.\($0).data/old.csv") })
        #expect(daemon.exists("outgoing/superseded/y.unknown.data/old.csv"))
        _ = try await daemon.stop()
    }

    @Test func theFileOfTheJournalIsSmallerWhenAQuietDaemonHasGivenPagesBack() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        // A new journal has pages that hold nothing: its log was written to its usual length at the beginning.
        let state = try SpoolLayout.open(at: daemon.spool).state
        let size = { try state.statusIfPresent(of: FileName("journal.sqlite"))?.size ?? 0 }
        let before = try size()
        let result = try await daemon.run(
            "tidy", #"{"type": "maintenance", "parameters": {"actions": ["vacuum"]}}"#)
        let bytes = try #require(result["output"]?["actions"]?.firstElement?["bytes"]?.int64)
        #expect(bytes > 0)
        _ = try await eventually("a smaller file") { try size() <= before - bytes ? true : nil }
        _ = try await daemon.stop()
    }

    @Test func whatIsOfAnotherSpoolIsFoundAlsoAfterAPurge() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        _ = try await daemon.run("a", #"{"type": "echo"}"#)
        _ = try await daemon.stop()
        #expect(try purge(daemon) == 1)
        let stranger = #"{"schema":"carretel/result/1","job":{"id":"7ZZZZZZZZZZZZZZZZZZZZZZZZZ","name":"b"}}"#
        try Directory.open(path: "\(daemon.spool)/outgoing/results").writeFile(
            FileName("b.result.json"), Array(stranger.utf8), durably: false)
        #expect(try Fsck(spool: daemon.spool).check().counts == ["result_without_job": 1])
    }

    @Test func aControlFileForAPurgedJobIsToldThatItIsUnknown() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        _ = try await daemon.run("gone", #"{"type": "echo"}"#)
        _ = try await daemon.stop()
        #expect(try purge(daemon) == 1)
        try await daemon.start()
        try daemon.control("gone.cancel")
        let answer = try await eventually("the answer") {
            try daemon.names(in: "control/done").first { $0.hasSuffix("gone.cancel.json") }
        }
        let text = String(decoding: try daemon.read("control/done/\(answer)"), as: UTF8.self)
        #expect(text.contains("There is no such job."), "\(text)")
        _ = try await daemon.stop()
    }
}
