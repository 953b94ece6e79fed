/// Reads fixed-width decimal numbers and the characters between them, from the front.
struct DigitReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String.UTF8View) {
        bytes = Array(text)
    }

    var isAtEnd: Bool { place == bytes.count }

    var next: UInt8? { isAtEnd ? nil : bytes[place] }

    /// The number that exactly `width` digits make; nil, and nothing certain about the place, when they are not there.
    mutating func number(width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    mutating func digit() -> Int? {
        guard let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
        place += 1
        return Int(byte - UInt8(ascii: "0"))
    }

    /// Goes past one of two characters.
    mutating func skip(_ character: Unicode.Scalar, _ other: Unicode.Scalar? = nil) -> Bool {
        guard let byte = next.map({ Unicode.Scalar($0) }), byte == character || byte == other else { return false }
        place += 1
        return true
    }
}

extension MutableSpan<UInt8> {
    /// Writes a number of at most `width` digits, zeros in front.
    @inline(__always)
    mutating func write(_ value: Int, width: Int, at place: Int) {
        var rest = UInt32(truncatingIfNeeded: value)
        var index = place + width
        while index > place {
            index -= 1
            self[index] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
            rest /= 10
        }
    }
}
