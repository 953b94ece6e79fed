import CarretelCore
import Testing

@Suite struct DecimalTextTests {
    @Test(arguments: [
        (7_992, 3, "7.992"), (3_000, 3, "3"), (5, 3, "0.005"), (-5, 3, "-0.005"), (0, 3, "0"), (-12_340, 3, "-12.34"),
        (9_756, 2, "97.56"), (1, 0, "1"), (100, 5, "0.001"), (Int64.min, 3, "-9223372036854775.808"),
    ])
    func printsTheShortestExactText(scaled: Int64, places: Int, text: String) {
        var bytes: [UInt8] = []
        DecimalText.append(scaled, places: places, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        bytes = []
        DecimalText.append(Int128(scaled), places: places, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func printsValuesBeyond64Bits() {
        var bytes: [UInt8] = []
        DecimalText.append(Int128(Int64.max) * -100_000 - 10, places: 5, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "-9223372036854775807.0001")
        bytes = []
        DecimalText.append(Int128(Int64.max) * 100_000, places: 5, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "9223372036854775807")
    }

    @Test func theTextAloneIsTheSame() {
        #expect(DecimalText.text(7_992, places: 3) == "7.992")
        #expect(DecimalText.text(Int128(-1_500), places: 3) == "-1.5")
        #expect(DecimalText.text(Int128(5), places: 0) == "5")
    }
}
