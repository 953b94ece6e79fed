/// The lexical part of the reader: where strings, numbers, words and white space end. It works on the bytes as they
/// are and makes no values.
///
/// A string is looked through 8 bytes at a time: subtracting 1 from each byte of `word ^ "…"` sets the top bit where
/// the byte was the quote, and the same for the backslash; subtracting a space sets it for control characters; bytes
/// beyond ASCII have it set already. A borrow can only spoil bytes after a true hit, so the lowest hit is exact.
enum JSONScanner {
    @inline(__always)
    static func skipSpace(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var at = start
        while at < bytes.count {
            switch bytes[at] {
            case 0x20:
                at &+= 1
                // Indentation: whole words of spaces.
                while at &+ 8 <= bytes.count, bytes.word(at: at) == 0x2020_2020_2020_2020 { at &+= 8 }
            case 0x0A, 0x0D, 0x09: at &+= 1
            default: return at
            }
        }
        return at
    }

    /// The offset of the closing quote of a string whose content starts at `start`.
    @inline(__always)
    static func endOfString(
        _ bytes: Span<UInt8>, from start: Int, isEscaped: inout Bool
    ) throws(JSONFault) -> Int {
        var at = start
        while true {
            if at &+ 8 <= bytes.count {
                let word = bytes.word(at: at)
                let quotes = (word ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
                let backslashes = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
                let controls = word &- 0x2020_2020_2020_2020
                let hits = (quotes | backslashes | controls | word) & 0x8080_8080_8080_8080
                if hits == 0 {
                    at &+= 8
                    continue
                }
                at &+= hits.trailingZeroBitCount &>> 3
            } else if at >= bytes.count {
                throw JSONFault(kind: .stringEnd, offset: bytes.count, related: start - 1)
            }
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") { return at }
            if byte >= 0x80 {
                at = try endOfCharacter(bytes, at, stringStart: start - 1)
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
                at = try endOfEscape(bytes, at, stringStart: start - 1)
            } else if byte < 0x20 {
                throw JSONFault(kind: .control, offset: at, related: start - 1)
            } else {
                at &+= 1
            }
        }
    }

    /// The end of one character of 2 to 4 bytes, by the table of well-formed sequences (Unicode, table 3-7).
    @inline(__always)
    static func endOfCharacter(_ bytes: Span<UInt8>, _ start: Int, stringStart: Int) throws(JSONFault) -> Int {
        let lead = bytes[start]
        // Most characters beyond ASCII in these texts have two bytes.
        if lead >= 0xC2, lead < 0xE0, start &+ 1 < bytes.count, bytes[start &+ 1] & 0xC0 == 0x80 { return start &+ 2 }
        return try endOfLongCharacter(bytes, start, stringStart: stringStart)
    }

    private static func endOfLongCharacter(
        _ bytes: Span<UInt8>, _ start: Int, stringStart: Int
    ) throws(JSONFault) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[start] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: throw JSONFault(kind: .utf8, offset: start, related: stringStart)
        }
        for position in 1..<length {
            guard start + position < bytes.count else {
                throw JSONFault(kind: .stringEnd, offset: bytes.count, related: stringStart)
            }
            let allowed = position == 1 ? second : 0x80...0xBF
            guard allowed.contains(bytes[start + position]) else {
                throw JSONFault(kind: .utf8, offset: start, related: stringStart)
            }
        }
        return start + length
    }

    /// The end of an escape whose backslash is at `start`; a surrogate pair is one escape.
    private static func endOfEscape(_ bytes: Span<UInt8>, _ start: Int, stringStart: Int) throws(JSONFault) -> Int {
        guard start + 1 < bytes.count else {
            throw JSONFault(kind: .stringEnd, offset: bytes.count, related: stringStart)
        }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"): break
        default: throw JSONFault(kind: .escape, offset: start, related: stringStart)
        }
        let unit = try codeUnit(bytes, start + 2, stringStart: stringStart)
        switch unit {
        case 0xDC00...0xDFFF: throw JSONFault(kind: .lowSurrogate, offset: start, related: stringStart)
        case 0xD800...0xDBFF: break
        default: return start + 6
        }
        for (position, byte) in [UInt8(ascii: "\\"), UInt8(ascii: "u")].enumerated() {
            guard start + 6 + position < bytes.count else {
                throw JSONFault(kind: .stringEnd, offset: bytes.count, related: stringStart)
            }
            guard bytes[start + 6 + position] == byte else {
                throw JSONFault(kind: .highSurrogate, offset: start, related: stringStart)
            }
        }
        let low = try codeUnit(bytes, start + 8, stringStart: stringStart)
        guard (0xDC00...0xDFFF).contains(low) else {
            throw JSONFault(kind: .highSurrogate, offset: start, related: stringStart)
        }
        return start + 12
    }

    private static func codeUnit(_ bytes: Span<UInt8>, _ start: Int, stringStart: Int) throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for at in start..<(start + 4) {
            guard at < bytes.count else {
                throw JSONFault(kind: .stringEnd, offset: bytes.count, related: stringStart)
            }
            guard let digit = hexadecimalValue(bytes[at]) else {
                throw JSONFault(kind: .hexadecimal, offset: at, related: stringStart)
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    static func hexadecimalValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte) - 0x61 + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte) - 0x41 + 10
        default: nil
        }
    }

    /// The end of a number that starts at `start` with a digit or a minus sign.
    @inline(__always)
    static func endOfNumber(_ bytes: Span<UInt8>, _ start: Int) throws(JSONFault) -> Int {
        var at = start
        if bytes[at] == UInt8(ascii: "-") { at &+= 1 }
        let whole = at
        at = endOfDigits(bytes, at)
        guard at > whole else { throw JSONFault(kind: .digit, offset: at) }
        if bytes[whole] == UInt8(ascii: "0"), at > whole &+ 1 {
            throw JSONFault(kind: .leadingZero, offset: whole &+ 1)
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            let fraction = at &+ 1
            at = endOfDigits(bytes, fraction)
            guard at > fraction else { throw JSONFault(kind: .digit, offset: at) }
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at &+= 1 }
            let exponent = at
            at = endOfDigits(bytes, exponent)
            guard at > exponent else { throw JSONFault(kind: .digit, offset: at) }
        }
        return at
    }

    @inline(__always)
    private static func endOfDigits(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] &- 0x30 < 10 { at &+= 1 }
        return at
    }

    /// Checks that `word` starts at `start` and returns its end.
    @inline(__always)
    static func endOfWord(_ word: StaticString, _ bytes: Span<UInt8>, _ start: Int) throws(JSONFault) -> Int {
        let length = word.utf8CodeUnitCount
        for position in 1..<length {
            guard start + position < bytes.count else { throw JSONFault(kind: .word, offset: bytes.count) }
            // Reading the literal's own bytes, below its count.
            guard unsafe bytes[start + position] == word.utf8Start[position] else {
                throw JSONFault(kind: .word, offset: start)
            }
        }
        return start + length
    }
}

extension Span where Element == UInt8 {
    /// The 8 bytes from `offset`, the first one lowest. The offset is checked against the span; any bits are a number.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
