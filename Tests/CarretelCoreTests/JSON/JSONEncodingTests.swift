import CarretelCore
import Testing

/// Bytes that are not UTF-8, and byte order marks.
struct JSONEncodingTests {
    private func error(_ bytes: [UInt8]) throws -> JSONError {
        try #require(throws: JSONError.self) { try JSONDocument(parsing: bytes) }
    }

    @Test(
        arguments: [
            ("UTF-16 (little-endian)", [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]),
            ("UTF-16 (big-endian)", [0xFE, 0xFF, 0, 0x7B, 0, 0x7D]),
            ("UTF-16 (little-endian)", [0x7B, 0, 0x7D, 0]),
            ("UTF-16 (big-endian)", [0, 0x7B, 0, 0x7D]),
            ("UTF-32 (little-endian)", [0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0]),
            ("UTF-32 (big-endian)", [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x7B]),
            ("UTF-32 (little-endian)", [0x7B, 0, 0, 0, 0x7D, 0, 0, 0]),
            ("UTF-32 (big-endian)", [0, 0, 0, 0x7B, 0, 0, 0, 0x7D]),
        ] as [(String, [UInt8])])
    func `an encoding of wide characters is named`(_ name: String, _ bytes: [UInt8]) throws {
        let error = try error(bytes)
        #expect(error.code == .encoding)
        #expect(error.message == "Expected UTF-8, found \(name).")
        #expect(error.hint == "Save it as UTF-8.")
        #expect((error.line, error.column, error.pointer) == (1, 1, ""))
    }

    @Test(arguments: [(0xE7, "ç"), (0xC3, "Ã"), (0x93, "“"), (0x80, "€"), (0xBA, "º")] as [(UInt8, String)])
    func `Windows-1252 is named with the character meant`(_ byte: UInt8, _ character: String) throws {
        let error = try error(Array("{\n\"nome\": \"Solu".utf8) + [byte] + Array("ao\"}".utf8))
        #expect(error.code == .encoding)
        let code = String(byte, radix: 16, uppercase: true)
        #expect(
            error.message == "Expected UTF-8, found the byte 0x\(code), which is \"\(character)\" in Windows-1252.")
        #expect((error.line, error.column, error.pointer) == (2, 14, "/nome"))
    }

    @Test func `a broken byte in a text with good UTF-8 is invalid UTF-8`() throws {
        let error = try error(Array("[\"ção\", \"a".utf8) + [0xE7] + Array("b\"]".utf8))
        #expect(error.code == .invalidUTF8)
        #expect(error.message == "Expected UTF-8, found the byte 0xE7.")
        #expect((error.line, error.column, error.pointer) == (1, 13, "/1"))
    }

    /// Overlong forms, surrogates, beyond U+10FFFF, lone continuation bytes, forbidden bytes (Unicode, table 3-7).
    @Test(
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
            [0x80], [0xBF], [0xFF], [0xFE], [0xC3, 0x28], [0xE2, 0x82, 0x28], [0xF0, 0x9F, 0x98, 0x28],
        ] as [[UInt8]])
    func `an ill-formed sequence is refused at its first byte`(_ sequence: [UInt8]) throws {
        let error = try error(Array("[\"é\",\"".utf8) + sequence + Array("\"]".utf8))
        #expect(error.code == .invalidUTF8)
        #expect(error.byteOffset == 7)
    }

    @Test(arguments: [
        "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
    ])
    func `the ends of every range of characters are read`(_ text: String) throws {
        #expect(try JSONValue(parsing: Array("\"\(text)\"".utf8)).string == text)
    }

    @Test func `a byte order mark is read over and reported`() throws {
        let document = try JSONDocument(parsing: [0xEF, 0xBB, 0xBF] + Array("{\"a\": 1}".utf8))
        #expect(document.hadByteOrderMark)
        #expect(document.root["a"]?.int64 == 1)
        #expect(try #require(document.root["a"]).position == (1, 7))
        #expect(try !JSONDocument(parsing: Array("{}".utf8)).hadByteOrderMark)
    }

    @Test func `columns do not count a byte order mark and offsets do`() throws {
        let error = try error([0xEF, 0xBB, 0xBF] + Array("[x]".utf8))
        #expect((error.line, error.column, error.byteOffset) == (1, 2, 4))
    }

    @Test(arguments: [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0xBF]] as [[UInt8]])
    func `a byte order mark alone is a truncated text`(_ bytes: [UInt8]) throws {
        #expect(try error(bytes).code == .truncated)
    }

    @Test func `a byte order mark inside the text is not read over`() throws {
        let error = try error(Array(" \u{FEFF}{}".utf8))
        #expect(error.message == "Expected a JSON value, found the character U+FEFF.")
    }
}
