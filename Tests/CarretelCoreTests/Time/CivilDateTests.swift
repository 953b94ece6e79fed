import CarretelCore
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
        ("2026-11-20", 20_777), ("0000-01-01", -719_528), ("0000-02-29", -719_469), ("9999-12-31", 2_932_896),
    ])
    func knownDaysHaveTheirNumbers(text: String, number: Int) {
        #expect(CivilDate(iso8601: text)?.dayNumber == number)
        #expect(CivilDate(dayNumber: number).text == text)
    }

    @Test(arguments: [
        "", "2026-11-2", "2026-11-020", "2026/11/20", "20261120", "2026-13-01", "2026-00-01", "2026-04-31",
        "2026-02-29", "1900-02-29", "2026-11-00", "+026-11-20", "2026-11-20T00:00:00Z", "２０２６-11-20", " 2026-11-20",
    ])
    func whatIsNotADayIsRefused(text: String) {
        #expect(CivilDate(iso8601: text) == nil)
    }

    @Test func everyDayOfTheCalendarFollowsTheOneBefore() {
        var expected = (year: 0, month: 1, day: 1)
        for number in CivilDate.earliest.dayNumber...CivilDate.latest.dayNumber {
            let parts = CivilDate(dayNumber: number).parts
            guard parts == expected,
                CivilDate(year: parts.year, month: parts.month, day: parts.day)?.dayNumber == number
            else {
                Issue.record("day \(number) is \(parts), expected \(expected)")
                return
            }
            if CivilDate(year: parts.year, month: parts.month, day: parts.day + 1) != nil {
                expected.day += 1
            } else if parts.month < 12 {
                expected = (parts.year, parts.month + 1, 1)
            } else {
                expected = (parts.year + 1, 1, 1)
            }
        }
        #expect(expected == (10_000, 1, 1))
    }

    @Test func addingDaysIsClampedToTheCalendar() throws {
        let day = try #require(CivilDate(iso8601: "2024-02-28"))
        #expect((day + 1).text == "2024-02-29")
        #expect((day + 2).text == "2024-03-01")
        #expect((day - 59).text == "2023-12-31")
        #expect(day + 7 - day == 7)
        #expect(day + .max == .latest)
        #expect(day - .max == .earliest)
        #expect(day + .min == .earliest)
        #expect(day < day + 1)
    }

    @Test(arguments: [
        "2026-11-20", "0000-01-01", "9999-12-31", "2024-02-29", "2026-02-30", "2023-02-29", "2026-13-01", "2026-1-01",
        "2026/11/20", "2026-11-20 ", " 2026-11-20", "2026-11-2x", "-026-11-20", "", "2026-11-201", "20261120",
        "２026-11-2",
    ])
    func bytesAreReadAsTheTextIs(text: String) {
        #expect(CivilDate(iso8601: Array(text.utf8).span) == CivilDate(iso8601: text))
    }
}
