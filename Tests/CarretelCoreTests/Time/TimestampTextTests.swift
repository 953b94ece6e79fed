import CarretelCore
import CarretelTestKit
import Testing

@Suite struct TimestampTextTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000001Z", 1),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("2026-11-20T12:00:00Z", 1_795_176_000_000_000),
        ("2026-11-20t09:00:00.25-03:00", 1_795_176_000_250_000),
        ("2026-11-20T12:00:00z", 1_795_176_000_000_000),
        ("2026-11-20T12:00:00-00:00", 1_795_176_000_000_000),
        ("2026-11-20T21:29:59.999999999+09:30", 1_795_175_999_999_999),
        ("2024-02-29T23:59:59Z", 1_709_251_199_000_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ])
    func timesAreRead(text: String, microseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        ("", TimestampTextProblem.shape), ("now", .shape), ("2026-11-20", .shape), ("2026-11-20 12:00:00Z", .shape),
        ("2026-11-20T12:00Z", .shape), ("2026-11-20T12:00:00.Z", .shape), ("2026-11-20T12:00:00,5Z", .shape),
        ("2026-11-20T12:00:00+0300", .shape), ("2026-11-20T12:00:00+03", .shape), ("2026-11-20T12:00:00ZZ", .shape),
        ("2026-11-20T12:00:00+03:00 ", .shape), ("20261120T120000Z", .shape), ("26-11-20T12:00:00Z", .shape),
        ("2026-11-20T12:00:00", .offsetMissing), ("2026-11-20T12:00:00.123", .offsetMissing),
        ("2026-02-29T12:00:00Z", .impossible), ("2026-13-01T12:00:00Z", .impossible),
        ("2026-11-31T12:00:00Z", .impossible), ("2026-11-20T24:00:00Z", .impossible),
        ("2026-11-20T12:60:00Z", .impossible), ("2026-11-20T12:00:61Z", .impossible),
        ("2026-11-20T12:00:00+24:00", .impossible), ("2026-11-20T12:00:00+03:60", .impossible),
        ("2016-12-31T23:59:60Z", .leapSecond), ("2026-11-20T12:00:00.1234567890Z", .fractionTooLong),
        ("0000-01-01T00:00:00+00:01", .outOfRange), ("9999-12-31T23:59:59-00:01", .outOfRange),
    ])
    func whatIsNotATimeIsRefusedWithTheReason(text: String, problem: TimestampTextProblem) {
        #expect(throws: problem) { try Timestamp(parsingRFC3339: text) }
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (999, "1970-01-01T00:00:00.000Z"), (1_000, "1970-01-01T00:00:00.001Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (-1_000, "1969-12-31T23:59:59.999Z"),
        (-1_001, "1969-12-31T23:59:59.998Z"), (1_795_176_000_250_999, "2026-11-20T12:00:00.250Z"),
        (Int64.min, "0000-01-01T00:00:00.000Z"), (Int64.max, "9999-12-31T23:59:59.999Z"),
    ])
    func timesAreWrittenInMillisecondsRoundedDown(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).rfc3339Milliseconds == text)
    }

    @Test(.seeded) func whatIsWrittenIsReadBackAndOrderedAlike() throws {
        var random = try CarretelCore.SeededGenerator(seed: Seed.current)
        let range = Timestamp.earliest.microseconds...Timestamp.latest.microseconds
        var earlier = Timestamp(microseconds: 0)
        for _ in 0..<5_000 {
            let moment = Timestamp(microseconds: .random(in: range, using: &random))
            let text = moment.rfc3339Milliseconds
            let read = try #require(Timestamp(rfc3339: text))
            #expect(0..<1_000 ~= moment.microseconds - read.microseconds)
            #expect(read.rfc3339Milliseconds == text)
            #expect((earlier.rfc3339Milliseconds <= text) == (earlier <= moment) || earlier - moment < .milliseconds(1))
            earlier = moment
        }
    }

    @Test(.seeded) func everyOffsetNamesTheSameMoment() throws {
        var random = try CarretelCore.SeededGenerator(seed: Seed.current)
        for _ in 0..<5_000 {
            let moment = Timestamp(microseconds: .random(in: 0...4_000_000_000, using: &random) * 1_000_000)
            let minutes = Int.random(in: -1_439...1_439, using: &random)
            let local = (moment + .seconds(minutes * 60)).rfc3339Milliseconds.dropLast()
            let (hour, minute) = minutes.magnitude.quotientAndRemainder(dividingBy: 60)
            let offset = "\(minutes < 0 ? "-" : "+")\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
            #expect(Timestamp(rfc3339: local + offset) == moment)
        }
    }

    @Test(.seeded) func noTextTrapsTheReader() throws {
        var random = try CarretelCore.SeededGenerator(seed: Seed.current)
        let alphabet = Array("0123456789-:TtZz.+ é\u{0}")
        let template = Array("2026-11-20T12:00:00.123456-03:00")
        for _ in 0..<5_000 {
            var text = template
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                text[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            text.removeLast(Int.random(in: 0...6, using: &random))
            guard let moment = Timestamp(rfc3339: String(text)) else { continue }
            #expect(Timestamp.earliest...Timestamp.latest ~= moment)
        }
    }

    @Test func theDayDependsOnTheOffset() throws {
        let moment = try #require(Timestamp(rfc3339: "2026-11-20T02:59:59.999Z"))
        #expect(moment.civilDate().text == "2026-11-20")
        #expect(moment.civilDate(offsetSeconds: Timestamp.saoPauloOffsetSeconds).text == "2026-11-19")
        let later = moment + .milliseconds(1)
        #expect(later.civilDate(offsetSeconds: Timestamp.saoPauloOffsetSeconds).text == "2026-11-20")
        #expect(Timestamp(microseconds: -1).civilDate().text == "1969-12-31")
        #expect(Timestamp(microseconds: .min).civilDate() == .earliest)
    }
}
