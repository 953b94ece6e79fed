import CarretelCore

/// What the columns of a dataset hold: quantities in thousandths, money in cents, texts and dates. Decimals are scaled
/// integers from here to the output, so nothing is ever rounded on the way in.
enum CellKind {
    /// A quantity: NUMERIC(15,3) in the systems that the tables come from.
    static let quantity = DecimalShape(places: 3, wholeDigits: 12)
    /// A price: NUMERIC(15,2).
    static let money = DecimalShape(places: 2, wholeDigits: 13)
    /// No text of a cell is longer, in bytes.
    static let maxTextBytes = 4_096
}

/// The decimals that a column takes.
struct DecimalShape {
    /// Digits after the point, at most; also the power of ten of the scaled integer.
    var places: Int
    /// Digits before it, at most.
    var wholeDigits: Int

    /// Reads `-12.5` as a scaled integer; nil for anything that is not a plain decimal of this shape.
    func read(_ bytes: [UInt8], _ range: Range<Int>) -> Int64? {
        var index = range.lowerBound
        let isNegative = index < range.upperBound && bytes[index] == .minus
        if isNegative { index += 1 }
        let whole = index
        var value: Int64 = 0
        while index < range.upperBound, let digit = bytes[index].digit {
            // Cannot trap; a wrapped value is refused by the number of its digits below.
            value = value &* 10 &+ digit
            index += 1
        }
        guard index > whole, index - whole <= wholeDigits else { return nil }
        var missing = places
        if index < range.upperBound {
            guard bytes[index] == .point, index + 1 < range.upperBound else { return nil }
            index += 1
            while index < range.upperBound, missing > 0, let digit = bytes[index].digit {
                value = value * 10 + digit
                index += 1
                missing -= 1
            }
            guard index == range.upperBound else { return nil }
        }
        for _ in 0..<missing { value *= 10 }
        return isNegative ? -value : value
    }

    var expected: String {
        "a decimal number with a point and at most \(wholeDigits) digits before and \(places) after it"
    }

    /// Why a text that ``read(_:_:)`` refused is not such a number, where it can be named.
    func hint(for text: String) -> String? {
        if text.contains(",") {
            return "This looks like a decimal comma: write a decimal point, and no thousands separator."
        }
        if text.contains("e") || text.contains("E") { return "Write the number out, without an exponent." }
        if text.hasPrefix(" ") || text.hasSuffix(" ") { return "Remove the spaces around the number." }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.allSatisfy({ $0.digit != nil }) else { return nil }
        return parts[1].utf8.count > places ? "Round it to \(places) places before it is written." : nil
    }
}

extension CSVReader {
    /// The cell as a scaled integer.
    ///
    /// - Throws: permanent `dataset_invalid` with the cell's place.
    func decimal(_ index: Int, _ shape: DecimalShape, column: String) throws(FailureReason) -> Int64 {
        let field = fields[index]
        if let value = shape.read(bytes, field.range) { return value }
        throw cellProblem(field, column: column, expected: shape.expected, hint: shape.hint(for: text(of: field)))
    }

    /// The cell as a day.
    ///
    /// - Throws: permanent `dataset_invalid` with the cell's place.
    func date(_ index: Int, column: String) throws(FailureReason) -> CivilDate {
        let field = fields[index]
        if let date = Self.date(bytes, field.range) { return date }
        let text = text(of: field)
        let hint = text.contains("/") || text.utf8.count > 10 ? "Write dates as 2026-11-20, without a time." : nil
        throw cellProblem(field, column: column, expected: "a date as YYYY-MM-DD", hint: hint)
    }

    /// The cell as a text that has to be there: a code or a number that names something.
    ///
    /// - Throws: permanent `dataset_invalid` when it is empty or too long.
    func requireText(_ index: Int, column: String) throws(FailureReason) {
        let field = fields[index]
        guard field.start < field.end else {
            throw cellProblem(field, column: column, expected: "a text")
        }
        try limitText(index, column: column)
    }

    /// Hands on where a cell's text is; only one with doubled quotes is copied.
    func withText(_ index: Int, _ use: ([UInt8], Range<Int>) -> Int32) -> Int32 {
        let field = fields[index]
        guard field.isEscaped else { return use(bytes, field.range) }
        let content = content(of: field)
        return use(content, 0..<content.count)
    }

    /// Reads `YYYY-MM-DD` without making a String; nil for anything else.
    private static func date(_ bytes: [UInt8], _ range: Range<Int>) -> CivilDate? {
        guard range.count == 10 else { return nil }
        let start = range.lowerBound
        guard bytes[start + 4] == .minus, bytes[start + 7] == .minus,
            let year = number(bytes, start..<start + 4), let month = number(bytes, start + 5..<start + 7),
            let day = number(bytes, start + 8..<start + 10)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            guard let digit = bytes[index].digit else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// Refuses a text beyond ``CellKind/maxTextBytes``.
    func limitText(_ index: Int, column: String) throws(FailureReason) {
        let field = fields[index]
        guard field.end - field.start <= CellKind.maxTextBytes else {
            throw cellProblem(field, column: column, expected: "at most \(CellKind.maxTextBytes) bytes of text")
        }
    }
}
