import CarretelCore
import Testing

/// Values are compared as values: layout, order and the way of writing make no difference.
struct JSONCanonicalTests {
    private func parse(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    private func canonical(_ text: String) throws -> String {
        String(decoding: try parse(text).canonicalBytes(), as: UTF8.self)
    }

    @Test(arguments: [
        ["1", "1.0", "10e-1", "0.1E+1", "1e0", "1e-0", "100e-2", "0.0001e4"],
        ["0", "-0", "0.000", "0e99999999999999999999999999", "-0e-5"],
        ["-1500", "-1.5e3", "-15E2", "-1500.00"],
        ["1e99999999999999999999", "10e99999999999999999998", "0.1e100000000000000000000"],
        ["1e-100000000000000000000", "0.1e-99999999999999999999", "100e-100000000000000000002"],
        ["9007199254740993", "9007199254740993.0"],
        [
            #"{"a":1,"b":[true,null]}"#, " { \"b\" : [ true , null ] , \"a\" : 1.0 }\n",
            #"{"\u0062":[true,null],"a":1}"#,
        ],
        [#""é\n/""#, #""\u00e9\u000a\/""#],
    ])
    func `texts of one value are the same value and have the same canonical bytes`(_ texts: [String]) throws {
        let values = try texts.map { try parse($0) }
        let first = try #require(values.first)
        for value in values {
            #expect(value.hasSameValue(as: first))
            #expect(first.hasSameValue(as: value))
            #expect(value.canonicalBytes() == first.canonicalBytes())
        }
    }

    @Test(arguments: [
        ("9007199254740993", "9007199254740992"), ("1", "\"1\""), ("1", "-1"), ("1e400", "1e401"), ("1", "true"),
        ("1e99999999999999999999", "1e99999999999999999998"), ("1e-99999999999999999999", "1e99999999999999999999"),
        ("[1,2]", "[2,1]"), ("[]", "{}"), (#"{"a":1}"#, #"{"a":1,"b":null}"#), ("0.1", "0.10000000000000000001"),
        (#"{"a":1,"b":2}"#, #"{"a":2,"b":1}"#), ("null", "false"), ("\"é\"", "\"e\u{301}\""),
    ])
    func `different values differ`(_ left: String, _ right: String) throws {
        #expect(try !parse(left).hasSameValue(as: parse(right)))
        #expect(try parse(left).canonicalBytes() != parse(right).canonicalBytes())
    }

    @Test func `the canonical form is sorted, short and JSON itself`() throws {
        #expect(
            try canonical(#" {"b": [1.50, 100, "\u00e9"], "a": {"z": null, "y": -0.0}} "#)
                == #"{"a":{"y":0,"z":null},"b":[15e-1,1e2,"é"]}"#)
        #expect(try canonical("0.001") == "1e-3")
        #expect(try canonical("10e99999999999999999998") == "1e99999999999999999999")
        #expect(try canonical("1000e-100000000000000000000") == "1e-99999999999999999997")
        #expect(try canonical("1000e99999999999999999998") == "1e100000000000000000001")
    }

    @Test func `names are sorted by their bytes`() throws {
        #expect(try canonical(#"{"é":1,"z":2,"a":3,"aa":4,"A":5,"":6}"#) == #"{"":6,"A":5,"a":3,"aa":4,"z":2,"é":1}"#)
    }

    @Test func `a huge exponent costs no memory`() throws {
        #expect(try canonical("1e999999999") == "1e999999999")
        let digits = String(repeating: "9", count: 10_000)
        #expect(try canonical("1e\(digits)") == "1e\(digits)")
        #expect(try canonical("10e\(digits)") == "1e1\(String(repeating: "0", count: 10_000))")
    }
}
