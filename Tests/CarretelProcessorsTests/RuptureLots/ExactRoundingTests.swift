import Testing

@testable import CarretelProcessors

@Suite struct ExactRoundingTests {
    @Test(
        arguments: [
            (5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (5, -2, -2), (251, 100, 3), (249, 100, 2), (0, 7, 0),
            (1, 3, 0),
            (2, 3, 1), (-2, 3, -1),
        ] as [(Int128, Int128, Int128)])
    func roundsHalvesToTheEvenNeighbour(numerator: Int128, denominator: Int128, rounded: Int128) {
        #expect(ExactRounding.halfToEven(numerator, over: denominator) == rounded)
    }

    @Test func refusesWhatCannotBeDivided() {
        #expect(ExactRounding.halfToEven(1, over: 0) == nil)
        #expect(ExactRounding.halfToEven(.min, over: -1) == nil)
    }

    @Test func thePercentageLeftIsMadeOfTheRoundedOne() throws {
        // 0.5 % short leaves 99.5, and 1.5 % leaves 98.5: halves go to the even 100 and 98.
        for (short, left) in [(5, 100), (15, 98), (25, 98), (35, 96)] as [(Int64, Int64)] {
            let lines = [
                line(product: 0, quantity: 1_000, price: short),
                line(product: 1, quantity: 1_000, price: 1_000 - short),
            ]
            var source = StockForEach(stock: try stock("0,0\n1,9"))
            let analysis = try OrderAnalysis(lines[...], from: &source, ladder: .seed)
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
