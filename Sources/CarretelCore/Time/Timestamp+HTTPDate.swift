// Times as HTTP headers write them.

extension Timestamp {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads the one form that servers write (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. Nil for anything
    /// else, the two old forms included, and for a day with another weekday than it has.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard text.utf8.count == 29, parts.count == 6, parts[5] == "GMT",
            let month = Self.months.firstIndex(of: String(parts[2]))
        else { return nil }
        var digits = DigitReader((parts[1] + " " + parts[3] + " " + parts[4]).utf8)
        guard let day = digits.number(width: 2), digits.skip(" "), let year = digits.number(width: 4),
            digits.skip(" "), let hour = digits.number(width: 2), digits.skip(":"),
            let minute = digits.number(width: 2), digits.skip(":"), let second = digits.number(width: 2),
            digits.isAtEnd, hour < 24, minute < 60, second < 60,
            let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        // 1970-01-01 was a Thursday.
        let weekday = Self.weekdays[(date.dayNumber % 7 + 7) % 7]
        guard parts[0] == weekday + "," else { return nil }
        let seconds = Int64(date.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        self.init(microseconds: seconds * 1_000_000)
    }
}
