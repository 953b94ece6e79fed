import CarretelCore
import Testing

/// Every kind of wrong text with all that is said about it.
struct JSONErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var code: JSONError.Code
        var message: String
        var hint: String?
        var pointer: String
        var place: String

        init(
            _ text: String, _ code: JSONError.Code, _ message: String, hint: String? = nil, at pointer: String = "",
            _ place: String
        ) {
            self.text = text
            self.code = code
            self.message = message
            self.hint = hint
            self.pointer = pointer
            self.place = place
        }

        var testDescription: String { text.debugDescription }
    }

    @Test(arguments: structure + values + numbers + strings + truncations)
    func `a wrong text is refused with its place and the way to mend it`(_ expected: Case) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: Array(expected.text.utf8)) }
        #expect(error.code == expected.code)
        #expect(error.message == expected.message)
        #expect(error.hint == expected.hint)
        #expect(error.pointer == expected.pointer)
        #expect("\(error.line):\(error.column)" == expected.place)
    }

    static let structure: [Case] = [
        Case(
            #"{"a": 1,}"#, .syntax, #"Expected another member name in double quotes after the comma, found "}"."#,
            hint: "Remove the comma: JSON allows none after the last member.", "1:9"),
        Case(
            "[1,2,]", .syntax, #"Expected another element after the comma, found "]"."#,
            hint: "Remove the comma: JSON allows none after the last element.", at: "/2", "1:6"),
        Case("[1,,2]", .syntax, #"Expected another element after the comma, found ","."#, at: "/1", "1:4"),
        Case("[,1]", .syntax, #"Expected an element or "]", found ","."#, at: "/0", "1:2"),
        Case("{,}", .syntax, #"Expected a member name in double quotes or "}", found ","."#, "1:2"),
        Case(
            "{a: 1}", .syntax, #"Expected a member name in double quotes or "}", found "a"."#,
            hint: "Put it in double quotes.", "1:2"),
        Case(
            "{'a': 1}", .syntax, #"Expected a member name in double quotes or "}", found a single quote."#,
            hint: "JSON strings and names stand in double quotes.", "1:2"),
        Case("{1: 2}", .syntax, #"Expected a member name in double quotes or "}", found "1"."#, "1:2"),
        Case(#"{"a" 1}"#, .syntax, #"Expected ":" after the member name "a", found "1"."#, at: "/a", "1:6"),
        Case(#"{"a"= 1}"#, .syntax, #"Expected ":" after the member name "a", found "="."#, at: "/a", "1:5"),
        Case(#"{"a": }"#, .syntax, #"Expected a value for the member "a", found "}"."#, at: "/a", "1:7"),
        Case(
            "{\"a\": 1\n \"b\": 2}", .syntax, #"Expected "," or "}" after the member "a", found a string."#,
            hint: "A comma or colon may be missing before it.", "2:2"),
        Case("[1 2]", .syntax, #"Expected "," or "]" after an array element, found "2"."#, "1:4"),
        Case("[1}", .syntax, #"Expected "," or "]" after an array element, found "}"."#, "1:3"),
        Case(
            #"{"a": [1, {"b": 2]}"#, .syntax, #"Expected "," or "}" after the member "b", found "]"."#, at: "/a/1",
            "1:18"),
        Case(
            "{\"a\": 1, // x\n}", .syntax,
            #"Expected another member name in double quotes after the comma, found "/"."#,
            hint: "JSON has no comments: remove it.", "1:10"),
        Case(
            "# x\n{}", .syntax, ##"Expected a JSON value, found "#"."##, hint: "JSON has no comments: remove it.",
            "1:1"),
        Case("{} {}", .trailingText, #"Expected nothing after the end of the JSON value, found "{"."#, "1:4"),
        Case(
            "{\n}\n,", .trailingText, #"Expected nothing after the end of the JSON value, found ","."#, "3:1"),
        Case(
            "{}\u{0}", .trailingText, "Expected nothing after the end of the JSON value, found the byte 0x00.",
            hint: "The file may have been written only in part.", "1:3"),
        Case(
            #"{"a": 1, "b": {}, "a": 2}"#, .duplicateMember,
            #"Expected each member name once in an object, found "a" again, as at line 1, column 2."#,
            hint: "Remove or rename one of the two.", at: "/a", "1:19"),
        Case(
            #"{"x": [{"é/~": 1, "\u00e9\u002F~": 2}]}"#, .duplicateMember,
            #"Expected each member name once in an object, found "é/~" again, as at line 1, column 9."#,
            hint: "Remove or rename one of the two.", at: "/x/0/é~1~0", "1:20"),
        Case(
            String(repeating: "[", count: 65), .tooDeep, "Expected at most 64 levels of nesting, found one more.",
            at: String(repeating: "/0", count: 64), "1:65"),
    ]

    static let values: [Case] = [
        Case(
            #"{"a": True}"#, .syntax, #"Expected a value for the member "a", found "True"."#,
            hint: "JSON writes true, false and null in lower case.", at: "/a", "1:7"),
        Case(
            "[nil]", .syntax, #"Expected an element or "]", found "nil"."#, hint: "JSON writes null.", at: "/0", "1:2"),
        Case(
            "[None]", .syntax, #"Expected an element or "]", found "None"."#, hint: "JSON writes null.", at: "/0",
            "1:2"),
        Case(
            "[NaN]", .syntax, #"Expected an element or "]", found "NaN"."#,
            hint: "JSON has no such number: write null, or a string.", at: "/0", "1:2"),
        Case(
            "[-Infinity]", .syntax, #"Expected a digit after "-", found "Infinity"."#, at: "/0", "1:3"),
        Case(
            "[truth]", .syntax, #"Expected an element or "]", found "truth"."#, hint: "Put it in double quotes.",
            at: "/0", "1:2"),
        Case("[truex]", .syntax, #"Expected "," or "]" after an array element, found "x"."#, "1:6"),
        Case(
            "{\"a\": “x”}", .syntax, #"Expected a value for the member "a", found "“" (U+201C)."#,
            hint: #"Use the plain double quote ("), not a typographic one."#, at: "/a", "1:7"),
        Case(
            "[\u{A0}1]", .syntax, #"Expected an element or "]", found the character U+00A0."#, at: "/0", "1:2"),
        Case("[\u{0B}1]", .syntax, #"Expected an element or "]", found the byte 0x0B."#, at: "/0", "1:2"),
        Case(")", .syntax, #"Expected a JSON value, found ")"."#, "1:1"),
    ]

    static let numbers: [Case] = [
        Case(
            #"{"a": 01}"#, .syntax, #"Expected no digit after the leading 0 of a number, found "1"."#,
            hint: "Write it without the zeros, or in double quotes when they matter.", at: "/a", "1:8"),
        Case(
            "[-00]", .syntax, #"Expected no digit after the leading 0 of a number, found "0"."#,
            hint: "Write it without the zeros, or in double quotes when they matter.", at: "/0", "1:4"),
        Case(
            #"{"a": 1,5}"#, .syntax, #"Expected another member name in double quotes after the comma, found "5"."#,
            hint: "Write decimals with a point: 1.5.", "1:9"),
        Case(
            "[+1]", .syntax, #"Expected an element or "]", found "+1"."#,
            hint: "Write the number without the plus sign.", at: "/0", "1:2"),
        Case(
            "[.5]", .syntax, #"Expected an element or "]", found ".5"."#,
            hint: "Write a digit before the decimal point: 0.5.", at: "/0", "1:2"),
        Case("[1.]", .syntax, #"Expected a digit after ".", found "]"."#, at: "/0", "1:4"),
        Case("[1.e5]", .syntax, #"Expected a digit after ".", found "e5"."#, at: "/0", "1:4"),
        Case("[1e]", .syntax, #"Expected a digit after "e", found "]"."#, at: "/0", "1:4"),
        Case("[1E+x]", .syntax, #"Expected a digit after "+", found "x"."#, at: "/0", "1:5"),
        Case("[-]", .syntax, #"Expected a digit after "-", found "]"."#, at: "/0", "1:3"),
        Case(
            "[0x1F]", .syntax, #"Expected "," or "]" after an array element, found "x1F"."#,
            hint: "JSON has no hexadecimal numbers.", "1:3"),
    ]

    static let strings: [Case] = [
        Case(
            "{\"a\": \"x\ny\"}", .syntax,
            "Expected no control character inside the string that starts at line 1, column 7, found a line break.",
            hint: #"The closing quote may be missing; a line break inside a string is written \n."#, at: "/a", "1:9"),
        Case(
            "{\"a\tb\": 1}", .syntax,
            "Expected no control character inside the string that starts at line 1, column 2, found a tab.",
            hint: #"Write a tab as \t."#, "1:4"),
        Case(
            "[\"\u{1F}\"]", .syntax,
            "Expected no control character inside the string that starts at line 1, column 2, found the byte 0x1F.",
            hint: #"Write it as \u001F."#, at: "/0", "1:3"),
        Case(
            #"{"dir": "C:\dir"}"#, .syntax, #"Expected one of " \ / b f n r t u after the backslash, found "d"."#,
            hint: #"Write a backslash as \\."#, at: "/dir", "1:12"),
        Case(
            #"["\u12g4"]"#, .syntax, #"Expected four hexadecimal digits after \u, found "g4"."#, at: "/0", "1:7"),
        Case(
            #"["\ud83d"]"#, .loneSurrogate,
            #"Expected a low surrogate (\uDC00 to \uDFFF) right after the high surrogate \ud83d, found the end of the string."#,
            hint: "Write the character itself in UTF-8, or both halves of its pair.", at: "/0", "1:3"),
        Case(
            #"["\ud83d\ud83d"]"#, .loneSurrogate,
            #"Expected a low surrogate (\uDC00 to \uDFFF) right after the high surrogate \ud83d, found "\"."#,
            hint: "Write the character itself in UTF-8, or both halves of its pair.", at: "/0", "1:3"),
        Case(
            #"{"\ude00": 1}"#, .loneSurrogate,
            #"Expected a high surrogate (\uD800 to \uDBFF) right before the low surrogate \ude00, found it alone."#,
            hint: "Write the character itself in UTF-8, or both halves of its pair.", "1:3"),
    ]

    static let partly = "It may have been written or copied only in part."

    static let truncations: [Case] = [
        Case("", .truncated, "Expected a JSON value, found nothing: the text is empty.", hint: partly, "1:1"),
        Case(" \n", .truncated, "Expected a JSON value, found only white space.", hint: partly, "2:1"),
        Case(
            "{", .truncated,
            #"Expected a member name in double quotes or "}", found the end of the text. The object opened at line 1, column 1 is not closed."#,
            hint: partly, "1:2"),
        Case(
            "[1,\n  {\"a\"", .truncated,
            #"Expected ":" after the member name "a", found the end of the text. The object opened at line 2, column 3 is not closed."#,
            hint: partly, at: "/1/a", "2:7"),
        Case(
            #"{"a": {"b":"#, .truncated,
            #"Expected a value for the member "b", found the end of the text. The object opened at line 1, column 7 is not closed."#,
            hint: partly, at: "/a/b", "1:12"),
        Case(
            #"{"a": [1, 2"#, .truncated,
            #"Expected "," or "]" after an array element, found the end of the text. The array opened at line 1, column 7 is not closed."#,
            hint: partly, at: "/a", "1:12"),
        Case(
            "[1,", .truncated,
            "Expected another element after the comma, found the end of the text. The array opened at line 1, column 1 is not closed.",
            hint: partly, at: "/1", "1:4"),
        Case(
            "[tru", .truncated,
            #"Expected an element or "]", found the end of the text. The array opened at line 1, column 1 is not closed."#,
            hint: partly, at: "/0", "1:5"),
        Case("-", .truncated, #"Expected a digit after "-", found the end of the text."#, hint: partly, "1:2"),
        Case(
            #"["abc\u12"#, .truncated,
            "Expected the rest of the string that starts at line 1, column 2, found the end of the text. The array opened at line 1, column 1 is not closed.",
            hint: partly, at: "/0", "1:10"),
        Case(
            #""\ud83d"#, .truncated,
            "Expected the rest of the string that starts at line 1, column 1, found the end of the text.",
            hint: partly, "1:8"),
    ]

    @Test func `a text over the size limit is refused unread`() throws {
        let error = try #require(throws: JSONError.self) {
            try JSONDocument(parsing: Array("[1,2,3]".utf8), limits: JSONLimits(maxBytes: 6))
        }
        #expect(error.code == .tooLarge)
        #expect(error.message == "Expected at most 6 bytes, found 7.")
    }

    @Test func `a limit on depth lets just that depth through`() throws {
        let limits = JSONLimits(maxDepth: 3)
        _ = try JSONDocument(parsing: Array("[[[]],{\"a\":{}}]".utf8), limits: limits)
        #expect(throws: JSONError.self) { try JSONDocument(parsing: Array("[[[[]]]]".utf8), limits: limits) }
    }

    @Test func `where an object is required other values are named`() throws {
        let error = try #require(throws: JSONError.self) {
            try JSONDocument(parsing: Array(" [1]".utf8), limits: .jobFile)
        }
        #expect(error.code == .notAnObject)
        #expect(error.message == #"Expected a JSON object, which starts with "{", found "["."#)
        #expect((error.line, error.column, error.byteOffset) == (1, 2, 1))
    }

    @Test func `an error becomes a permanent reason with its place`() throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(parsing: Array("{\"a\": [\n01]}".utf8)) }
        let reason = FailureReason(error)
        #expect(reason.failureClass == .permanent)
        #expect(reason.code == "syntax_error")
        #expect((reason.pointer, reason.line, reason.column) == ("/a/0", 2, 2))
    }
}
