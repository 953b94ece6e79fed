import CarretelCore
import Testing

@Suite struct DecimalShapeTests {
    private static let quantity = DecimalShape(places: 3, wholeDigits: 12)

    private func read(_ text: String, _ shape: DecimalShape = quantity) -> Int64? {
        shape.read(Array(text.utf8).span)
    }

    @Test(
        arguments: [
            ("0", 0), ("12.5", 12_500), ("-12.5", -12_500), ("0.001", 1), ("-0.001", -1), ("-0", 0), ("007", 7_000),
            ("999999999999.999", 999_999_999_999_999), ("1.500", 1_500),
        ] as [(String, Int64)])
    func readsPlainDecimalsAsScaledIntegers(text: String, scaled: Int64) {
        #expect(read(text) == scaled)
    }

    @Test(arguments: [
        "", "-", ".", ".5", "5.", "-.5", "+1", "1.2345", "1,5", "1e3", " 1", "1 ", "1.2.3", "--1", "0x1", "NaN", "１",
        "1234567890123", "99999999999999999999999999999999999999", "18446744073709551617",
    ])
    func refusesEverythingElse(text: String) {
        #expect(read(text) == nil)
    }

    @Test func theWidestShapeFitsIn64Bits() {
        let widest = DecimalShape(places: 9, wholeDigits: 9)
        #expect(read("999999999.999999999", widest) == 999_999_999_999_999_999)
        #expect(read("-999999999.999999999", widest) == -999_999_999_999_999_999)
        #expect(read("7", DecimalShape(places: 0, wholeDigits: 18)) == 7)
        #expect(read("7.0", DecimalShape(places: 0, wholeDigits: 18)) == nil)
    }

    @Test(
        arguments: [
            ("3,5", "This looks like a decimal comma: write a decimal point, and no thousands separator."),
            ("1E3", "Write the number out, without an exponent."), (" 1", "Remove the spaces around the number."),
            ("1.2345", "Round it to 3 places before it is written."), ("x", nil), ("1.2.3", nil), ("1.x", nil),
        ] as [(String, String?)])
    func namesWhatCanBeNamed(text: String, hint: String?) {
        #expect(Self.quantity.hint(for: text) == hint)
    }
}
