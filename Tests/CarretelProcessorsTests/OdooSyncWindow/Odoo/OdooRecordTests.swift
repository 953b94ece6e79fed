import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Values by the type of their field: `false` is nothing, except where it is itself.
@Suite struct OdooRecordTests {
    static func record(_ members: String) throws -> OdooRecord {
        try #require(OdooRecord(try JSONValue(parsing: Array("{\"id\": 7, \(members)}".utf8))))
    }

    @Test func anObjectWithoutAnIDIsNoRecord() throws {
        #expect(OdooRecord(try JSONValue(parsing: Array(#"{"name": "x"}"#.utf8))) == nil)
        #expect(OdooRecord(try JSONValue(parsing: Array(#"{"id": false}"#.utf8))) == nil)
        #expect(OdooRecord(try JSONValue(parsing: Array("[]".utf8))) == nil)
        #expect(try Self.record(#""x": 1"#).id == 7)
    }

    @Test func theRecordIsKeptAsItCameButOnOneLine() throws {
        let record = try Self.record("\"a\" :\n [1,\r\n2.50],  \"b\": \"peça\\n\"")
        #expect(String(decoding: record.raw, as: UTF8.self) == "{\"id\": 7, \"a\" :  [1,  2.50],  \"b\": \"peça\\n\"}")
    }

    @Test func textIsGivenAsItIs() throws {
        let record = try Self.record(#""a": " x\u00e9 ", "b": false, "c": "", "d": 7"#)
        #expect(record.text("a") == " xé ")
        #expect(record.text("b") == nil)
        #expect(record.text("c") == "")
        #expect(record.text("d") == nil)
        #expect(record.text("gone") == nil)
    }

    @Test func integersAreTakenForThemselves() throws {
        let record = try Self.record(#""n": -3, "z": 0, "f": false, "t": true, "x": 3.0, "s": "3""#)
        #expect(record.integer("n") == -3)
        #expect(record.integer("z") == 0)
        #expect(record.integer("f") == nil)
        #expect(record.integer("x") == nil)
        #expect(record.integer("s") == nil)
    }

    @Test func momentsAreUTCAndWholeSeconds() {
        func moment(_ text: String) -> Timestamp? { Timestamp(odooText: Array(text.utf8)) }
        #expect(moment("2026-11-20 21:18:48")?.rfc3339Milliseconds == "2026-11-20T21:18:48.000Z")
        for text in [
            "", "2026-11-20T21:18:48", "2026-11-20", "2026-11-20 21:18:48Z", "2026-13-20 21:18:48",
            "2026-11-20 21:18:48.5",
        ] {
            #expect(moment(text) == nil, "\(text)")
        }
    }

    @Test func aReferenceHasALabelOrNot() throws {
        let record = try Self.record(
            #""a": [10, "Deco Addict"], "b": 10, "c": false, "d": [], "e": [10, false], "f": "x""#)
        #expect(record.reference("a")?.id == 10)
        #expect(record.reference("a")?.label == "Deco Addict")
        #expect(record.reference("b")?.id == 10)
        #expect(record.reference("b")?.label == "")
        #expect(record.reference("e")?.label == "")
        for field in ["c", "d", "f", "gone"] { #expect(record.reference(field) == nil, "\(field)") }
    }

    /// A number's text, the places, the scaled integer (nil when it does not fit) and whether it is exact.
    static let decimals: [(text: String, places: Int, value: Int64?, isExact: Bool)] = [
        ("3.0", 3, 3_000, true), ("0.0", 2, 0, true), ("-0.0", 2, 0, true), ("0", 2, 0, true),
        ("22542.53", 2, 2_254_253, true),
        ("25923.9", 2, 2_592_390, true), ("-1.005", 3, -1_005, true), ("0.1", 0, 0, false), ("0.001", 3, 1, true),
        // Half to even.
        ("0.5", 0, 0, false), ("1.5", 0, 2, false), ("2.5", 0, 2, false), ("-2.5", 0, -2, false),
        ("-3.5", 0, -4, false),
        ("2.50001", 0, 3, false), ("0.125", 2, 12, false), ("0.135", 2, 14, false), ("0.1250", 2, 12, false),
        ("0.12500000000000000000000001", 2, 13, false), ("1.005", 2, 100, false), ("9.995", 2, 1_000, false),
        ("0.05", 0, 0, false), ("0.005", 2, 0, false), ("0.015", 2, 2, false), ("0.0049", 2, 0, false),
        // Exponents, as Python writes small and large floats.
        ("1e-05", 3, 0, false), ("1e-05", 5, 1, true), ("1.5E+3", 2, 150_000, true),
        ("2e16", 2, 2_000_000_000_000_000_000, true),
        ("1.2345e2", 2, 12_345, true), ("12345e-4", 2, 123, false), ("0e99", 2, 0, true), ("0.00e-400", 2, 0, true),
        ("5e-1", 0, 0, false), ("15e-1", 0, 2, false), ("1e-400", 2, 0, false), ("1e-99999999999", 2, 0, false),
        // Too large, and only just not.
        ("9223372036854775807", 0, 9_223_372_036_854_775_807, true),
        ("-9223372036854775808", 0, -9_223_372_036_854_775_808, true), ("9223372036854775808", 0, nil, true),
        ("9223372036854775807.5", 0, nil, true), ("9223372036854775806.5", 0, 9_223_372_036_854_775_806, false),
        ("92233720368547758.07", 2, 9_223_372_036_854_775_807, true), ("92233720368547758.08", 2, nil, true),
        ("1e17", 2, nil, true), ("1e400", 2, nil, true), ("1e99999999999", 2, nil, true),
        ("9999999999999999999", 0, nil, true), ("0.000000000000000000000000000001", 3, 0, false),
    ]

    @Test(arguments: decimals) func decimalsAreReadExactly(
        text: String, places: Int, value: Int64?, isExact: Bool
    ) throws {
        let read = try Self.record("\"x\": \(text)").decimal("x", places: places)
        #expect(read?.value == value)
        #expect(read?.isExact ?? true == isExact)
    }

    @Test func whatIsNoNumberIsNoDecimal() throws {
        let record = try Self.record(#""a": false, "b": "1.0", "c": null"#)
        for field in ["a", "b", "c", "gone"] { #expect(record.decimal(field, places: 2) == nil, "\(field)") }
    }

    @Test(.seeded) func anyDecimalAgreesWithIntegerArithmetic() throws {
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<5_000 {
            let scaled = Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator)
            let written = Int.random(in: 0...9, using: &generator)
            let places = Int.random(in: 0...6, using: &generator)
            let text = DecimalText.text(Int128(scaled), places: written)
            let read = try #require(ScaledDecimal.read(Array(text.utf8)[...], places: places))
            #expect(read.value == Self.rescaled(scaled, from: written, to: places), "\(text) to \(places)")
        }
    }

    private static func rescaled(_ scaled: Int64, from written: Int, to places: Int) -> Int64 {
        func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { value, _ in value * 10 } }
        guard written > places else { return scaled * power(places - written) }
        let divisor = power(written - places)
        let (quotient, remainder) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt64(divisor))
        let isUp = 2 * remainder > divisor.magnitude || (2 * remainder == divisor.magnitude && quotient % 2 == 1)
        let value = Int64(quotient + (isUp ? 1 : 0))
        return scaled < 0 ? -value : value
    }
}
