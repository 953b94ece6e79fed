/// What keeps a text from being a cron expression.
package struct CronProblem: Error, Sendable, Hashable {
    /// What is wrong, in the middle of a sentence.
    package var message: String
}

extension CronExpression {
    /// What an expression looks like, for hints.
    package static let shape =
        "Five fields as in crontab(5): minute hour day-of-month month day-of-week, for example */30 6-22 * * 1-6."

    /// Reads an expression: values, names of months and days, `*`, `?` in the two day fields, ranges, lists, steps after
    /// `*` or a range, and `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`, `@annually`.
    ///
    /// - Throws: what is wrong; an expression that no day ever fits is wrong too.
    package init(_ text: String) throws(CronProblem) {
        let whole = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        let fields = whole.count == 1 ? try Self.fields(ofNickname: whole[0]) : whole
        guard fields.count == 5 else {
            throw CronProblem(message: "it has \(fields.count) field\(fields.count == 1 ? "" : "s") and needs five")
        }
        minutes = try CronField.minute.bits(fields[0])
        hours = try CronField.hour.bits(fields[1])
        days = try CronField.day.bits(fields[2])
        months = try CronField.month.bits(fields[3])
        let week = try CronField.weekday.bits(fields[4])
        // Sunday is 0 and 7.
        weekdays = (week | week >> 7) & 0x7F
        fitsEitherDay = ![fields[2], fields[4]].contains { $0.hasPrefix("*") || $0.hasPrefix("?") }
        guard next(atOrAfter: 0) != nil else { throw CronProblem(message: "no day ever fits it") }
    }

    private static func fields(ofNickname text: String) throws(CronProblem) -> [String] {
        let expression =
            switch text.lowercased() {
            case "@hourly": "0 * * * *"
            case "@daily", "@midnight": "0 0 * * *"
            case "@weekly": "0 0 * * 0"
            case "@monthly": "0 0 1 * *"
            case "@yearly", "@annually": "0 0 1 1 *"
            default: text
            }
        guard expression.hasPrefix("@") else { return expression.split(separator: " ").map(String.init) }
        throw CronProblem(message: "“\(text)” is not known; there are @hourly, @daily, @weekly, @monthly and @yearly")
    }
}

/// One field of an expression.
private struct CronField {
    static let minute = CronField(title: "minute", range: 0...59)
    static let hour = CronField(title: "hour", range: 0...23)
    static let day = CronField(title: "day-of-month", range: 1...31, allowsQuestionMark: true)
    static let month = CronField(
        title: "month", range: 1...12,
        names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
    static let weekday = CronField(
        title: "day-of-week", range: 0...7, allowsQuestionMark: true,
        names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    let title: String
    let range: ClosedRange<Int>
    var allowsQuestionMark = false
    /// The first stands for the first value of the range.
    var names: [String] = []

    /// The values that a field allows, one bit each.
    func bits(_ text: String) throws(CronProblem) -> UInt64 {
        var bits: UInt64 = 0
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            for value in try values(String(item)) { bits |= 1 << UInt64(value) }
        }
        return bits
    }

    private func values(_ item: String) throws(CronProblem) -> StrideThrough<Int> {
        let parts = item.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let span = try span(parts[0])
        guard parts.count > 1 else { return stride(from: span.lowerBound, through: span.upperBound, by: 1) }
        guard parts.count == 2, let step = number(parts[1]), step > 0 else {
            throw problem(item, "a step is a whole number above 0")
        }
        guard parts[0] == "*" || parts[0] == "?" || parts[0].contains("-") else {
            throw problem(item, "a step follows * or a range, as in \(parts[0])-\(range.upperBound)/\(step)")
        }
        return stride(from: span.lowerBound, through: span.upperBound, by: step)
    }

    private func span(_ text: String) throws(CronProblem) -> ClosedRange<Int> {
        // 7 is another word for 0, which a step would see as a day of its own.
        if text == "*" || (text == "?" && allowsQuestionMark) { return range.lowerBound...min(range.upperBound, last) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        let low = try value(ends[0], in: text)
        guard ends.count > 1 else { return low...low }
        var high = try value(ends[1], in: text)
        // Saturday to Sunday.
        if range.upperBound == 7, high == 0, low > 0 { high = 7 }
        guard ends.count == 2, low <= high else { throw problem(text, "a range goes from a value to a larger one") }
        return low...high
    }

    private var last: Int { range.upperBound == 7 ? 6 : range.upperBound }

    private func value(_ text: String, in item: String) throws(CronProblem) -> Int {
        if let index = names.firstIndex(of: text.lowercased()) { return range.lowerBound + index }
        guard let value = number(text), range.contains(value) else {
            let names = names.isEmpty ? "" : " or \(names[0]) to \(names[names.count - 1])"
            throw problem(item, "it must be \(range.lowerBound) to \(range.upperBound)\(names)")
        }
        return value
    }

    /// Digits only: `Int` would take a sign.
    private func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ? Int(text) : nil
    }

    private func problem(_ item: String, _ words: String) -> CronProblem {
        CronProblem(message: "“\(item)” in the field \(title): \(words)")
    }
}
