/// Writes decimals that are kept as scaled integers, as the shortest exact text.
package enum DecimalText {
    /// Appends a scaled integer: 7992 with 3 places is `7.992`, 3000 is `3`, -5 is `-0.005`.
    package static func append(_ scaled: Int64, places: Int, to bytes: inout [UInt8]) {
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        append(scaled.magnitude, places: places, to: &bytes)
    }

    /// The same for sums and products, which may need more than 64 bits.
    package static func append(_ scaled: Int128, places: Int, to bytes: inout [UInt8]) {
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        if let small = UInt64(exactly: scaled.magnitude) {
            append(small, places: places, to: &bytes)
        } else {
            append(digits: Array(String(scaled.magnitude).utf8), places: places, to: &bytes)
        }
    }

    /// The text of a scaled integer.
    package static func text(_ scaled: Int128, places: Int) -> String {
        var bytes: [UInt8] = []
        append(scaled, places: places, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ magnitude: UInt64, places: Int, to bytes: inout [UInt8]) {
        var value = magnitude
        var places = places
        while places > 0, value % 10 == 0 {
            value /= 10
            places -= 1
        }
        // Room for all of it first: byte by byte, each would ask whether the array may be written to.
        let digits = max(digitCount(value), places + 1)
        let count = digits + (places > 0 ? 1 : 0)
        var place = bytes.count + count
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "."), count: count))
        var text = bytes.mutableSpan
        for step in 0..<digits {
            // The point is there already.
            place -= step == places && places > 0 ? 2 : 1
            text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
            value /= 10
        }
    }

    private static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var bound: UInt64 = 10
        while value >= bound, count < 19 {
            count += 1
            bound *= 10
        }
        // 10^19 is the last power of ten in 64 bits.
        return value >= bound && count == 19 ? 20 : count
    }

    /// Digits of a number of more than 19 of them, so longer than any `places`.
    private static func append(digits: [UInt8], places: Int, to bytes: inout [UInt8]) {
        let point = digits.count - places
        var end = digits.count
        while end > point, digits[end - 1] == UInt8(ascii: "0") { end -= 1 }
        bytes.append(contentsOf: digits[..<point])
        guard end > point else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: digits[point..<end])
    }
}
