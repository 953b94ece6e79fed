/// The rule for the time after the last listed transition: the `TZ` string of POSIX that ends a file of the time zone
/// database (RFC 9636, section 3.3), such as `EST5EDT,M3.2.0,M11.1.0` or `<-03>3`.
struct YearlyZoneRule: Sendable, Hashable {
    /// A day of a year.
    enum Day: Sendable, Hashable {
        /// `Jn`: 1 to 365, 29 February never counted.
        case julian(Int)
        /// `n`: 0 to 365, 29 February counted.
        case zeroBased(Int)
        /// `Mm.w.d`: the w-th weekday of a month, the 5th being the last.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    /// When clocks are set: a day, and seconds after its midnight on the clocks as they were until then.
    struct Change: Sendable, Hashable {
        var day: Day
        var seconds: Int
    }

    /// Summer time.
    struct Summer: Sendable, Hashable {
        var offset: Int
        var start: Change
        var end: Change
    }

    var offset: Int
    var summer: Summer?

    /// When clocks are set in a year; none without summer time.
    func transitions(inYear year: Int) -> [ZoneRules.Transition] {
        guard let summer else { return [] }
        let start = summer.start.second(inYear: year).map {
            ZoneRules.Transition(at: $0 - offset, offset: summer.offset)
        }
        let end = summer.end.second(inYear: year).map {
            ZoneRules.Transition(at: $0 - summer.offset, offset: offset)
        }
        return [start, end].compactMap { $0 }.sorted { $0.at < $1.at }
    }
}

extension YearlyZoneRule.Change {
    /// Seconds since 1970-01-01 00:00 on the clocks as they are until then; nil for years that no calendar here has.
    fileprivate func second(inYear year: Int) -> Int? {
        guard let first = CivilDate(year: year, month: 1, day: 1) else { return nil }
        let dayNumber: Int
        switch day {
        case .zeroBased(let day): dayNumber = first.dayNumber + day
        case .julian(let day):
            let isLeap = CivilDate(year: year, month: 2, day: 29) != nil
            dayNumber = first.dayNumber + day - 1 + (isLeap && day >= 60 ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            guard let start = CivilDate(year: year, month: month, day: 1) else { return nil }
            let offset = CronExpression.floorDivide(weekday - (start.dayNumber + 4), 7).remainder
            var day = start.dayNumber + offset + (week - 1) * 7
            // The 5th is the last, which may be the 4th.
            while CivilDate(dayNumber: day).parts.month != month { day -= 7 }
            dayNumber = day
        }
        return dayNumber * 86_400 + seconds
    }
}

extension YearlyZoneRule {
    /// Reads a `TZ` string; nil for anything that RFC 9636 does not allow at the end of a file.
    init?(posix text: String) {
        var reader = Reader(rest: text.utf8[...])
        guard reader.skipName(), let west = reader.time() else { return nil }
        offset = -west
        if reader.rest.isEmpty { return }
        guard reader.skipName() else { return nil }
        var summerOffset = offset + 3_600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let west = reader.time() else { return nil }
            summerOffset = -west
        }
        guard let start = reader.change(), let end = reader.change(), reader.rest.isEmpty else { return nil }
        summer = Summer(offset: summerOffset, start: start, end: end)
    }

    private struct Reader {
        var rest: Substring.UTF8View.SubSequence

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// `EST`, or `<-03>`.
        mutating func skipName() -> Bool {
            if skip("<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[rest.index(after: end)...]
                return true
            }
            let name = rest.prefix { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 & 0xDF }
            rest = rest.dropFirst(name.count)
            return name.count >= 3
        }

        mutating func number() -> Int? {
            let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            guard 1...3 ~= digits.count else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }

        /// `[+-]h[:mm[:ss]]` in seconds; up to 167 hours, as RFC 9636 extends it.
        mutating func time() -> Int? {
            let sign = skip("-") ? -1 : 1
            if sign > 0 { _ = skip("+") }
            guard let hours = number(), hours <= 167 else { return nil }
            var seconds = hours * 3_600
            for unit in [60, 1] {
                guard skip(":") else { break }
                guard let part = number(), part < 60 else { return nil }
                seconds += part * unit
            }
            return sign * seconds
        }

        /// `,M3.2.0/2`: at 02:00 when no time is given.
        mutating func change() -> Change? {
            guard skip(","), let day = day() else { return nil }
            guard skip("/") else { return Change(day: day, seconds: 7_200) }
            return time().map { Change(day: day, seconds: $0) }
        }

        private mutating func day() -> Day? {
            if skip("M") {
                guard let month = number(), 1...12 ~= month, skip("."), let week = number(), 1...5 ~= week, skip("."),
                    let weekday = number(), 0...6 ~= weekday
                else { return nil }
                return .weekday(month: month, week: week, weekday: weekday)
            }
            if skip("J") { return number().flatMap { 1...365 ~= $0 ? .julian($0) : nil } }
            return number().flatMap { 0...365 ~= $0 ? .zeroBased($0) : nil }
        }
    }
}
