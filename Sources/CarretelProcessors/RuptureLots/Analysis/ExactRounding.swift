/// Division of scaled integers, exact but for one rounding at the end.
enum ExactRounding {
    /// `numerator ÷ denominator` as an integer, halves to the even neighbour.
    ///
    ///     2.5 → 2    3.5 → 4    −2.5 → −2    2.51 → 3
    ///
    /// - Parameters:
    ///   - numerator: what is divided.
    ///   - denominator: not 0.
    /// - Returns: nil when the operands are too large to be divided without overflow.
    static func halfToEven(_ numerator: Int128, over denominator: Int128) -> Int128? {
        guard denominator != 0, numerator > .min, denominator > .min else { return nil }
        // Percentages of ordinary orders fit in 64 bits, where the processor divides by itself.
        if let small = Int64(exactly: numerator), let divisor = Int64(exactly: denominator), small > .min {
            return Int128(round(small, over: divisor))
        }
        return round(numerator, over: denominator)
    }

    @inline(__always)
    private static func round<Number: FixedWidthInteger & SignedInteger>(
        _ numerator: Number, over denominator: Number
    ) -> Number {
        let isNegative = (numerator < 0) != (denominator < 0)
        let divisor = denominator.magnitude
        let (quotient, remainder) = numerator.magnitude.quotientAndRemainder(dividingBy: divisor)
        // Compared without doubling, which could overflow: remainder against what is missing to the divisor.
        let rest = divisor - remainder
        let isUp = remainder > rest || (remainder == rest && quotient & 1 == 1)
        let rounded = Number(quotient) + (isUp ? 1 : 0)
        return isNegative ? -rounded : rounded
    }
}
