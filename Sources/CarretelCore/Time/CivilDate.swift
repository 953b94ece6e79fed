/// A day of the proleptic Gregorian calendar, without a time zone: years 0000 to 9999, as ISO 8601 writes them.
///
/// Kept as a count of days, so that comparing and adding are integer operations.
package struct CivilDate: Sendable, Hashable, Comparable {
    /// The first day that four digits of year can write: 0000-01-01.
    package static let earliest = CivilDate(dayNumber: -719_528)
    /// The last one: 9999-12-31.
    package static let latest = CivilDate(dayNumber: 2_932_896)

    /// Days since 1970-01-01, negative before it.
    package let dayNumber: Int

    /// The day that many days after 1970-01-01, clamped to ``earliest`` … ``latest``.
    package init(dayNumber: Int) {
        self.dayNumber = min(max(dayNumber, -719_528), 2_932_896)
    }

    /// A day by its parts; nil when the calendar has no such day or its year does not fit in four digits.
    package init?(year: Int, month: Int, day: Int) {
        guard 0...9_999 ~= year, 1...12 ~= month, day >= 1, day <= Self.dayCount(year: year, month: month) else {
            return nil
        }
        // Years are counted from March, so that the leap day is a year's last (Hinnant, "chrono-compatible low-level
        // date algorithms"). Year 0 would begin in year -1; one era of 400 years is added and taken off again.
        let shifted = (month <= 2 ? year - 1 : year) + 400
        let (era, yearOfEra) = shifted.quotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(dayNumber: (era - 1) * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `YYYY-MM-DD`; nil for anything else and for days that do not exist.
    package init?(iso8601 text: String) {
        var digits = DigitReader(text.utf8)
        guard let year = digits.number(width: 4), digits.skip("-"), let month = digits.number(width: 2),
            digits.skip("-"), let day = digits.number(width: 2), digits.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The same out of a longer text, without making a String.
    package init?(iso8601 text: Span<UInt8>) {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = Self.number(text, 0..<4), let month = Self.number(text, 5..<7),
            let day = Self.number(text, 8..<10)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    @inline(__always)
    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// Year, month and day of the month.
    package var parts: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468 + 146_097
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + (era - 1) * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The day as `YYYY-MM-DD`.
    package var text: String {
        var bytes: [UInt8] = []
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the day as `YYYY-MM-DD`.
    package func appendText(to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: Self.pattern)
        var text = bytes.mutableSpan
        write(into: &text, at: start)
    }

    private static let pattern = Array("0000-00-00".utf8)

    /// Writes the digits of `YYYY-MM-DD` over a text that has the hyphens.
    @inline(__always)
    func write(into text: inout MutableSpan<UInt8>, at place: Int) {
        let (year, month, day) = parts
        text.write(year, width: 4, at: place)
        text.write(month, width: 2, at: place + 5)
        text.write(day, width: 2, at: place + 8)
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        left.dayNumber < right.dayNumber
    }

    /// The day `days` later, clamped to ``earliest`` … ``latest``.
    package static func + (date: CivilDate, days: Int) -> CivilDate {
        let (sum, overflow) = date.dayNumber.addingReportingOverflow(days)
        return CivilDate(dayNumber: overflow ? (days < 0 ? .min : .max) : sum)
    }

    /// The day `days` earlier, clamped likewise.
    package static func - (date: CivilDate, days: Int) -> CivilDate {
        let (difference, overflow) = date.dayNumber.subtractingReportingOverflow(days)
        return CivilDate(dayNumber: overflow ? (days < 0 ? .max : .min) : difference)
    }

    /// How many days `left` is after `right`.
    package static func - (left: CivilDate, right: CivilDate) -> Int {
        left.dayNumber - right.dayNumber
    }

    private static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
