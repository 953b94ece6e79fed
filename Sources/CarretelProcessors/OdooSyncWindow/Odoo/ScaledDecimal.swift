/// Reads decimal numbers exactly: never by way of a binary fraction, which has no 0.1.
enum ScaledDecimal {
    /// Reads the text of a JSON number, which may have an exponent.
    ///
    /// - Parameters:
    ///   - text: valid JSON.
    ///   - places: how many decimal places the integer stands for.
    /// - Returns: the number times 10 to the power of `places`, rounded half to even; nil when it does not fit 64 bits.
    static func read(_ text: ArraySlice<UInt8>, places: Int) -> (value: Int64, isExact: Bool)? {
        let number = Number(text)
        guard let first = number.digits.firstIndex(where: { $0 != 0 }) else { return (0, true) }
        let digits = number.digits[first...]
        // How many digits stand before the point once the number is scaled.
        let whole = digits.count + number.shift + places
        guard whole <= 19 else { return nil }
        var magnitude: UInt64 = 0
        for place in 0..<max(whole, 0) {
            let digit = place < digits.count ? UInt64(digits[digits.startIndex + place]) : 0
            magnitude = magnitude * 10 + digit
        }
        let rest = whole < 0 ? [0] + digits : digits.dropFirst(whole)
        let isExact = rest.allSatisfy { $0 == 0 }
        if roundsUp(rest, isOdd: !magnitude.isMultiple(of: 2)) { magnitude += 1 }
        // One more on the negative side, as in 64 bits.
        guard let value = Int64(exactly: number.isNegative ? -Int128(magnitude) : Int128(magnitude)) else { return nil }
        return (value, isExact)
    }

    /// Whether the digits behind the point are more than a half, or a half behind an odd number.
    private static func roundsUp(_ rest: ArraySlice<UInt8>, isOdd: Bool) -> Bool {
        guard let first = rest.first, first >= 5 else { return false }
        return first > 5 || isOdd || rest.dropFirst().contains { $0 != 0 }
    }

    /// A number taken apart: its digits times 10 to the power of `shift`.
    private struct Number {
        var isNegative = false
        var digits: [UInt8] = []
        var shift = 0

        init(_ text: ArraySlice<UInt8>) {
            var isFraction = false
            for (place, byte) in zip(text.indices, text) {
                switch byte {
                case UInt8(ascii: "-"): isNegative = true
                case UInt8(ascii: "."): isFraction = true
                case UInt8(ascii: "e"), UInt8(ascii: "E"):
                    shift += Self.exponent(text[(place + 1)...])
                    return
                default:
                    digits.append(byte - UInt8(ascii: "0"))
                    if isFraction { shift -= 1 }
                }
            }
        }

        /// Clamped far beyond what could fit, so that nothing overflows.
        private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
            var value = 0
            for byte in text where byte != UInt8(ascii: "+") && byte != UInt8(ascii: "-") {
                value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000_000)
            }
            return text.first == UInt8(ascii: "-") ? -value : value
        }
    }
}
