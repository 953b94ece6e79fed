/// Decimals as scaled integers: exact in, exact out.
enum ExactDecimal {
    /// `numerator ÷ denominator` as an integer, halves to the even neighbour.
    ///
    ///     2.5 → 2    3.5 → 4    −2.5 → −2    2.51 → 3
    ///
    /// - Parameters:
    ///   - numerator: what is divided.
    ///   - denominator: not 0.
    /// - Returns: nil when the operands are too large to be divided without overflow.
    static func roundedHalfToEven(_ numerator: Int128, over denominator: Int128) -> Int128? {
        guard denominator != 0, numerator > .min, denominator > .min else { return nil }
        let isNegative = (numerator < 0) != (denominator < 0)
        let divisor = denominator.magnitude
        let (quotient, remainder) = numerator.magnitude.quotientAndRemainder(dividingBy: divisor)
        // Compared without doubling, which could overflow: remainder against what is missing to the divisor.
        let rest = divisor - remainder
        let isUp = remainder > rest || (remainder == rest && quotient & 1 == 1)
        let rounded = Int128(quotient) + (isUp ? 1 : 0)
        return isNegative ? -rounded : rounded
    }

    /// Appends a scaled integer as the shortest exact JSON number: 7992 with 3 places is `7.992`, 3000 is `3`.
    static func append(_ value: Int64, places: Int, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(.minus) }
        append(magnitude: value.magnitude, places: places, to: &bytes)
    }

    /// The same for the sums of values, which may need more than 64 bits.
    static func append(_ value: Int128, places: Int, to bytes: inout [UInt8]) {
        if let small = Int64(exactly: value) { return append(small, places: places, to: &bytes) }
        if value < 0 { bytes.append(.minus) }
        appendDigits(Array(String(value.magnitude).utf8), places: places, to: &bytes)
    }

    private static func append(magnitude: UInt64, places: Int, to bytes: inout [UInt8]) {
        var value = magnitude
        var places = places
        while places > 0, value % 10 == 0 {
            value /= 10
            places -= 1
        }
        let start = bytes.count
        repeat {
            bytes.append(.zero + UInt8(truncatingIfNeeded: value % 10))
            value /= 10
            places -= 1
            if places == 0 { bytes.append(.point) }
        } while value > 0 || places >= 0
        bytes[start...].reverse()
    }

    /// Digits of a number of more than 19 of them, so longer than any `places`.
    private static func appendDigits(_ digits: [UInt8], places: Int, to bytes: inout [UInt8]) {
        let point = digits.count - places
        var end = digits.count
        while end > point, digits[end - 1] == .zero { end -= 1 }
        bytes.append(contentsOf: digits[..<point])
        guard end > point else { return }
        bytes.append(.point)
        bytes.append(contentsOf: digits[point..<end])
    }
}
