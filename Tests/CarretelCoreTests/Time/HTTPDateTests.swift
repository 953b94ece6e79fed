import CarretelCore
import CarretelTestKit
import Testing

/// The Date header of answers.
@Suite struct HTTPDateTests {
    static let right = [
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00.000Z"),
        ("Wed, 31 Dec 1969 23:59:59 GMT", "1969-12-31T23:59:59.000Z"),
        ("Thu, 29 Feb 2024 12:00:00 GMT", "2024-02-29T12:00:00.000Z"),
        ("Fri, 20 Nov 2026 23:59:59 GMT", "2026-11-20T23:59:59.000Z"),
        ("Fri, 31 Dec 9999 00:00:00 GMT", "9999-12-31T00:00:00.000Z"),
    ]

    @Test(arguments: right) func theFormOfServersIsRead(text: String, moment: String) {
        #expect(Timestamp(httpDate: text)?.rfc3339Milliseconds == moment)
    }

    static let wrong = [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 6 Nov 1994 08:49:37 GMT", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:60 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT", "Sun,  06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 1994 08-49-37 GMT",
        "Sun 06 Nov 1994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT", "2026-11-20T12:00:00Z",
    ]

    @Test(arguments: wrong) func nothingElseIs(_ text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }

    @Test(.seeded) func everyDayHasItsWeekday() throws {
        var generator = SeededGenerator(seed: try Seed.current)
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 2026-11-16 was a Monday.
        let monday = try #require(CivilDate(year: 2026, month: 11, day: 16))
        for _ in 0..<2_000 {
            let offset = Int.random(in: -700_000...2_900_000, using: &generator)
            let date = monday + offset
            let (year, month, day) = date.parts
            let name = names[((offset % 7) + 7) % 7]
            func padded(_ number: Int, _ width: Int) -> String {
                String(repeating: "0", count: width - String(number).count) + String(number)
            }
            let text = "\(name), \(padded(day, 2)) \(months[month - 1]) \(padded(year, 4)) 01:02:03 GMT"
            #expect(Timestamp(httpDate: text)?.civilDate() == date, "\(text)")
        }
    }
}
