import CarretelCore
import Testing

@Suite struct CharsetTests {
    /// `São – €` in windows-1252.
    private static let latin: [UInt8] = [0x53, 0xE3, 0x6F, 0x20, 0x96, 0x20, 0x80]

    private static func inParagraph(_ bytes: [UInt8], head: String = "") -> [UInt8] {
        Array("<html><head>\(head)</head><body><p>".utf8) + bytes + Array("</p><p id=end>fim</p></body></html>".utf8)
    }

    @Test(arguments: ["windows-1252", "ISO-8859-1", "latin1", " \"cp1252\" "])
    func theHeadersAreBelieved(charset: String) throws {
        let page = try page(Self.inParagraph(Self.latin, head: "<meta charset=utf-8>"), charset: charset)
        #expect(try page.first("p") == "São – €")
    }

    @Test(arguments: [
        "<meta charset=windows-1252>", "<META CHARSET=\"ISO-8859-1\">",
        "<meta http-equiv=Content-Type content='text/html; charset = iso-8859-1'>",
        "<!-- <meta charset=utf-8> --><meta name=x><meta charset=latin1>",
    ])
    func elseAMetaIs(head: String) throws {
        let page = try page(Self.inParagraph(Self.latin, head: head))
        #expect(try page.first("p") == "São – €")
    }

    @Test func aByteOrderMarkGoesBeforeAll() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Self.inParagraph(Array("São".utf8), head: "<meta charset=latin1>")
        #expect(try page(bytes, charset: "iso-8859-1").first("p") == "São")
        let wide = "<p>São 𝄞</p>".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try page([0xFF, 0xFE] + wide).first("p") == "São 𝄞")
        let swapped = "<p>São 𝄞</p>".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(try page([0xFE, 0xFF] + swapped).first("p") == "São 𝄞")
    }

    @Test func withoutAnyWordItIsUTF8() throws {
        #expect(try page(Self.inParagraph(Array("São – €".utf8))).first("p") == "São – €")
    }

    @Test func bytesThatAreNoUTF8CountAsWindows1252AndLoseNothing() throws {
        let page = try page(Self.inParagraph(Array("Ação ".utf8) + Self.latin), charset: "utf-8")
        #expect(try page.first("p") == "Ação São – €")
        #expect(try page.first("#end") == "fim")
    }

    @Test(
        arguments: [
            [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0x80], [0xEF, 0xBF, 0xBE],
        ] as [[UInt8]])
    func noByteEndsAPage(bytes: [UInt8]) throws {
        for charset in ["utf-8", "windows-1252", "iso-8859-15", "x-unknown"] {
            let page = try page(
                Self.inParagraph(Array("antes ".utf8) + bytes + Array(" depois".utf8)), charset: charset)
            let text = try #require(try page.first("p"))
            #expect(text.hasPrefix("antes ") && text.hasSuffix(" depois") && text.count > "antes  depois".count)
            #expect(try page.first("#end") == "fim")
        }
    }

    @Test func anInvalidByteFarInDoesNotSwitchTheEncoding() throws {
        let long = String(repeating: "ação ", count: 20_000)
        let page = try page(Self.inParagraph(Array(long.utf8) + [0xE3] + Array(long.utf8)))
        #expect(try page.first("p")?.filter { $0 == "ç" }.count == 40_000)
        #expect(try page.first("#end") == "fim")
    }

    @Test func nulAndControlBytesDoNotEndAPage() throws {
        let page = try page(
            [0x3C, 0x70, 0x3E, 0x61, 0, 0x62, 1, 0x63, 0x0C, 0x64] + Array("</p><i\0d>x</i\0d>fim".utf8))
        #expect(try page.first("p") == "ab c d")
        #expect(try page.text(of: nil).contains("fim"))
    }

    @Test func aMetaCannotSwitchInTheMiddle() throws {
        let page = try page("<p>ação</p><meta charset=utf-16><p id=end>São</p>")
        #expect(try page.first("#end") == "São")
    }
}
