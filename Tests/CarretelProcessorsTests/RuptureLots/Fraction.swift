/// A fraction in lowest terms.
struct Fraction: Hashable, Comparable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    let numerator, denominator: Int128

    init(_ numerator: Int128, _ denominator: Int128) {
        var (a, b) = (numerator.magnitude, denominator.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        let divisor = max(Int128(a), 1) * (denominator < 0 ? -1 : 1)
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    init(_ whole: Int) { self.init(Int128(whole), 1) }

    init(integerLiteral whole: Int) { self.init(whole) }

    /// Reads a plain decimal; nil for anything else.
    init?(text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let digits = Int128(parts.joined()) else { return nil }
        var scale: Int128 = 1
        for _ in 0..<(parts.count == 2 ? parts[1].count : 0) { scale *= 10 }
        self.init(digits, scale)
    }

    var description: String { "\(numerator)/\(denominator)" }

    /// To that many places, halves to even: by looking at the two neighbours.
    func rounded(places: Int) -> Fraction {
        var scale: Int128 = 1
        for _ in 0..<places { scale *= 10 }
        var below = numerator * scale / denominator
        if below * denominator > numerator * scale { below -= 1 }
        let rest = self - Fraction(below, scale)
        let half = Fraction(1, 2 * scale)
        let goesUp = rest > half || (rest == half && below % 2 != 0)
        return Fraction(goesUp ? below + 1 : below, scale)
    }

    static func + (left: Fraction, right: Fraction) -> Fraction {
        let numerator = left.numerator * right.denominator + right.numerator * left.denominator
        return Fraction(numerator, left.denominator * right.denominator)
    }
    static func - (left: Fraction, right: Fraction) -> Fraction {
        left + Fraction(-right.numerator, right.denominator)
    }
    static func * (left: Fraction, right: Fraction) -> Fraction {
        Fraction(left.numerator * right.numerator, left.denominator * right.denominator)
    }
    static func / (left: Fraction, right: Fraction) -> Fraction {
        left * Fraction(right.denominator, right.numerator)
    }
    static func < (left: Fraction, right: Fraction) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }
}
