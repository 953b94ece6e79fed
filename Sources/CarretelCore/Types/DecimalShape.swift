/// The decimals that a member or a column takes: so many digits before the point and after it, at most.
///
/// Values are scaled integers from the text on: 12.5 with 3 places is 12500. A text with more places is refused, never
/// rounded, and so is an exponent: whoever writes it should see what will be counted with.
package struct DecimalShape: Sendable, Hashable {
    /// Digits after the point, at most; also the power of ten of the scaled integer.
    package let places: Int
    /// Digits before it, at most.
    package let wholeDigits: Int

    /// Describes decimals. `places` and `wholeDigits` together are at most 18, so that a scaled value fits 64 bits.
    package init(places: Int, wholeDigits: Int) {
        precondition(places >= 0 && wholeDigits >= 1 && places + wholeDigits <= 18)
        self.places = places
        self.wholeDigits = wholeDigits
    }

    /// Reads `-12.5` as a scaled integer; nil for anything that is not a plain decimal of this shape.
    package func read(_ text: Span<UInt8>) -> Int64? {
        var index = 0
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        let whole = index
        var value: Int64 = 0
        while index < text.count, let digit = Self.digit(text[index]) {
            // Cannot trap; a wrapped value is refused by the number of its digits below.
            value = value &* 10 &+ digit
            index += 1
        }
        guard index > whole, index - whole <= wholeDigits else { return nil }
        var missing = places
        if index < text.count {
            guard text[index] == UInt8(ascii: "."), index + 1 < text.count else { return nil }
            index += 1
            while index < text.count, missing > 0, let digit = Self.digit(text[index]) {
                value = value * 10 + digit
                index += 1
                missing -= 1
            }
            guard index == text.count else { return nil }
        }
        for _ in 0..<missing { value *= 10 }
        return isNegative ? -value : value
    }

    /// What such a number looks like, in words.
    package var expectation: String {
        "a decimal number with a point and at most \(wholeDigits) digits before and \(places) after it"
    }

    /// Why a text that ``read(_:)`` refused is not such a number, where it can be named.
    package func hint(for text: String) -> String? {
        if text.contains(",") {
            return "This looks like a decimal comma: write a decimal point, and no thousands separator."
        }
        if text.contains("e") || text.contains("E") { return "Write the number out, without an exponent." }
        if text.hasPrefix(" ") || text.hasSuffix(" ") { return "Remove the spaces around the number." }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.allSatisfy({ Self.digit($0) != nil }) else { return nil }
        return parts[1].utf8.count > places ? "Round it to \(places) places before it is written." : nil
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> Int64? {
        let value = byte &- UInt8(ascii: "0")
        return value <= 9 ? Int64(value) : nil
    }
}
