import Testing

@testable import CarretelProcessors

@Suite struct CriticalityTests {
    /// Every step of the ladder at its edges, in hundredths of a percent.
    @Test(arguments: [
        (4, 1_001, Criticality.critical), (4, 1_000, .low), (40, 10_000, .critical), (5, 1, .low),
        (3, 1_000, .high), (3, 1_001, .low), (1, 9_756, .low), (1, 0, .high), (2, 500, .high), (1, 500, .high),
    ])
    func isTheLadderAsItWasExecuted(shortLines: Int, percent: Int64, expected: Criticality) {
        #expect(Criticality(shortLines: shortLines, percent: percent) == expected)
    }

    @Test func mediumIsNeverReached() {
        for shortLines in 1...6 {
            for percent in stride(from: Int64(0), through: 10_000, by: 1) {
                #expect(Criticality(shortLines: shortLines, percent: percent) != .medium)
            }
        }
    }
}
