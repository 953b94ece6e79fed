import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelCommands

/// The real program, without a daemon.
@Suite(.temporaryDirectory) struct ProgramTests {
    // MARK: check

    @Test func checkNamesEveryProblemOfEveryFile() async throws {
        let folder = try TemporaryDirectory.current
        try write(#"{"type": "echo"}"#, to: folder.path("good.json"))
        try write("{\"type\": \"echo\",\n \"prio\": 5,\n \"priority\": 11}", to: folder.path("bad.json"))
        try write("{\"type\": \"echo\",}", to: folder.path("comma.json"))
        try write(#"{"type": "ecko"}"#, to: folder.path("type.txt"))
        let run = try await CommandRun.carretel([
            "check", "good.json", "bad.json", "comma.json", "type.txt", "none.json",
        ])
        #expect(run.code == 1)
        #expect(run.errors == "type.txt: note: incoming/ leaves this file alone: its name does not end in .json\n")
        let expected = try JobChecker()
        let comma = expected.problems(in: Array("{\"type\": \"echo\",}".utf8))
        let type = expected.problems(in: Array(#"{"type": "ecko"}"#.utf8))
        #expect(comma.count == 1 && type.count == 1)
        #expect(
            run.output == """
                good.json: ok
                bad.json:2:2: Expected a known member in the job file, found "prio". (at /prio)
                  Did you mean "priority"?
                bad.json:3:14: Expected an integer from 0 to 9 for "priority", found 11. (at /priority)
                  Give an integer from 0 to 9.
                \(JobFileProblem(file: "comma.json", reason: comma[0]))
                \(JobFileProblem(file: "type.txt", reason: type[0]))
                none.json: It cannot be read: No such file or directory.

                """)
    }

    @Test func checkReadsStandardInputAndSaysItInJSON() async throws {
        let good = try await CommandRun.carretel(["check", "-"], input: #"{"type": "echo"}"#)
        #expect(good.code == 0)
        #expect(good.output == "<stdin>: ok\n")
        let bad = try await CommandRun.carretel(["check", "--json", "-"], input: "[]")
        #expect(bad.code == 1)
        let file = try #require(try bad.json["files"]?.elements.first { _ in true })
        #expect(file["ok"]?.boolean == false)
        #expect(file["problems"]?.elements.first { _ in true }?["code"]?.string == "not_an_object")
    }

    // MARK: types, schema, init

    @Test func typesShowWhatAJobMaySay() async throws {
        let text = try await CommandRun.carretel(["types", "echo"])
        #expect(text.code == 0)
        #expect(text.output.hasPrefix("echo: Gives its parameters back;"))
        #expect(text.output.contains("\n  1 min an attempt (at most 1 h), 3 attempts, lane echo (2 at once)\n"))
        #expect(text.output.contains("    delay_ms  an integer from 0 to 86400000"))
        #expect(!text.output.contains("\u{1B}"))
        let json = try await CommandRun.carretel(["types", "--json"]).json
        #expect(json["types"]?.elements.contains { $0["name"]?.string == "echo" } == true)
    }

    @Test func typesShowWhatDependsOnAParameterAndWhomTheyTalkTo() async throws {
        let text = try await CommandRun.carretel(["types", "full-data-load"]).output
        #expect(text.contains("\n  2 min an attempt (at most 10 min), "))
        #expect(text.contains("\n    with mode complete: 2 h (at most 1 d)\n"))
        #expect(text.contains("\n  talks to omie: keys profiles.NAME.omie\n"))
        let json = try await CommandRun.carretel(["types", "full-data-load", "--json"]).json
        let type = try #require(json["types"]?.elements.first { _ in true })
        #expect(type["upstream"]?.string == "omie")
        let rule = try #require(type["timeouts"]?.elements.first { _ in true })
        #expect(rule["parameter"]?.string == "mode" && rule["value"]?.string == "complete")
        #expect(rule["timeout_seconds"]?.int64 == 7_200 && rule["timeout_ceiling_seconds"]?.int64 == 86_400)
    }

    @Test func schemaIsPrintedForPeopleAndUnknownTypesAreNamed() async throws {
        let run = try await CommandRun.carretel(["schema", "echo"])
        #expect(run.output.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"))
        #expect(try run.json["properties"]?["type"]?["const"]?.string == "echo")
        let unknown = try await CommandRun.carretel(["schema", "ecko"])
        #expect(unknown.code == 1)
        #expect(unknown.output.isEmpty)
        #expect(unknown.errors.hasSuffix("\nDid you mean \"echo\"?\n"))
    }

    @Test func initLaysOutASpoolOnceAndAgain() async throws {
        for _ in 0..<2 {
            let run = try await CommandRun.carretel(["init", "spool"])
            #expect(run.code == 0)
            #expect(run.output == "spool\n")
        }
        let path = try TemporaryDirectory.current.path("spool")
        #expect(try names(in: path).contains("incoming"))
        let wrong = try await CommandRun.carretel(["init", "other", "--group", "no-such-group-here"])
        #expect(wrong.code == 1)
        #expect(wrong.errors.hasPrefix("carretel init: there is no group no-such-group-here"))
    }

    // MARK: submit without a daemon

    @Test func submitHandsInAValidFileAndSaysThatNobodyServes() async throws {
        let path = try TemporaryDirectory.current.path("spool")
        _ = try SpoolLayout.create(at: path)
        let run = try await CommandRun.carretel([
            "submit", "echo", "--spool", path, "--param", "greeting=olá", "--name", "primeiro",
        ])
        #expect(run.code == 0)
        #expect(run.output == "primeiro\n")
        #expect(run.errors == "No daemon serves \(path) just now: the job waits in incoming/ until one does.\n")
        let check = try await CommandRun.carretel(["check", "\(path)/incoming/primeiro.json"])
        #expect(check.code == 0)
        let json = try await CommandRun.carretel(["submit", "echo", "--json"], environment: ["CARRETEL_SPOOL": path])
        #expect(try json.json["daemon_alive"]?.boolean == false)
        #expect(try names(in: path + "/incoming").count == 2)
    }

    @Test func submitRefusesWhatTheDaemonWouldReject() async throws {
        let path = try TemporaryDirectory.current.path("spool")
        _ = try SpoolLayout.create(at: path)
        let run = try await CommandRun.carretel(["submit", "echo", "--spool", path, "--param", "delay_ms=-1"])
        #expect(run.code == 1)
        #expect(run.output.isEmpty)
        #expect(
            run.errors == """
                carretel submit: the job was not handed in:
                Expected an integer from 0 to 86400000 for "delay_ms", found -1.
                  Give an integer from 0 to 86400000.

                """)
        try write("{\"type\": \"echo\",\n \"prio\": 5}", to: try TemporaryDirectory.current.path("bad.json"))
        let file = try await CommandRun.carretel(["submit", "--file", "bad.json", "--spool", path])
        #expect(file.errors.contains("\nbad.json:2:2: "))
        #expect(try names(in: path + "/incoming").isEmpty)
    }

    @Test func waitingEndsWith75WhereNobodyServes() async throws {
        let path = try TemporaryDirectory.current.path("spool")
        _ = try SpoolLayout.create(at: path)
        let run = try await CommandRun.carretel(["submit", "echo", "--spool", path, "--name", "a", "--wait"])
        #expect(run.code == 75)
        #expect(run.output.isEmpty)
        #expect(
            run.errors.contains(
                "carretel submit: no daemon serves \(path): a waits in incoming/ and runs when one starts."))
        #expect(try names(in: path + "/incoming") == ["a.json"])
    }

    // MARK: looking without a daemon

    @Test func lookingAtASpoolThatNobodyServes() async throws {
        let path = try TemporaryDirectory.current.path("spool")
        _ = try SpoolLayout.create(at: path)
        try write(#"{"type": "echo"}"#, to: path + "/incoming/a.json")
        try write("x", to: path + "/incoming/notes.txt")
        let status = try await CommandRun.carretel(["status", "--spool", path, "--json"])
        #expect(status.code == 2)
        #expect(try status.json["daemon"]?["alive"]?.boolean == false)
        #expect(try status.json["folders"]?.elements.first { _ in true }?["count"]?.int64 == 1)
        #expect(try status.json["left_alone_count"]?.int64 == 1)
        let check = try await CommandRun.carretel(["status", "--spool", path, "--check"])
        #expect(check.code == 2)
        #expect(check.output.hasPrefix("CARRETEL CRITICAL - the daemon is dead | incoming=1;;;0 "))
        let history = try await CommandRun.carretel(["history", "--spool", path, "--json"])
        #expect(history.output == "{\"jobs\":[]}\n")
        let show = try await CommandRun.carretel(["show", "a", "--spool", path])
        #expect(show.code == 1)
        #expect(show.errors == "carretel show: a.json waits in incoming/: no daemon serves the spool.\n")
        let unknown = try await CommandRun.carretel(["cancel", "b", "--spool", path])
        #expect(unknown.code == 1)
        #expect(unknown.output == "b: There is no such job.\n")
    }

    @Test func aSpoolThatIsNoneIsSaid() async throws {
        let status = try await CommandRun.carretel(["status", "--spool", "nowhere"])
        #expect(status.code == 2)
        #expect(status.errors.hasPrefix("carretel status: The folder nowhere is missing"))
        let check = try await CommandRun.carretel(["status", "--spool", "nowhere", "--check"])
        #expect(check.code == 3)
        #expect(check.output.hasPrefix("CARRETEL UNKNOWN - The folder nowhere is missing"))
        #expect(try await CommandRun.carretel(["submit", "echo", "--spool", "nowhere"]).code == 1)
        #expect(try await CommandRun.carretel(["status", "--nonsense"]).code == 64)
    }

    // MARK: process

    @Test func processPrintsTheResultOfAJob() async throws {
        let run = try await CommandRun.carretel(
            ["process", "-"], input: #"{"type": "echo", "parameters": {"n": 1.50}}"#)
        #expect(run.code == 0)
        let json = try run.json
        #expect(json["schema"]?.string == "carretel/result/1")
        #expect(json["status"]?.string == "succeeded")
        #expect(json["output"]?["n"]?.numberText == "1.50")
        #expect(json["attempts"]?.count == 1)
        #expect(run.errors.hasPrefix("stdin: succeeded in "))
    }

    @Test(arguments: [
        (#"{"type": "echo", "parameters": {"fail": "permanent"}}"#, "failed", "echo_failed"),
        (#"{"type": "echo", "timeout_seconds": 0.2, "parameters": {"delay_ms": 60000}}"#, "timed_out", "timed_out"),
        (#"{"type": "ecko"}"#, "rejected", "unknown_type"),
        ("{", "rejected", "truncated"),
    ])
    func processEndsWith1WhenTheJobDoesNotSucceed(job: String, status: String, code: String) async throws {
        let run = try await CommandRun.carretel(["process", "-"], input: job)
        #expect(run.code == 1)
        #expect(try run.json["status"]?.string == status)
        #expect(try run.json["reason"]?["code"]?.string == code)
    }

    @Test func processKeepsDataFilesOnlyWhenAskedTo() async throws {
        let folder = try TemporaryDirectory.current
        try Shop.write(to: folder)
        let job = #"{"type": "rupture-lots", "parameters": {"dataset": "loja", "reference_date": "2026-11-20"}}"#
        try write(job, to: folder.path("ruptura.json"))
        let arguments = ["process", "ruptura.json", "--datasets", "datasets"]
        let removed = try await CommandRun.carretel(arguments)
        #expect(removed.code == 0)
        #expect(
            try removed.json["warnings"]?.elements.contains { $0["code"]?.string == "data_files_removed" } == true)
        let kept = try await CommandRun.carretel(arguments + ["--data", "saida"])
        #expect(kept.code == 0)
        #expect(try names(in: folder.path("saida")) == ["ruptura.data"])
        let files = ["produtos_em_ruptura.jsonl", "relatorio.html", "resultados.jsonl"]
        let paths = try kept.json["files"]?.elements.compactMap { $0["path"]?.string }
        #expect(paths?.sorted() == files.map { "ruptura.data/\($0)" })
        #expect(try names(in: folder.path("saida/ruptura.data")) == files)
        // Nothing else is left in the folder for temporary files, which is the test's own.
        #expect(try names(in: folder.path).filter { $0.hasPrefix(".carretel") }.isEmpty)
    }
}
