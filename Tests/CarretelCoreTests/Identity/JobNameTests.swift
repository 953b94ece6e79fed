import CarretelCore
import CarretelTestKit
import Testing

@Suite struct JobNameTests {
    @Test(arguments: [
        ("pedido.json", "pedido"), ("PEDIDO.JSON", "PEDIDO"), ("a.Json", "a"),
        ("relatório de março.json", "relatório de março"),
        ("a.json.json", "a.json"), ("a.tmp.json", "a.tmp"), ("~a.json", "~a"), ("-rf.json", "-rf"), (" .json", " "),
        ("a~b.json", "a~b"), ("部品.json", "部品"), ("a\\b.json", "a\\b"),
    ])
    func jobFilesAreTaken(file: String, name: String) {
        #expect(JobName.parse(fileName: file) == .job(name))
    }

    @Test(arguments: [
        "", ".", "..", ".json", ".pedido.json", ".nfs0001", "a.json.tmp", "a.TMP", "a.json.part", "a.json.filepart",
        "a.json~", ".a.json.swp", "a.swp", "tmp/.tmp",
    ])
    func unfinishedAndHiddenFilesAreIgnored(file: String) {
        #expect(JobName.parse(fileName: file) == .ignored)
    }

    @Test(arguments: [
        ("pedido.jsn", FileNameProblem.notJSON), ("json", .notJSON), ("a.json ", .notJSON), ("a.json.bak", .notJSON),
        ("a\nb.json", .controlCharacter), ("a\u{1B}[2J.json", .controlCharacter), ("a\u{7F}.json", .controlCharacter),
        ("a\u{85}.json", .controlCharacter), ("a\u{0}.json", .controlCharacter), ("a/b.json", .slash),
    ])
    func otherFilesAreForeignWithTheReason(file: String, problem: FileNameProblem) {
        #expect(JobName.parse(fileName: file) == .foreign(problem))
    }

    @Test func bytesThatAreNotUTF8AreForeign() {
        #expect(JobName.parse(fileName: [0x61, 0xE9] + Array(".json".utf8)) == .foreign(.invalidUTF8))
        #expect(JobName.parse(fileName: [0xED, 0xA0, 0x80] + Array(".json".utf8)) == .foreign(.invalidUTF8))
    }

    @Test func aNameHasAtMost200Bytes() {
        let longest = String(repeating: "é", count: 100)
        #expect(JobName.parse(fileName: longest + ".json") == .job(longest))
        #expect(JobName.parse(fileName: "a" + longest + ".json") == .foreign(.tooLong))
        #expect(FileNameProblem.tooLong.message == "its name has more than 200 bytes before .json")
    }

    @Test func namesThatLookAlikeButHaveOtherBytesKeepThem() {
        // One letter or a letter and an accent: two files on disk, and Swift calls the strings equal.
        let bytes = Array("e\u{301}.json".utf8)
        guard case .job(let name) = JobName.parse(fileName: bytes) else {
            Issue.record("not taken")
            return
        }
        #expect(Array(name.utf8) == Array("e\u{301}".utf8))
    }

    @Test(.seeded) func whateverTheBytesAreTheVerdictFitsThem() throws {
        var random = try CarretelCore.SeededGenerator(seed: Seed.current)
        let pieces = ["a", ".", ".json", "~", ".tmp", "é", "\n", "/", "\u{202E}", ".JSON", "part", ".swp"]
        for _ in 0..<5_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                bytes += pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8
                if Int.random(in: 0..<20, using: &random) == 0 { bytes.append(.random(in: 0 ... .max, using: &random)) }
            }
            if case .job(let name) = JobName.parse(fileName: bytes) {
                #expect(1...JobName.maxBytes ~= name.utf8.count)
                #expect(Array(name.utf8) == Array(bytes.dropLast(5)))
                #expect(!name.hasPrefix(".") && !name.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "/") })
            }
        }
    }
}

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("março 部品 👩‍🔧", "março 部品 👩‍🔧"), ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\u{1B}[31m", "\\u{001B}[31m"), ("a\u{202E}nosj.b", "a\\u{202E}nosj.b"),
        ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
        ("a\u{200B}b\u{FEFF}", "a\\u{200B}b\\u{FEFF}"), ("\u{9B}2J", "\\u{009B}2J"), ("\u{2028}", "\\u{2028}"),
        ("\u{7F}", "\\u{007F}"), ("back\\slash", "back\\slash"), ("\u{E0041}", "\\u{E0041}"),
    ])
    func whatMisleadsIsEscaped(text: String, escaped: String) {
        #expect(TerminalText.escape(text) == escaped)
        #expect(TerminalText.escape(Array(text.utf8)) == escaped)
        #expect(TerminalText.escape(escaped) == escaped)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "a\\xFFb"), ([0xC3], "\\xC3"), ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
            ([0xE2, 0x80, 0xAE, 0xFE], "\\u{202E}\\xFE"), ([0xC3, 0xA9, 0x80], "é\\x80"),
            ([0xF0, 0x9F, 0x94, 0xA7, 0xFF], "🔧\\xFF"),
        ] as [([UInt8], String)])
    func bytesThatAreNotUTF8AreShownAsHexadecimal(bytes: [UInt8], escaped: String) {
        #expect(TerminalText.escape(bytes) == escaped)
    }
}
