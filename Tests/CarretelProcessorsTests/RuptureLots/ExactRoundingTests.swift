import Testing

@testable import CarretelProcessors

@Suite struct ExactDecimalTests {
    @Test(arguments: [
        (7_992, 3, "7.992"), (3_000, 3, "3"), (5, 3, "0.005"), (-5, 3, "-0.005"), (0, 3, "0"), (-12_340, 3, "-12.34"),
        (9_756, 2, "97.56"), (1, 0, "1"), (100, 5, "0.001"), (Int64.min, 3, "-9223372036854775.808"),
    ])
    func printsTheShortestExactText(scaled: Int64, places: Int, text: String) {
        var bytes: [UInt8] = []
        ExactDecimal.append(scaled, places: places, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        bytes = []
        ExactDecimal.append(Int128(scaled), places: places, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func printsValuesBeyond64Bits() {
        var bytes: [UInt8] = []
        ExactDecimal.append(Int128(Int64.max) * -100_000 - 10, places: 5, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "-9223372036854775807.0001")
        bytes = []
        ExactDecimal.append(Int128(Int64.max) * 100_000, places: 5, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "9223372036854775807")
    }

    @Test(
        arguments: [
            (5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (5, -2, -2), (251, 100, 3), (249, 100, 2), (0, 7, 0),
            (1, 3, 0),
            (2, 3, 1), (-2, 3, -1),
        ] as [(Int128, Int128, Int128)])
    func roundsHalvesToTheEvenNeighbour(numerator: Int128, denominator: Int128, rounded: Int128) {
        #expect(ExactDecimal.roundedHalfToEven(numerator, over: denominator) == rounded)
    }

    @Test func refusesWhatCannotBeDivided() {
        #expect(ExactDecimal.roundedHalfToEven(1, over: 0) == nil)
        #expect(ExactDecimal.roundedHalfToEven(.min, over: -1) == nil)
    }

    @Test func thePercentageLeftIsMadeOfTheRoundedOne() throws {
        // 0.5 % short leaves 99.5, and 1.5 % leaves 98.5: halves go to the even 100 and 98.
        for (short, left) in [(5, 100), (15, 98), (25, 98), (35, 96)] as [(Int64, Int64)] {
            let lines = [
                line(product: 0, quantity: 1_000, price: short),
                line(product: 1, quantity: 1_000, price: 1_000 - short),
            ]
            let analysis = try OrderAnalysis(lines[...], stock: stock("0,0\n1,9"))
            #expect(analysis.shortagePercent == short * 10)
            #expect(analysis.availabilityPercent == left)
        }
    }

    private func line(product: Int32, quantity: Int64, price: Int64) -> OrderLine {
        OrderLine(product: product, name: 0, quantity: quantity, price: price)
    }

    private func stock(_ rows: String) throws -> StockProjection {
        let tables = try TestDataset(stock: rows).tables()
        return StockProjection(tables, rules: ProjectionRules(today: .day("2026-11-20")))
    }
}
