// Times as files write them: RFC 3339, read with any offset and up to 9 digits of fraction, written in UTC with
// milliseconds. No Foundation: its formatter cuts binary fractions, so half of all milliseconds come out one too low.

/// What keeps a text from being an RFC 3339 time.
package enum TimestampTextProblem: Error, Sendable, Hashable {
    /// Not `YYYY-MM-DDThh:mm:ss` with an optional fraction and an offset.
    case shape
    /// All there but `Z` or an offset.
    case offsetMissing
    /// A day or time of day that does not exist.
    case impossible
    /// Second 60: clocks here do not know leap seconds.
    case leapSecond
    /// More than 9 digits of fraction.
    case fractionTooLong
    /// Before the year 0000 or after 9999 in UTC.
    case outOfRange
}

extension Timestamp {
    /// The first moment that RFC 3339 can write.
    package static let earliest = Timestamp(microseconds: Int64(CivilDate.earliest.dayNumber) * microsecondsPerDay)
    /// The last one, to the microsecond.
    package static let latest = Timestamp(
        microseconds: Int64(CivilDate.latest.dayNumber + 1) * microsecondsPerDay - 1)
    /// The offset of America/Sao_Paulo: three hours behind UTC, without summer time since 2019.
    package static let saoPauloOffsetSeconds = -10_800

    private static let microsecondsPerDay: Int64 = 86_400_000_000

    /// Reads an RFC 3339 time; nil when it is none. See ``init(parsingRFC3339:)``.
    package init?(rfc3339 text: String) {
        // The reason is what the throwing initialiser is for; here only yes or no is asked.
        guard let moment = try? Timestamp(parsingRFC3339: text) else { return nil }
        self = moment
    }

    /// Reads an RFC 3339 time: `2026-11-20T12:00:00Z`, `2026-11-20t09:00:00.25-03:00`. Digits after the microseconds
    /// are cut off.
    ///
    /// - Throws: what is wrong with the text.
    package init(parsingRFC3339 text: String) throws(TimestampTextProblem) {
        var digits = DigitReader(text.utf8)
        guard let year = digits.number(width: 4), digits.skip("-"), let month = digits.number(width: 2),
            digits.skip("-"), let day = digits.number(width: 2), digits.skip("T", "t"),
            let hour = digits.number(width: 2), digits.skip(":"), let minute = digits.number(width: 2),
            digits.skip(":"), let second = digits.number(width: 2)
        else { throw .shape }
        let fraction = try Self.fraction(&digits)
        let offset = try Self.offset(&digits)
        if second == 60 { throw .leapSecond }
        guard let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 60 else {
            throw .impossible
        }
        let secondOfDay = hour * 3_600 + minute * 60 + second - offset
        self.init(microseconds: (Int64(date.dayNumber) * 86_400 + Int64(secondOfDay)) * 1_000_000 + fraction)
        guard Self.earliest...Self.latest ~= self else { throw .outOfRange }
    }

    /// The time in UTC with milliseconds, `2026-11-20T12:00:00.000Z`; rounded down, so that it never lies ahead, and
    /// clamped to the years 0000 to 9999.
    package var rfc3339Milliseconds: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 24 bytes of ``rfc3339Milliseconds``.
    package func appendRFC3339(to bytes: inout [UInt8]) {
        let clamped = min(max(microseconds, Self.earliest.microseconds), Self.latest.microseconds)
        let (day, microsecond) = Self.split(clamped)
        let millisecond = Int(microsecond / 1_000)
        let second = millisecond / 1_000
        let start = bytes.count
        bytes.append(contentsOf: Self.pattern)
        var text = bytes.mutableSpan
        CivilDate(dayNumber: day).write(into: &text, at: start)
        text.write(second / 3_600, width: 2, at: start + 11)
        text.write(second / 60 % 60, width: 2, at: start + 14)
        text.write(second % 60, width: 2, at: start + 17)
        text.write(millisecond % 1_000, width: 3, at: start + 20)
    }

    private static let pattern = Array("0000-00-00T00:00:00.000Z".utf8)

    /// The day it is then where clocks are `offsetSeconds` ahead of UTC.
    package func civilDate(offsetSeconds: Int = 0) -> CivilDate {
        CivilDate(dayNumber: Self.split((self + .seconds(offsetSeconds)).microseconds).day)
    }

    /// Days since 1970, rounded down, and the microseconds since that day began.
    private static func split(_ microseconds: Int64) -> (day: Int, microsecond: Int64) {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        return remainder < 0 ? (Int(quotient) - 1, remainder + microsecondsPerDay) : (Int(quotient), remainder)
    }

    /// The microseconds after the decimal point, 0 without one.
    private static func fraction(_ digits: inout DigitReader) throws(TimestampTextProblem) -> Int64 {
        guard digits.skip(".") else { return 0 }
        var microseconds: Int64 = 0
        var count = 0
        while let digit = digits.digit() {
            count += 1
            if count <= 6 { microseconds = microseconds * 10 + Int64(digit) }
        }
        guard count > 0 else { throw .shape }
        guard count <= 9 else { throw .fractionTooLong }
        for _ in min(count, 6)..<6 { microseconds *= 10 }
        return microseconds
    }

    /// The seconds that the clock of the text is ahead of UTC.
    private static func offset(_ digits: inout DigitReader) throws(TimestampTextProblem) -> Int {
        if digits.isAtEnd { throw .offsetMissing }
        if digits.skip("Z", "z") {
            guard digits.isAtEnd else { throw .shape }
            return 0
        }
        let sign = digits.next == UInt8(ascii: "-") ? -1 : 1
        guard digits.skip("+", "-"), let hours = digits.number(width: 2), digits.skip(":"),
            let minutes = digits.number(width: 2), digits.isAtEnd
        else { throw .shape }
        guard hours < 24, minutes < 60 else { throw .impossible }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
