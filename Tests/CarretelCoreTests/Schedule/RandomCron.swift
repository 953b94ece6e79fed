import CarretelCore

/// A cron expression drawn by chance, with what its fields mean: an oracle that shares no line with the code under test.
struct RandomCron {
    struct Field {
        var text: String
        var values: Set<Int>

        var isStar: Bool { text.hasPrefix("*") || text.hasPrefix("?") }
    }

    private static let monthNames = [
        "JAN", "feb", "Mar", "apr", "MAY", "jun", "jul", "aug", "sep", "OCT", "nov", "dec",
    ]
    private static let dayNames = ["SUN", "mon", "Tue", "wed", "thu", "FRI", "sat"]

    let minute: Field
    let hour: Field
    let day: Field
    let month: Field
    let weekday: Field

    init(using generator: inout some RandomNumberGenerator) {
        minute = Self.field(0...59, [], &generator)
        hour = Self.field(0...23, [], &generator)
        day = Self.field(1...31, [], &generator, stars: 3)
        month = Self.field(1...12, Self.monthNames, &generator, stars: 5)
        weekday = Self.field(0...7, Self.dayNames, &generator, stars: 3)
    }

    var text: String { [minute, hour, day, month, weekday].map(\.text).joined(separator: " ") }

    var isOfEveryHour: Bool { hour.values.count == 24 }

    /// Whether a minute matches, counted since 1970-01-01 00:00 on the local clock.
    func matches(_ local: Int) -> Bool {
        let date = CivilDate(dayNumber: local / 1_440)
        let (minuteOfDay, parts) = (local % 1_440, date.parts)
        guard minute.values.contains(minuteOfDay % 60), hour.values.contains(minuteOfDay / 60),
            month.values.contains(parts.month)
        else { return false }
        let weekdayNumber = (date.dayNumber + 4) % 7
        let fitsWeekday = weekday.values.contains(weekdayNumber) || weekdayNumber == 0 && weekday.values.contains(7)
        let fitsDay = day.values.contains(parts.day)
        return day.isStar || weekday.isStar ? fitsDay && fitsWeekday : fitsDay || fitsWeekday
    }

    private static func field(
        _ range: ClosedRange<Int>, _ names: [String], _ generator: inout some RandomNumberGenerator, stars: Int = 1
    ) -> Field {
        switch Int.random(in: 0..<4 + stars, using: &generator) {
        case 0: return list(range, names, &generator)
        case 1:
            let (low, high) = ends(range, &generator)
            return Field(
                text: "\(name(low, range, names, &generator))-\(name(high, range, names, &generator))",
                values: Set(low...high))
        case 2:
            let (low, high) = ends(range, &generator)
            let step = Int.random(in: 1...9, using: &generator)
            return Field(text: "\(low)-\(high)/\(step)", values: Set(stride(from: low, through: high, by: step)))
        case 3:
            let step = Int.random(in: 1...range.upperBound, using: &generator)
            let last = range.upperBound == 7 ? 6 : range.upperBound
            return Field(
                text: "*/\(step)", values: Set(stride(from: range.lowerBound, through: last, by: step)))
        default: return Field(text: "*", values: Set(range))
        }
    }

    private static func list(
        _ range: ClosedRange<Int>, _ names: [String], _ generator: inout some RandomNumberGenerator
    ) -> Field {
        let values = (0..<Int.random(in: 1...4, using: &generator)).map { _ in Int.random(in: range, using: &generator)
        }
        return Field(
            text: values.map { name($0, range, names, &generator) }.joined(separator: ","), values: Set(values))
    }

    private static func ends(
        _ range: ClosedRange<Int>, _ generator: inout some RandomNumberGenerator
    ) -> (Int, Int) {
        let low = Int.random(
            in: range.lowerBound...min(range.upperBound, range.upperBound == 7 ? 6 : .max), using: &generator)
        return (low, Int.random(in: low...range.upperBound, using: &generator))
    }

    /// The name of a value now and then, where it has one.
    private static func name(
        _ value: Int, _ range: ClosedRange<Int>, _ names: [String], _ generator: inout some RandomNumberGenerator
    ) -> String {
        let index = value - range.lowerBound
        return index < names.count && Bool.random(using: &generator) ? names[index] : String(value)
    }
}
