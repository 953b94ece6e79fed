/// A crontab(5) expression of five fields: minute, hour, day of the month, month, day of the week.
///
/// It knows nothing of time zones: it says which minutes of a calendar match. ``Recurrence`` lays it over a zone.
package struct CronExpression: Sendable, Hashable {
    /// So many days are looked ahead: after 400 years the calendar repeats itself, weekdays included.
    private static let horizonDays = 146_097

    /// One bit a value; bit 0 of days and months stays empty.
    let minutes: UInt64
    let hours: UInt64
    let days: UInt64
    let months: UInt64
    /// Sunday is 0.
    let weekdays: UInt64
    /// With both day fields restricted a day that fits either matches; with one that begins with `*` both must fit.
    let fitsEitherDay: Bool

    /// Whether it goes through every hour of a day: then it follows time as it passes, see ``Recurrence``.
    var isOfEveryHour: Bool { hours == (1 << 24) - 1 }

    /// Whether a minute matches that is `minute` minutes after 1970-01-01 00:00 on the same clock.
    func matches(minute: Int) -> Bool { next(atOrAfter: minute) == minute }

    /// The first matching minute from `minute` on, both counted since 1970-01-01 00:00 on the same clock; nil when there
    /// is none in 400 years.
    func next(atOrAfter minute: Int) -> Int? {
        var (day, start) = Self.floorDivide(minute, 1_440)
        let last = day + Self.horizonDays
        while day <= last {
            let date = CivilDate(dayNumber: day)
            let parts = date.parts
            guard months & 1 << UInt64(parts.month) != 0 else {
                day = Self.firstOfNextMonth(parts.year, parts.month)?.dayNumber ?? last + 1
                start = 0
                continue
            }
            if matches(day: parts.day, weekday: Self.weekday(of: day)), let found = next(minuteOfDay: start) {
                return day * 1_440 + found
            }
            day += 1
            start = 0
        }
        return nil
    }

    private func matches(day: Int, weekday: Int) -> Bool {
        let fitsDay = days & 1 << UInt64(day) != 0
        let fitsWeekday = weekdays & 1 << UInt64(weekday) != 0
        return fitsEitherDay ? fitsDay || fitsWeekday : fitsDay && fitsWeekday
    }

    private func next(minuteOfDay start: Int) -> Int? {
        var (hour, minute) = start.quotientAndRemainder(dividingBy: 60)
        while hour < 24 {
            let left = minutes >> UInt64(minute)
            if hours & 1 << UInt64(hour) != 0, left != 0 { return hour * 60 + minute + left.trailingZeroBitCount }
            hour += 1
            minute = 0
        }
        return nil
    }

    /// 1970-01-01 was a Thursday.
    private static func weekday(of day: Int) -> Int { floorDivide(day + 4, 7).remainder }

    private static func firstOfNextMonth(_ year: Int, _ month: Int) -> CivilDate? {
        month == 12 ? CivilDate(year: year + 1, month: 1, day: 1) : CivilDate(year: year, month: month + 1, day: 1)
    }

    static func floorDivide(_ value: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
