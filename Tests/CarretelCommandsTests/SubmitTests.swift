import ArgumentParser
import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelCommands

@Suite struct SubmitOptionTests {
    @Test(arguments: [
        (["submit"], "Give a job type, or a job file with --file."),
        (["submit", "echo", "--file", "a.json"], "Give a job type or --file, not both."),
        (
            ["submit", "--file", "a.json", "--key", "k"],
            "--file hands a file in as it is: --param, --key, --priority and --timeout are not for it."
        ),
        (["submit", "echo", "--name", "a/b"], "--name cannot be used: its name has a slash."),
        (
            ["submit", "echo", "--name", ".a"],
            "--name must not be empty, start with a dot or end like an unfinished file."
        ),
        (["status", "--check", "--json"], "Give --check or --json, not both."),
        (["history", "--limit", "0"], "--limit must be from 1 to 1000000."),
    ])
    func wrongUsageIsSaid(arguments: [String], message: String) {
        let error = #expect(throws: (any Error).self) { try CarretelCommand.parseAsRoot(arguments) }
        guard let error else { return }
        #expect(CarretelCommand.message(for: error) == message)
        #expect(CarretelCommand.exitCode(for: error) == ExitCode(64))
    }

    @Test func optionsAreTakenAsTyped() throws {
        let command = try CarretelCommand.parseAsRoot([
            "submit", "echo", "--param", "a=1", "--param", "b=x=y", "--priority", "9", "--timeout", "1.5", "--wait",
        ])
        let submit = try #require(command as? Submit)
        #expect(submit.parameters == ["a=1", "b=x=y"])
        #expect(submit.timeout == 1.5)
        #expect(submit.wait)
    }
}

@Suite struct JobDraftTests {
    @Test func makesAJobFileByTheSchema() throws {
        let schema = ParameterSchema([
            ParameterField("pedidos", .array(of: .string(maxBytes: 9), count: 1...9), "Orders."),
            ParameterField("workers", .integer(1...9), "Workers."),
        ])
        let draft = JobDraft(
            type: "rupture-lots", assignments: ["pedidos=101,102", "workers=3"], key: "k\"1", priority: 9,
            timeoutSeconds: 90)
        #expect(
            String(decoding: try draft.jobFile(for: schema), as: UTF8.self)
                == #"{"type":"rupture-lots","key":"k\"1","priority":9,"timeout_seconds":90,"#
                + #""parameters":{"pedidos":["101","102"],"workers":3}}"# + "\n")
        #expect(throws: FailureReason.self) {
            try JobDraft(type: "rupture-lots", assignments: ["workers=many"]).jobFile(for: schema)
        }
    }

    @Test func freshNamesSayTypeAndTime() throws {
        var generator = SeededGenerator(seed: 1)
        let name = FreshName.make(type: "echo", at: try moment("2026-11-20T12:00:03.999Z"), using: &generator)
        #expect(name.hasPrefix("echo-20261120-120003-"))
        #expect(name.count == 25)
        #expect(JobName.parse(fileName: name + ".json") == .job(name))
        let other = FreshName.make(type: "echo", at: try moment("2026-11-20T12:00:03.999Z"), using: &generator)
        #expect(other != name)
    }
}

@Suite(.temporaryDirectory) struct JobDropTests {
    private let path: String
    private let doors: SpoolDoors

    init() throws {
        path = try TemporaryDirectory.current.path("spool")
        _ = try SpoolLayout.create(at: path)
        doors = try SpoolDoors.open(at: path)
    }

