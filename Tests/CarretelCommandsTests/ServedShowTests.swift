import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

/// What `show` says of results, beside a running daemon.
@Suite(.temporaryDirectory) struct ServedShowTests {
    private let spool: ServedSpool

    init() async throws { spool = try await ServedSpool() }

    private func carretel(_ arguments: String...) async throws -> CommandRun { try await spool.carretel(arguments) }

    @Test func aResultsWarningsAreShownWhileItIsThere() async throws {
        let submit = try await carretel(
            "submit", "chat-reply", "--name", "fala", "--param", "session_id=s1", "--param", "entity_id=guardia",
            "--param", "message=Onde?", "--wait")
        #expect(submit.code == 0)
        let show = try await carretel("show", "fala").output
        #expect(show.contains("\n  why       it succeeded, with a warning\n"), "\(show)")
        #expect(show.contains("\n  warning   ") && show.contains("(no_key)"), "\(show)")
        let warnings = try await carretel("show", "fala", "--json").json["jobs"]?.elements.first { _ in true }?[
            "warnings"]
        #expect(warnings?.elements.compactMap { $0["code"]?.string } == ["fallback"])

        // Its reader takes it: nothing is known of its warnings any more.
        try Directory.open(path: spool.path + "/outgoing/results").unlink("fala.result.json")
        // The journal notes what is published a moment later.
        try await eventually("the word of its reader") {
            try await carretel("show", "fala").output.contains(
                "  next      nothing; its result was taken by its reader\n")
        }
        let taken = try await carretel("show", "fala", "--json").json["jobs"]?.elements.first { _ in true }
        #expect(taken?["warnings"]?.isNull == true)
    }

    @Test func anOlderJobsWarningsAreFoundBesideThoseOfItsName() async throws {
        for message in ["Onde?", "Quem?"] {
            let submit = try await carretel(
                "submit", "chat-reply", "--name", "fala", "--param", "session_id=s1", "--param", "entity_id=guardia",
                "--param", "message=\(message)", "--wait")
            #expect(submit.code == 0)
        }
        let ids = try await carretel("history", "--json").json["jobs"]?.elements.compactMap { $0["id"]?.string }
        let first = try #require(ids?.last)
        let older = try await carretel("show", first, "--json").json["jobs"]?.elements.first { _ in true }
        #expect(older?["warnings"]?.count == 1)
        #expect(
            older?["files"]?.elements.contains { $0["path"]?.string?.hasPrefix("outgoing/superseded/") == true } == true
        )
    }

    @Test func aRejectedFileHasNoPriority() async throws {
        try Directory.open(path: spool.path + "/incoming").writeFile("ruim.json", Array("{]".utf8), durably: false)
        let show = try await eventually("the word of the file") {
            let show = try await carretel("show", "ruim")
            return show.output.hasPrefix("ruim  rejected\n") ? show : nil
        }
        #expect(show.output.contains("\n  type      none that is known\n"), "\(show.output)")
        let json = try await carretel("show", "ruim", "--json").json
        #expect(json["jobs"]?.elements.first { _ in true }?["priority"]?.isNull == true)
    }

    @Test func whatIsLeftAloneIsShownWithTheReason() async throws {
        let incoming = try Directory.open(path: spool.path + "/incoming")
        try incoming.writeFile("notas.txt", Array("{}".utf8), durably: false)
        try await eventually("the word of what is left alone") {
            let show = try await carretel("show", "notas.txt")
            return show.code == 1 && show.errors.contains("incoming/notas.txt: its name does not end in .json")
        }
    }

    @Test func anUnknownTypeInTheHistoryIsSaid() async throws {
        let history = try await carretel("history", "--type", "ecco")
        #expect(history.code == 0 && history.output.isEmpty)
        #expect(history.errors.contains("There is no job type ecco. Did you mean echo?"), "\(history.errors)")
    }
}
