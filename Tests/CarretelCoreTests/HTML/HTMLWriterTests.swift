import CarretelCore
import Testing

@Suite struct HTMLWriterTests {
    private func written(_ write: (inout HTMLWriter) -> Void) -> String {
        var page = HTMLWriter()
        write(&page)
        return String(decoding: page.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (#"" onload="x"#, "&quot; onload=&quot;x"), ("d'água & cia", "d&#39;água &amp; cia"),
        ("&lt;", "&amp;lt;"), ("", ""), ("漢字 – ção", "漢字 – ção"),
    ])
    func nothingInATextIsMarkup(text: String, escaped: String) {
        #expect(written { $0.text(text) } == escaped)
    }

    @Test func whatIsInvisibleIsShown() {
        let text = written { $0.text("a\u{202E}b\u{0}c\u{1B}[31m\nd") }
        #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .format && $0.value >= 0x20 })
        #expect(text.hasPrefix("a") && text.hasSuffix("d"))
    }

    @Test func markupAndNumbersAreAsTheyAre() {
        let text = written { page in
            page.markup("<td class=\"n\">")
            page.number(-12)
            page.element("<b>", "1 < 2", "</b>")
        }
        #expect(text == "<td class=\"n\">-12<b>1 &lt; 2</b>")
    }
}
