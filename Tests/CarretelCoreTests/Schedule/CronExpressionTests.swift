import Testing

@testable import CarretelCore

@Suite struct CronExpressionTests {
    @Test(arguments: [
        ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@Midnight", "0 0 * * *"), ("@weekly", "0 0 * * 7"),
        ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 jan *"),
        ("0 0 ? * MON-FRI", "0 0 * * 1,2,3,4,5"), ("0 0 * * sat-sun", "0 0 * * 0,6"), ("0 0 * * 5-7", "0 0 * * 0,5,6"),
        ("\t5,5  4 * * *", "5 4 * * *"), ("0-59/30 * * * *", "*/30 * * * *"),
    ])
    func severalWaysOfWritingMeanTheSame(text: String, same: String) throws {
        #expect(try CronExpression(text) == CronExpression(same))
    }

    @Test(arguments: [
        ("", "0 fields"), ("* * * *", "4 fields"), ("* * * * * *", "6 fields"), ("60 * * * *", "0 to 59"),
        ("* 24 * * *", "0 to 23"), ("* * 0 * *", "1 to 31"), ("* * * 13 *", "jan to dec"), ("* * * * 8", "sun to sat"),
        ("*/0 * * * *", "above 0"), ("5/15 * * * *", "5-59/15"), ("30-10 * * * *", "to a larger one"),
        ("1-2-3 * * * *", "to a larger one"), ("1,,2 * * * *", "0 to 59"), ("+5 * * * *", "0 to 59"),
        ("? * * * *", "0 to 59"), ("0 0 30 2 *", "no day ever fits"), ("@reboot", "not known"),
        ("0 0 L * *", "day-of-month"),
        ("*/1/2 * * * *", "above 0"),
    ])
    func whatIsWrongIsSaid(text: String, words: String) throws {
        let problem = try #require(throws: CronProblem.self) { try CronExpression(text) }
        #expect(problem.message.contains(words), "\(problem.message)")
    }

    @Test func twoRestrictedDayFieldsMeanEither() throws {
        let either = try CronExpression("0 0 13 * 5")
        let both = try CronExpression("0 0 */2 * 5")
        func day(_ text: String) throws -> Int { try #require(CivilDate(iso8601: text)).dayNumber * 1_440 }
        // A Friday, a Sunday the 13th, and a Friday the 13th.
        #expect(try either.matches(minute: day("2026-11-20")))
        #expect(try either.matches(minute: day("2026-12-13")))
        #expect(try either.matches(minute: day("2026-11-13")))
        #expect(try !either.matches(minute: day("2026-11-21")))
        #expect(try both.matches(minute: day("2026-11-13")))
        #expect(try !both.matches(minute: day("2026-11-20")))
        #expect(try !both.matches(minute: day("2026-11-21")))
    }
}
