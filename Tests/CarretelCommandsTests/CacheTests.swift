import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelCommands

@Suite(.temporaryDirectory) struct CacheTests {
    private let spool = "spool"

    private func answer(_ word: String, records: Int, bytes: Int) throws -> CachedAnswer {
        CachedAnswer(
            key: CacheKey(["omie", "3f2a", word]), loadedAt: try moment("2026-11-20T12:00:00Z"), records: records,
            bytes: bytes, sha256: Digest.sha256([]), facts: Array("{}".utf8))
    }

    @Test func answersAreATable() throws {
        let report = CacheReport(
            answers: [
                try answer("clients", records: 1_200, bytes: 1_572_864), try answer("orders", records: 7, bytes: 900),
            ], now: try moment("2026-11-20T14:00:00Z"))
        #expect(
            report.lines(.plain) == [
                "KEY                AGE  RECORDS     SIZE",
                "omie/3f2a/clients  2 h     1200  1.5 MiB",
                "omie/3f2a/orders   2 h        7    900 B",
            ])
        let first = try #require(
            try JSONValue(parsing: report.json("answers"))["answers"]?.elements.first { _ in true })
        #expect(first["key"]?.string == "omie/3f2a/clients")
        #expect(first["age_seconds"]?.numberText == "7200")
        #expect(CacheReport(answers: [], now: report.now).lines(.plain).isEmpty)
    }

    @Test func clearSaysWhatItDropped() async throws {
        #expect(try await CommandRun.carretel(["init", spool]).code == 0)
        let empty = try await CommandRun.carretel(["cache", "list", "--spool", spool])
        #expect(empty.code == 0 && empty.output.isEmpty)
        for word in ["clients", "orders"] { try plant(try answer(word, records: 1, bytes: 3), content: "abc") }
        let listed = try await CommandRun.carretel(["cache", "list", "--json", "--spool", spool]).json
        #expect(
            listed["answers"]?.elements.compactMap { $0["key"]?.string } == ["omie/3f2a/clients", "omie/3f2a/orders"])
        let cleared = try await CommandRun.carretel(["cache", "clear", "client", "--json", "--spool", spool])
        #expect(cleared.code == 0)
        #expect(try cleared.json["removed"]?.elements.compactMap { $0["key"]?.string } == ["omie/3f2a/clients"])
        let rest = try await CommandRun.carretel(["cache", "clear", "--spool", spool])
        #expect(rest.code == 0 && rest.output.contains("omie/3f2a/orders"))
        #expect(rest.errors == "Dropped 1 answer (3 B).\n")
        let nothing = try await CommandRun.carretel(["cache", "clear", "--spool", spool])
        #expect(nothing.code == 0 && nothing.output.isEmpty)
    }

    @Test func aSpoolThatIsNoneAndAnEmptyMatchAreRefused() async throws {
        #expect(try await CommandRun.carretel(["cache", "list", "--spool", "nowhere"]).code == 1)
        #expect(try await CommandRun.carretel(["cache", "clear", "", "--spool", spool]).code == 64)
    }

    /// Writes an entry as a worker leaves it.
    private func plant(_ answer: CachedAnswer, content: String) throws {
        let state = try Directory.open(path: try TemporaryDirectory.current.path("\(spool)/state"))
        let cache = try state.openOrMakeDirectory("cache", mode: 0o750)
        let stem = Digest.sha256(Array(answer.key.text.utf8)).hexadecimal.prefix(32)
        try cache.writeFile(FileName("\(stem).data"), Array(content.utf8))
        var entry = JSONWriter()
        entry.beginObject()
        entry.member("schema", "carretel/cached-answer/1")
        entry.member("key", answer.key.text)
        entry.member("loaded_at", answer.loadedAt)
        entry.member("records", answer.records)
        entry.member("bytes", answer.bytes)
        entry.member("sha256", answer.sha256)
        entry.member("facts", raw: answer.facts)
        entry.endObject()
        try cache.writeFile(FileName("\(stem).json"), entry.bytes)
    }
}
