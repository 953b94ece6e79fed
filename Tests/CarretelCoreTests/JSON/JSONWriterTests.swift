import CarretelCore
import Testing

struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas stand between members and elements and nowhere else`() {
        let text = written { writer in
            writer.beginObject()
            writer.member("a", 1)
            writer.name("b" as String)
            writer.beginArray()
            writer.beginArray()
            writer.endArray()
            writer.beginObject()
            writer.endObject()
            writer.null()
            writer.raw(Array("{\"x\": 1}".utf8))
            writer.endArray()
            writer.member("c", true)
            writer.member("d", raw: [])
            writer.endObject()
        }
        #expect(text == #"{"a":1,"b":[[],{},null,{"x": 1}],"c":true,"d":null}"#)
    }

    @Test func `nil is written as null`() {
        let text = written { writer in
            writer.beginObject()
            writer.member("s", nil as String?)
            writer.member("i", nil as Int?)
            writer.member("b", nil as Bool?)
            writer.member("d", nil as Double?)
            writer.member("r", nil as FailureReason?)
            writer.endObject()
        }
        #expect(text == #"{"s":null,"i":null,"b":null,"d":null,"r":null}"#)
    }

    @Test func `strings are escaped where RFC 8259 says they must be`() throws {
        let characters = String(String.UnicodeScalarView((0..<0x80).compactMap { Unicode.Scalar($0) })) + "\u{2028}é😀"
        let text = written { $0.string(characters) }
        #expect(text.hasPrefix(#""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010"#))
        #expect(text.contains(##" !\"#$%&'()*+,-./"##))
        #expect(text.contains(#"[\\]"#))
        #expect(try JSONValue(parsing: Array(text.utf8)).string == characters)
        #expect(written { $0.string(utf8: Array(characters.utf8)) } == text)
    }

    @Test func `integers of every width are written whole`() {
        #expect(written { $0.integer(0) } == "0")
        #expect(written { $0.integer(Int64.min) } == "-9223372036854775808")
        #expect(written { $0.integer(UInt64.max) } == "18446744073709551615")
        #expect(written { $0.integer(UInt8(200)) } == "200")
    }

    @Test func `binary numbers read back as they were`() throws {
        for number in [0.1, 33.3, 1e300, .leastNonzeroMagnitude, -2.5, 1.0, 100.0, 0x1p53, 0x1p63, -0.5] {
            let text = written { $0.number(number) }
            #expect(try JSONValue(parsing: Array(text.utf8)).numberText.flatMap { Double($0) } == number)
        }
        #expect(written { $0.number(100.0) } == "100")
        #expect(written { $0.number(.nan) } == "null")
        #expect(written { $0.number(-.infinity) } == "null")
    }

    @Test func `raw JSON can be put on one line`() {
        #expect(written { $0.rawOnOneLine(Array("{\r\n\"a\":\n1}".utf8)) } == "{  \"a\": 1}")
    }
}
