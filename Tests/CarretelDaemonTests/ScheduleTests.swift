import CarretelCore
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

@testable import CarretelDaemon

/// Schedules in a real daemon: jobs of the type echo, real files, the real clock.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct ScheduleTests {
    private let daemon: DaemonUnderTest
    private let configuration: String

    init() throws {
        daemon = try DaemonUnderTest()
        configuration = try TemporaryDirectory.current.path("carretel.yaml")
    }

    private func configure(_ keys: String) throws {
        try write("schedules:\n  tick:\n    type: echo\n    \(keys)\n")
    }

    private func write(_ yaml: String) throws {
        let folder = try Directory.open(path: TemporaryDirectory.current.path)
        let new = FileName("\(UInt64.random(in: .min ... .max)).yaml")
        try folder.writeFile(new, Array(yaml.utf8), durably: false)
        try folder.rename(new, to: folder, as: "carretel.yaml", .replace)
    }

    private func start() async throws { try await daemon.start("--config", configuration) }

    /// What is kept of the schedule, beside the built-in ones; nil while there is nothing.
    private func tick() throws -> ScheduleDocument.Schedule? {
        try ScheduleDocument.read(in: state())?.schedules.first { $0.name == "tick" }
    }

    /// The results of the schedule's jobs, by NAME, which is by due moment.
    private func results() throws -> [String] {
        try daemon.names(in: "outgoing/results").filter { $0.hasPrefix("tick-") && $0.hasSuffix("Z.result.json") }
    }

    private func result(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: daemon.read("outgoing/results/\(name)"))
    }

    private func wait(for count: Int) async throws {
        try await eventually(within: .seconds(60), "\(count) results; the log:\n\(daemon.log())") {
            try results().count >= count
        }
    }

    /// No two of the jobs ran at the same time, and none was a duplicate of another.
    private func expectOneAtATime() throws {
        var spans: [ClosedRange<Timestamp>] = []
        for name in try results() {
            let result = try result(name)
            #expect(result["duplicate_of"]?.isNull == true)
            let start = try #require(result["started_at"]?.string.flatMap { Timestamp(rfc3339: $0) })
            let end = try #require(result["finished_at"]?.string.flatMap { Timestamp(rfc3339: $0) })
            spans.append(start...end)
        }
        for (before, after) in zip(spans, spans.dropFirst()) { #expect(before.upperBound <= after.lowerBound) }
    }

    @Test func aScheduleDropsAJobAtTheStartAndThenAtItsInterval() async throws {
        try configure(
            "every_seconds: 2\n    at_start: true\n    parameters: {n: [1, 2]}\n    at_start_parameters: {first: true}")
        try await start()
        try await wait(for: 3)
        let names = try results()
        let first = try result(names[0])
        #expect(first["output"]?["first"]?.boolean == true && first["output"]?["n"]?.count == 2)
        #expect(first["job"]?["meta"]?["at_start"]?.boolean == true)
        #expect(first["job"]?["requested_by"]?.string == "schedule tick")
        let second = try result(names[1])
        #expect(second["output"]?["first"] == nil && second["job"]?["meta"]?["schedule"]?.string == "tick")
        #expect(try names.allSatisfy { try result($0)["status"]?.string == "succeeded" })
        try expectOneAtATime()
        #expect(try await daemon.stop() == .exited(code: 0))
    }

    @Test func aRunThatTakesLongerThanTheIntervalHoldsUpTheNext() async throws {
        try configure("every_seconds: 1\n    parameters: {delay_ms: 2500}")
        try await start()
        try await wait(for: 3)
        try expectOneAtATime()
        #expect(try tick()?.memory.skipped ?? 0 >= 2)
    }

    @Test(arguments: ["once", "all", "skip"])
    func whatWasMissedWhileTheDaemonWasDown(policy: String) async throws {
        // Set back so that five moments were missed, the last a minute ago: long before the next one.
        try configure("every_minutes: 20\n    missed: \(policy)")
        try await start()
        #expect(try await daemon.stop() == .exited(code: 0))
        var document = try #require(try ScheduleDocument.read(in: state()))
        let index = try #require(document.schedules.firstIndex { $0.name == "tick" })
        document.schedules[index].memory.considered = document.schedules[index].memory.considered + .seconds(-101 * 60)
        try document.write(in: state())
        try await start()
        try await wait(for: policy == "all" ? 5 : 1)
        try await eventually("the last job's end in the note") {
            try tick()?.memory.last?.isEnded == true
        }
        let memory = try #require(try tick()?.memory)
        #expect(try results().count == (policy == "all" ? 5 : 1))
        #expect(memory.skipped == (policy == "all" ? 0 : 4))
        try expectOneAtATime()
    }

    @Test func aDaemonThatIsKilledAgainAndAgainLosesAndDoublesNothing() async throws {
        try configure("every_seconds: 1\n    missed: all\n    parameters: {delay_ms: 200}")
        try await start()
        for round in 1...6 {
            try await wait(for: round * 2)
            try await daemon.kill()
            try await start()
        }
        try await wait(for: 14)
        #expect(try await daemon.stop() == .exited(code: 0))
        // At other times, so that no further run comes while the last one is looked at: what was due goes with the times.
        try configure("every_minutes: 60\n    missed: all\n    parameters: {delay_ms: 200}")
        try await start()
        try await eventually("the end of the last run") {
            try tick()?.memory.last?.isEnded == true
        }
        // One result for each second, in a row up to the last, and no job twice.
        let last = try #require(try tick()?.memory.last)
        _ = try await daemon.result(of: last.jobName(of: "tick"))
        let names = try results()
        for (index, name) in names.enumerated() {
            let run = ScheduledRun(due: last.due + .seconds(index - names.count + 1))
            #expect(name == "\(run.jobName(of: "tick")).result.json")
        }
        try expectOneAtATime()
        #expect(try daemon.names(in: "outgoing/superseded").isEmpty)
    }

    /// The states that a crash can leave between the note and the claim.
    @Test(arguments: [false, true]) func aNoteWithoutAJobIsMadeGoodOnce(isDropped: Bool) async throws {
        try configure("every_minutes: 60")
        try await start()
        #expect(try await daemon.stop() == .exited(code: 0))
        var document = try #require(try ScheduleDocument.read(in: state()))
        let index = try #require(document.schedules.firstIndex { $0.name == "tick" })
        let run = ScheduledRun(due: document.schedules[index].memory.considered)
        document.schedules[index].memory.last = run
        try document.write(in: state())
        if isDropped {
            try daemon.drop(
                run.jobName(of: "tick"), #"{"type": "echo", "key": "\#(run.key(of: "tick"))", "parameters": {"n": 1}}"#)
        }
        try await start()
        try await wait(for: 1)
        try await eventually("the end in the note") {
            try tick()?.memory.last?.isEnded == true
        }
        let name = try #require(try results().first)
        #expect(name == "\(run.jobName(of: "tick")).result.json")
        #expect((try result(name)["output"]?["n"] != nil) == isDropped)
        #expect(try results().count == 1 && daemon.names(in: "outgoing/superseded").isEmpty)
    }

    @Test func hangingUpTakesSchedulesOver() async throws {
        try configure("every_minutes: 60")
        try await start()
        try configure("every_seconds: 1\n    parameters: {n: 2}")
        hangUp()
        try await wait(for: 1)
        try configure("every_seconds: 1\n    enabled: false")
        hangUp()
        try await eventually("the switching off") {
            try tick()?.isEnabled == false
        }
        try configure("every_secs: 1")
        hangUp()
        try await eventually("the refusal in the log") { daemon.log().contains("The configuration was not taken over") }
        #expect(try tick()?.isEnabled == false)
    }

    @Test func aScheduleThatIsTakenOutAndPutBackWaitsForItsJob() async throws {
        try configure("every_seconds: 1\n    timeout_seconds: 3600\n    parameters: {delay_ms: 86400000}")
        try await start()
        let first = try await eventually("its first job") { () -> String? in
            guard let run = try tick()?.memory.last, run.phase == .dropped else { return nil }
            let name = run.jobName(of: "tick")
            return try daemon.progressIfThere(of: name) == nil ? nil : name
        }
        try write("schedules: {}\n")
        hangUp()
        try await eventually("that it is taken out") {
            try tick()?.isEnabled == false
        }
        try configure("every_seconds: 1")
        hangUp()
        try await eventually("that it is put back") {
            try tick()?.isEnabled == true
        }
        try daemon.control("\(first).cancel")
        try await wait(for: 2)
        try expectOneAtATime()
    }

    @Test func onceRunsWhatIsThereAndNoSchedule() async throws {
        try configure("every_seconds: 1\n    at_start: true")
        try await daemon.launch(["init", daemon.spool])
        _ = try await daemon.ended()
        try daemon.drop("mine", #"{"type": "echo"}"#)
        try await daemon.launch(["serve", "--once", "--spool", daemon.spool, "--config", configuration])
        #expect(try await daemon.ended() == .exited(code: 0))
        #expect(try daemon.names(in: "outgoing/results") == ["mine.result.json"])
    }

    @Test func aWrongScheduleEndsTheStart() async throws {
        try configure("every_seconds: 1\n    prioritty: 3")
        try await daemon.launch(["serve", "--spool", daemon.spool, "--config", configuration])
        #expect(try await daemon.ended() == .exited(code: 2))
        #expect(daemon.log().contains("carretel.yaml:5: schedules.tick.prioritty: unknown key."))
    }

    @Test func aDamagedNoteIsMovedAsideAndTheSchedulesGoOn() async throws {
        try configure("every_seconds: 1")
        try await start()
        #expect(try await daemon.stop() == .exited(code: 0))
        try state().unlink(ScheduleDocument.fileName)
        try state().writeFile(ScheduleDocument.fileName, Array("{}".utf8), durably: false)
        let before = try results().count
        try await start()
        try await wait(for: before + 1)
        #expect(daemon.exists("state/schedules.json.damaged"))
        #expect(daemon.log().contains("The schedules begin anew"))
    }

    private func state() throws -> Directory { try Directory.open(path: "\(daemon.spool)/state") }

    private func hangUp() { Glibc.kill(daemon.pid, SIGHUP) }
}
