import CarretelCore
import Testing

struct JSONValueTests {
    private func parse(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    @Test func `every kind is told and gives its value, and nil for other kinds`() throws {
        let root = try parse(#"{"o": {}, "a": [], "s": "x", "n": 1, "t": true, "f": false, "z": null}"#)
        #expect(
            root.members.map { "\($0.name) \($0.value.kind)" } == [
                "o object", "a array", "s string", "n number", "t boolean", "f boolean", "z null",
            ])
        #expect(root["s"]?.string == "x")
        #expect(root["n"]?.int64 == 1)
        #expect(root["t"]?.boolean == true)
        #expect(root["f"]?.boolean == false)
        #expect(root["z"]?.isNull == true)
        #expect(root["s"]?.int64 == nil)
        #expect(root["n"]?.string == nil)
        #expect(root["z"]?.boolean == nil)
        #expect(root["missing"] == nil)
        #expect(root["a"]?["s"] == nil)
        #expect(root.count == 7)
    }

    @Test func `elements and members come in the order of the text, nested ones skipped`() throws {
        let root = try parse(#"[[1, [2, 3]], {"b": {"c": 4}, "a": 5}, 6]"#)
        #expect(
            root.elements.map { String(decoding: $0.raw, as: UTF8.self) } == [
                "[1, [2, 3]]", #"{"b": {"c": 4}, "a": 5}"#, "6",
            ])
        #expect(root.count == 3)
        let object = try #require(Array(root.elements).dropFirst().first)
        #expect(object.members.map(\.name) == ["b", "a"])
        #expect(object["a"]?.int64 == 5)
        #expect(object["c"] == nil)
        #expect(object["b"]?["c"]?.int64 == 4)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.0", nil), ("1e3", nil),
            ("123456789012345678901234567890", nil),
        ] as [(String, Int64?)])
    func `an integer is exact or nil`(_ text: String, _ value: Int64?) throws {
        #expect(try parse(text).int64 == value)
        #expect(try parse(text).numberText == text)
    }

    @Test(arguments: [
        #""\"\\\/\b\f\n\r\t""#: "\"\\/\u{8}\u{C}\n\r\t", #""\u0041\u00e7\u20AC""#: "Aç€", #""\ud83d\ude00!""#: "😀!",
        #""\u0000""#: "\u{0}", #""""#: "", #""São João""#: "São João", #""\uD834\udd1e""#: "𝄞",
    ])
    func `escapes mean what RFC 8259 says`(_ text: String, _ characters: String) throws {
        #expect(try parse(text).string == characters)
        #expect(try parse(text).utf8 == Array(characters.utf8))
    }

    /// The scan goes 8 bytes at a time; each special byte is put at each place of a word, near the end of the text too.
    @Test func `special bytes are found at every place of a string`() throws {
        for length in 0..<40 {
            let plain = String(repeating: "x", count: length)
            #expect(try parse("\"\(plain)\"").string == plain)
            for (special, characters) in [(#"\""#, "\""), (#"\n"#, "\n"), ("é", "é"), ("😀", "😀"), (#"\u0041"#, "A")] {
                for tail in ["", "y", "yyyyyyyyy"] {
                    #expect(try parse("\"\(plain)\(special)\(tail)\"").string == plain + characters + tail)
                    #expect(try parse("{\"\(plain)\(special)\(tail)\":1}")[plain + characters + tail]?.int64 == 1)
                }
            }
            let error = try #require(throws: JSONError.self) { try parse("\"\(plain)\u{1}") }
            #expect(error.byteOffset == length + 1)
        }
    }

    @Test func `a name is found however it is written`() throws {
        let root = try parse(
            #"{"\u0061b": 1, "cd": 2, "a longer name than eight": 3, "a longer nome than eight": 4, "": 5}"#)
        #expect(root["ab"]?.int64 == 1)
        #expect(root["cd"]?.int64 == 2)
        #expect(root["a longer name than eight"]?.int64 == 3)
        #expect(root["a longer nome than eight"]?.int64 == 4)
        #expect(root[""]?.int64 == 5)
        #expect(root["c"] == nil)
        #expect(root.member("cd")?.int64 == 2)
    }

    @Test func `pointer and position name a value's place`() throws {
        let root = try parse("{\"a/b\": [10,\n  {\"~\": true, \"é\": null}],\n \"z\": 1}")
        let inner = try #require(root["a/b"].flatMap { Array($0.elements).last })
        #expect(root.pointer == "")
        #expect(root["a/b"]?.pointer == "/a~1b")
        #expect(inner.pointer == "/a~1b/1")
        #expect(inner["~"]?.pointer == "/a~1b/1/~0")
        #expect(inner["é"]?.pointer == "/a~1b/1/é")
        #expect(root["z"]?.pointer == "/z")
        #expect(try #require(inner["~"]).position == (2, 9))
        #expect(try #require(root["z"]).position == (3, 7))
        #expect(try #require(root.position(ofName: "z")) == (3, 2))
        #expect(root.position(ofName: "y") == nil)
    }

    @Test func `raw bytes are as written and a single line has no line breaks`() throws {
        let root = try parse("{\"p\": {\r\n\t\"n\" : 1.50e+2,\n \"s\": \"\\n\"\n}}")
        let value = try #require(root["p"])
        #expect(String(decoding: value.raw, as: UTF8.self) == "{\r\n\t\"n\" : 1.50e+2,\n \"s\": \"\\n\"\n}")
        #expect(String(decoding: value.singleLine, as: UTF8.self) == "{  \t\"n\" : 1.50e+2,  \"s\": \"\\n\" }")
        #expect(try JSONValue(parsing: value.singleLine).hasSameValue(as: value))
    }

    @Test func `a scalar alone is a text`() throws {
        #expect(try parse(" 12 ").int64 == 12)
        #expect(try parse("\"x\"").string == "x")
        #expect(try parse("null").isNull)
    }
}
