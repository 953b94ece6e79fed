import Testing

@testable import CarretelProcessors

@Suite struct CriticalityLadderTests {
    /// Every step of the ladder at its edges, in hundredths of a percent.
    @Test(arguments: [
        (4, 1_001, Criticality.critical), (4, 1_000, .low), (40, 10_000, .critical), (5, 1, .low),
        (3, 1_000, .high), (3, 1_001, .low), (1, 9_756, .low), (1, 0, .high), (2, 500, .high), (1, 500, .high),
    ])
    func theSeedIsTheLadderAsItWasExecuted(shortLines: Int, percent: Int64, expected: Criticality) {
        #expect(CriticalityLadder.seed.criticality(shortLines: shortLines, percent: percent) == expected)
    }

    @Test func theSeedNeverReachesMedium() {
        for shortLines in 1...6 {
            for percent in stride(from: Int64(0), through: 10_000, by: 1) {
                #expect(CriticalityLadder.seed.criticality(shortLines: shortLines, percent: percent) != .medium)
            }
        }
    }

    @Test(
        arguments: [
            (10_000, .critical), (5_000, .critical), (4_999, .high), (2_500, .high), (2_499, .medium),
            (1_000, .medium), (999, .low), (0, .low),
        ] as [(Int64, Criticality)])
    func byValueLooksAtTheShortShareAlone(percent: Int64, expected: Criticality) {
        for shortLines in [1, 2, 3, 4, 40] {
            let ladder = CriticalityLadder.byValue(ValueThresholds())
            #expect(ladder.criticality(shortLines: shortLines, percent: percent) == expected)
        }
    }

    @Test func thresholdsMoveTheRungs() {
        let ladder = CriticalityLadder.byValue(ValueThresholds(critical: 100, high: 1, medium: 0))
        #expect(ladder.criticality(shortLines: 1, percent: 10_000) == .critical)
        #expect(ladder.criticality(shortLines: 1, percent: 9_999) == .high)
        #expect(ladder.criticality(shortLines: 1, percent: 100) == .high)
        #expect(ladder.criticality(shortLines: 1, percent: 99) == .medium)
        #expect(ladder.criticality(shortLines: 1, percent: 0) == .medium)
    }

    @Test func everyCriticalityHasAColourOfItsOwn() {
        let colours = (Criticality.allCases as [Criticality?] + [nil]).map { "\(Criticality.colourClass($0))" }
        #expect(colours == ["danger", "warning", "info", "secondary", "success"])
        #expect(Criticality.allCases.sorted() == [.critical, .high, .medium, .low])
    }
}
