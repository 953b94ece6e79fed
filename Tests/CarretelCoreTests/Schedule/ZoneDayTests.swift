import CarretelTestKit
import Testing

@testable import CarretelCore

/// Days by the clocks of a place.
@Suite struct ZoneDayTests {
    /// One hour forward at 2026-11-01T03:00Z, which is midnight there, and one hour back at 2027-02-21T02:00Z, midnight
    /// again.
    private static let zone = ZoneRules(
        firstOffset: -10_800,
        transitions: [.init(at: 1_793_502_000, offset: -7_200), .init(at: 1_803_175_200, offset: -10_800)], later: nil)

    @Test(arguments: [
        ("2026-10-31", "2026-10-31T03:00:00Z"), ("2026-11-01", "2026-11-01T03:00:00Z"),
        ("2026-11-02", "2026-11-02T02:00:00Z"), ("2027-02-20", "2027-02-20T02:00:00Z"),
        ("2027-02-21", "2027-02-21T03:00:00Z"), ("2027-02-22", "2027-02-22T03:00:00Z"),
    ])
    func aDayBeginsWhenItsClocksSaySo(day: String, moment: String) throws {
        let date = try #require(CivilDate(iso8601: day))
        let start = Self.zone.start(of: date)
        #expect(start == (try Timestamp(parsingRFC3339: moment)))
        #expect(Self.zone.civilDate(at: start) == date)
        #expect(Self.zone.civilDate(at: start + .microseconds(-1)) == date - 1)
    }

    @Test func withoutAnyOffsetADayBeginsAtMidnight() throws {
        let date = try #require(CivilDate(iso8601: "2026-02-28"))
        #expect(ZoneRules.utc.start(of: date) == (try Timestamp(parsingRFC3339: "2026-02-28T00:00:00Z")))
    }
}
