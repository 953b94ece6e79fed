import CarretelCore
import CarretelDaemon
import CarretelSpool
import CarretelStore
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

/// Whatever ends the daemon, the next one goes on where it was.
@Suite(.temporaryDirectory, .timeLimit(.minutes(10)))
struct RecoveryTests {
    /// Daemons, or workers, killed in a run; CI sets CARRETEL_TEST_KILLS to 100, under 2,000 jobs.
    private static var kills: Int { ThisProcess.environment["CARRETEL_TEST_KILLS"].flatMap { Int($0) } ?? 12 }
    private static let jobsPerKill = 20

    /// Kinds of findings that a crash explains and the next start mends.
    private static let afterCrash: Set<String> = ["active_file_unknown", "result_unpublished"]

    /// Echo jobs, a job with data files and a name that is used again, between one kill and the next.
    @Test(.seeded) func killedDaemonsLoseNothingAndDoubleNothing() async throws {
        var random = CarretelCore.SeededGenerator(seed: try Seed.current)
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.makeDataset()
        var made = 0
        var others = Self.kills
        for round in 0..<Self.kills {
            try dropSome(&made, daemon, &random)
            try daemon.drop(
                "data\(round)",
                #"{"type": "rupture-lots", "parameters": {"dataset": "mini", "reference_date": "2026-11-20"}}"#)
            // A writer uses a name again only when the file with that name is gone.
            if !daemon.exists("incoming/again.json") {
                try daemon.drop("again", #"{"type": "echo", "parameters": {"round": \#(round)}}"#)
                others += 1
            }
            try await ContinuousClock().sleep(for: .milliseconds(Int.random(in: 0...400, using: &random)))
            try await daemon.kill()
            let report = try Fsck(spool: daemon.spool).check()
            #expect(Self.afterCrash.isSuperset(of: report.counts.keys), "\(report.findings)")
            try await daemon.launch(["serve", "--spool", daemon.spool])
        }
        try await checkAll(made, daemon, others: others)
        for round in 0..<Self.kills { try await checkData("data\(round)", daemon) }
    }

    /// The data file of a result is whole: as many lines, bytes and the same hash as the result says.
    private func checkData(_ name: String, _ daemon: DaemonUnderTest) async throws {
        let result = try await daemon.result(of: name)
        #expect(result["status"]?.string == "succeeded")
        let file = try #require(result["files"]?.elements.first { _ in true })
        let bytes = try daemon.read("outgoing/results/\(try #require(file["path"]?.string))")
        #expect(file["records"]?.int64 == 45)
        #expect(bytes.count { $0 == 0x0A } == 45)
        #expect(file["sha256"]?.string == Digest.sha256(bytes).hexadecimal)
    }

    @Test(.seeded) func killedWorkersLoseNothingAndDoubleNothing() async throws {
        var random = CarretelCore.SeededGenerator(seed: try Seed.current)
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        var made = 0
        for _ in 0..<Self.kills {
            try dropSome(&made, daemon, &random)
            try await ContinuousClock().sleep(for: .milliseconds(Int.random(in: 0...200, using: &random)))
            let workers = try ProcessList().descendants(of: daemon.pid).map(\.pid).filter {
                try commandLine(of: $0).contains(" worker ")
            }
            if let victim = workers.randomElement(using: &random) { Glibc.kill(victim, SIGKILL) }
        }
        // A job under which three workers were killed is rightly parked; with this many victims it may happen.
        try await checkAll(made, daemon, allowingParked: true)
    }

    private func dropSome(
        _ made: inout Int, _ daemon: DaemonUnderTest, _ random: inout CarretelCore.SeededGenerator
    ) throws {
        for _ in 0..<Self.jobsPerKill {
            let delay = [0, 0, 0, 1, 5, 50].randomElement(using: &random) ?? 0
            try daemon.drop("c\(made)", #"{"type": "echo", "parameters": {"n": \#(made), "delay_ms": \#(delay)}}"#)
            made += 1
        }
    }

    /// Waits for the results of `made` jobs `c0`, `c1` … and `others`, and holds all of it against the law. Jobs under
    /// which three workers died may be parked where that is allowed.
    private func checkAll(
        _ made: Int, _ daemon: DaemonUnderTest, others: Int = 0, allowingParked: Bool = false
    ) async throws {
        let total = made + others
        try await eventually(within: .seconds(120), "all \(total) results") {
            try daemon.results(in: "results") + daemon.results(in: "superseded") >= total
        }
        try await eventually("the last job file's rest") { try daemon.names(in: "active").isEmpty }
        for number in 0..<made {
            let result = try await daemon.result(of: "c\(number)")
            if allowingParked, result["reason"]?["code"]?.string == "poison_job" {
                let deaths = result["attempts"]?.elements.filter { $0["outcome"]?.string == "worker_died" }.count
                #expect(deaths == 3, "c\(number)")
                continue
            }
            #expect(result["status"]?.string == "succeeded", "c\(number)")
            #expect(result["output"]?["n"]?.int64 == Int64(number))
        }
        let report = try Fsck(spool: daemon.spool).check()
        #expect(report.isSound, "\(report.findings)")
        #expect(report.received == total)
        let ending = try await daemon.stop()
        #expect(ending == .exited(code: 0), "\(ending): \(daemon.log().suffix(3_000))")
        let after = try Fsck(spool: daemon.spool).check()
        #expect(after.isSound, "\(after.findings)")
        #expect((after.ended, after.unended, after.results, after.taken) == (total, 0, total, 0))
    }

    /// A daemon that died after it had put the data files in their place, and before the result.
    @Test(arguments: [false, true])
    func aPublicationCutInTheMiddleIsFinished(afterPowerCut: Bool) async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.makeDataset()
        let name = try await killBeforeTheCopyGoes(
            daemon, #"{"type": "rupture-lots", "parameters": {"dataset": "mini", "reference_date": "2026-11-20"}}"#)
        let root = try Directory.open(path: daemon.spool)
        let id = try #require(try await daemon.result(of: name)["job"]?["id"]?.string)
        let day = try #require(try daemon.names(in: "archive").first)
        try root.openDirectory(beneath: "archive/\(day)").rename(
            FileName("\(name).json"), to: root.openDirectory("active"), as: FileName("\(id)~\(name).json"))
        try root.openDirectory(beneath: "outgoing/results").unlink(FileName("\(name).result.json"))
        if afterPowerCut { try pretendAnotherBoot(daemon) }
        try await daemon.start()
        try await checkData(name, daemon)
        #expect(try Fsck(spool: daemon.spool).check().isSound)
    }

    /// A name used twice and then a power cut: both results stay where they are.
    @Test func supersededResultsStayAfterAPowerCut() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        for round in 1...2 {
            try daemon.drop("x", #"{"type": "echo", "parameters": {"round": \#(round)}}"#)
            try await eventually("result \(round)") {
                try daemon.resultIfThere(of: "x")?["output"]?["round"]?.int64 == Int64(round)
            }
            try await eventually("the job file's rest") { try daemon.names(in: "active").isEmpty }
        }
        let superseded = try supersededResults(daemon)
        #expect(superseded.count == 1)
        try await daemon.kill()
        try pretendAnotherBoot(daemon)
        try await daemon.start()
        #expect(try supersededResults(daemon) == superseded)
        #expect(try await daemon.result(of: "x")["output"]?["round"]?.int64 == 2)
        let report = try Fsck(spool: daemon.spool).check()
        #expect(report.isSound, "\(report.findings)")
    }

    /// Without progress and events, which a job has that ran for long enough to be shown.
    private func supersededResults(_ daemon: DaemonUnderTest) throws -> [String] {
        try daemon.names(in: "outgoing/superseded").filter { $0.hasSuffix(".result.json") }
    }

    /// After an orderly stop everything is on disk, so even a new boot knows that a missing result was taken.
    @Test func aTakenResultStaysTakenAfterAStopAndAReboot() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        _ = try await daemon.run("taken", #"{"type": "echo", "parameters": {}}"#)
        #expect(try await daemon.stop() == .exited(code: 0))
        try Directory.open(path: "\(daemon.spool)/outgoing/results").unlink("taken.result.json")
        try pretendAnotherBoot(daemon)
        try await daemon.start()
        #expect(!daemon.exists("outgoing/results/taken.result.json"))
        #expect(try Fsck(spool: daemon.spool).check().taken == 1)
    }

    @Test func aLostStateIsRefusedAndRepaired() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        _ = try await daemon.run("done", #"{"type": "echo", "parameters": {"n": 1}}"#)
        try daemon.drop("open", #"{"type": "echo", "timeout_seconds": 3600, "parameters": {"delay_ms": 600000}}"#)
        try await eventually("its beginning") { daemon.exists("outgoing/progress/open.progress.json") }
        try await eventually("the rest of the other's file") { try daemon.names(in: "active").count == 1 }
        let family = try daemon.family()
        try await daemon.kill()
        try await end(of: family)
        let state = try Directory.open(path: "\(daemon.spool)/state")
        for name in try daemon.names(in: "state") where name.hasPrefix("journal") { try state.unlink(FileName(name)) }

        #expect(try !Fsck(spool: daemon.spool).check().isSound)
        try await daemon.launch(["serve", "--spool", daemon.spool])
        #expect(try await daemon.ended() == .exited(code: 2))
        #expect(daemon.log().contains("fsck --repair"))

        let report = try Repair(spool: daemon.spool).run(pid: 1)
        #expect(report.isSound, "\(report.findings)")
        #expect((report.ended, report.unended) == (1, 1))
        #expect(report.notes.contains { $0.contains("1 jobs that have a result, 1 that have none") })
        try await daemon.start()
        try daemon.control("open.cancel")
        #expect(try await daemon.result(of: "open")["status"]?.string == "cancelled")
        try await eventually("the job file's rest") { try daemon.names(in: "active").isEmpty }
        #expect(try Fsck(spool: daemon.spool).check().isSound)
    }

    @Test func aLostFileInActiveIsWrittenAgain() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop("later", #"{"type": "echo", "not_before": "2100-01-01T00:00:00Z", "parameters": {"x": 1}}"#)
        try await eventually("the claim") { try !daemon.names(in: "active").isEmpty }
        try await eventually("the acceptance") { try Fsck(spool: daemon.spool).check().unended == 1 }
        _ = try await daemon.stop()
        let active = try daemon.names(in: "active")
        let bytes = try daemon.read("active/\(try #require(active.first))")
        try Directory.open(path: "\(daemon.spool)/active").unlink(FileName(try #require(active.first)))
        let found = try Fsck(spool: daemon.spool).check()
        #expect(found.findings.map(\.code) == ["active_file_missing"])
        try await daemon.start()
        #expect(try daemon.names(in: "active") == active)
        #expect(try daemon.read("active/\(try #require(active.first))") == bytes)
        #expect(try Fsck(spool: daemon.spool).check().isSound)
    }

    @Test(arguments: [true, false])
    func aMissingResultIsWrittenAgainAfterAPowerCutAndWasTakenOtherwise(afterPowerCut: Bool) async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let name = try await killBeforeTheCopyGoes(daemon, #"{"type": "echo", "parameters": {"n": 1}}"#)
        let result = "outgoing/results/\(name).result.json"
        let bytes = try daemon.read(result)
        try Directory.open(path: "\(daemon.spool)/outgoing/results").unlink(FileName("\(name).result.json"))
        if afterPowerCut { try pretendAnotherBoot(daemon) }
        try await daemon.start()
        #expect(daemon.exists(result) == afterPowerCut)
        if afterPowerCut { #expect(try daemon.read(result) == bytes) }
        let report = try Fsck(spool: daemon.spool).check()
        #expect(report.isSound)
        #expect(report.taken == (afterPowerCut ? 0 : 1))
    }

    @Test func aClaimThatAPowerCutRolledBackIsRecognised() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop("back", #"{"type": "echo", "not_before": "2100-01-01T00:00:00Z", "parameters": {}}"#)
        try await eventually("the acceptance") { try Fsck(spool: daemon.spool).check().unended == 1 }
        try await daemon.kill()
        let active = try daemon.names(in: "active")
        try Directory.open(path: "\(daemon.spool)/active").rename(
            FileName(try #require(active.first)), to: Directory.open(path: "\(daemon.spool)/incoming"),
            as: "back.json")
        try pretendAnotherBoot(daemon)
        try await daemon.start()
        #expect(try daemon.names(in: "active") == active)
        #expect(try daemon.names(in: "incoming").isEmpty)
        #expect(try Fsck(spool: daemon.spool).check().received == 1)
    }

    /// Runs a job and kills the daemon while the journal still has its copy of the result: that goes about a second after
    /// the publication, when the folders are synced. Where the machine is so busy that the kill comes later, there is
    /// another job.
    ///
    /// - Returns: the job's name.
    private func killBeforeTheCopyGoes(_ daemon: DaemonUnderTest, _ json: String) async throws -> String {
        for number in 0..<30 {
            let name = "cut\(number)"
            _ = try await daemon.run(name, json)
            try await eventually("the job file's rest") { try daemon.names(in: "active").isEmpty }
            try await daemon.kill()
            let marks = try HistoryReader.open("\(daemon.spool)/state/journal.sqlite").overview()
            if marks.durable < marks.lastEnd { return name }
            try await daemon.start()
        }
        throw DaemonFailure("No kill came within a second of its publication.")
    }

    private func pretendAnotherBoot(_ daemon: DaemonUnderTest) throws {
        let layout = try SpoolLayout.open(at: daemon.spool)
        let parts = try JournalAssembly.parts(layout: layout, catalogue: Daemon.builtInCatalogue())
        let journal = try Journal.open("\(daemon.spool)/state/journal.sqlite", creating: false, parts: parts)
        try journal.set(bootID: "another boot")
        try journal.close()
    }
}
