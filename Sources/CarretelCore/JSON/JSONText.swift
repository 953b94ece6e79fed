/// The characters that a string in a text stands for. The string has been checked when it was indexed.
enum JSONText {
    /// The characters of a string or name as UTF-8.
    static func characters(of node: JSONNode, _ bytes: Span<UInt8>) -> [UInt8] {
        let content = node.content
        return decoded(bytes, from: content.lowerBound, to: content.upperBound)
    }

    /// Undoes the escapes between two offsets.
    static func decoded(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(end - start)
        var at = start
        while at < end {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\\") {
                at = appendEscape(bytes, at, to: &text)
            } else {
                text.append(byte)
                at += 1
            }
        }
        return text
    }

    /// Appends what the escape at `start` means and returns its end.
    private static func appendEscape(_ bytes: Span<UInt8>, _ start: Int, to text: inout [UInt8]) -> Int {
        switch bytes[start + 1] {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let unit = codeUnit(bytes, start + 2)
            guard (0xD800...0xDBFF).contains(unit) else {
                append(unit, to: &text)
                return start + 6
            }
            append(0x10000 + (unit - 0xD800) << 10 + (codeUnit(bytes, start + 8) - 0xDC00), to: &text)
            return start + 12
        case let plain: text.append(plain)
        }
        return start + 2
    }

    private static func codeUnit(_ bytes: Span<UInt8>, _ start: Int) -> UInt32 {
        var unit: UInt32 = 0
        for at in start..<(start + 4) { unit = unit << 4 | (JSONScanner.hexadecimalValue(bytes[at]) ?? 0) }
        return unit
    }

    private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }
}