    @Test func fileAppearsWholeUnderItsNameAndNothingElseDoes() throws {
        let bytes = Array(#"{"type":"echo"}"#.utf8)
        let receipt = try JobDrop(doors: doors).drop(bytes, as: "carga número 1")
        #expect(try names(in: path + "/incoming") == ["carga número 1.json"])
        let read = try doors.incoming.readFile("carga número 1.json", limit: 100)
        #expect(read.bytes == bytes)
        #expect(receipt.sha256 == Digest.sha256(bytes))
        #expect(receipt.earlierResult == nil)
        #expect(try doors.incoming.status(of: "carga número 1.json").mode & 0o777 == 0o644)
    }

    @Test func aWaitingFileIsNeverReplaced() throws {
        _ = try JobDrop(doors: doors).drop([1], as: "a")
        let error = #expect(throws: CommandFailure.self) { try JobDrop(doors: doors).drop([2], as: "a") }
        #expect(error?.message == "A job file a.json waits in incoming/ and was not replaced.")
        #expect(try names(in: path + "/incoming") == ["a.json"])
        #expect(try doors.incoming.readFile("a.json", limit: 9).bytes == [1])
    }

    // MARK: Following

    private func document(_ id: JobID, sha256: ContentHash) -> String {
        let job = "{\"id\":\"\(id.text)\",\"name\":\"a\",\"type\":\"echo\",\"sha256\":\"\(sha256.hexadecimal)\"}"
        return """
            {"schema":"carretel/result/1","job":\(job),"status":"succeeded","reason":null,"attempts":[],\
            "received_at":"2026-11-20T12:00:00.000Z","started_at":null,"finished_at":"2026-11-20T12:00:00.000Z",\
            "duration_ms":null,"duplicate_of":null,"warnings":[],"output":{"x":1},"files":[]}

            """
    }

    private func id(_ offset: Duration) -> JobID {
        var generator = SystemRandomNumberGenerator()
        var ids = JobIDGenerator()
        return ids.next(at: SystemClock.now().wall + offset, using: &generator)
    }

    @Test func aResultOfBeforeIsNotTakenForThisOne() throws {
        let bytes = Array(#"{"type":"echo"}"#.utf8)
        let hash = Digest.sha256(bytes)
        try write(document(id(.seconds(-60)), sha256: hash), to: path + "/outgoing/results/a.result.json")
        let receipt = try JobDrop(doors: doors).drop(bytes, as: "a")
        var follower = JobFollower(
            doors: doors, receipt: receipt, isFresh: false, now: SystemClock.now().monotonic)
        #expect(try follower.result() == nil)
        // Another writer's job, published meanwhile: other bytes.
        try doors.results.rename("a.result.json", to: doors.results, as: "older")
        let other = try #require(ContentHash(bytes: Array(repeating: 1, count: 32)))
        try write(document(id(.seconds(1)), sha256: other), to: path + "/outgoing/results/a.result.json")
        #expect(try follower.result() == nil)
        try doors.results.rename("a.result.json", to: doors.results, as: "other")
        let mine = id(.seconds(1))
        try write(document(mine, sha256: hash), to: path + "/outgoing/results/a.result.json")
        let found = try #require(try follower.result())
        #expect(found.summary.id == mine)
        #expect(String(decoding: found.summary.output, as: UTF8.self) == #"{"x":1}"#)
    }

    @Test func filesThatBearTheIDAreFound() throws {
        let bytes = Array(#"{"type":"echo"}"#.utf8)
        let receipt = try JobDrop(doors: doors).drop(bytes, as: "a")
        let now = SystemClock.now().monotonic
        var follower = JobFollower(doors: doors, receipt: receipt, isFresh: false, now: now)
        let mine = id(.seconds(1))
        for name in ["a.\(id(.seconds(-60)).text)", "a.b.\(mine.text)", "a.\(mine.text)"] {
            try write(document(mine, sha256: receipt.sha256), to: path + "/outgoing/results/\(name).result.json")
        }
        #expect(try follower.hasBeenTaken() == false)
        try doors.incoming.unlink("a.json")
        #expect(try follower.hasBeenTaken())
        try follower.searchRenamed(at: now)
        #expect(try follower.result() == nil)
        try follower.searchRenamed(at: now + .seconds(2))
        #expect(try follower.result()?.resultName == "a.\(mine.text)")
    }
}
