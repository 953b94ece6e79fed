/// JSON strings of ASCII alone, as Omie writes them: `\u00e3` for ã.
enum ASCIIText {
    /// The characters between quotes, escaped.
    static func quoted(_ text: String) -> [UInt8] {
        var bytes = [UInt8(ascii: "\"")]
        for unit in text.utf16 {
            switch unit {
            case 0x22, 0x5C: bytes += [0x5C, UInt8(unit)]
            case 0x20..<0x7F: bytes.append(UInt8(unit))
            default: bytes += escape(unit)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return bytes
    }

    private static func escape(_ unit: UInt16) -> [UInt8] {
        let digits = String(unit, radix: 16)
        return Array("\\u".utf8) + Array(repeating: UInt8(ascii: "0"), count: 4 - digits.utf8.count)
            + Array(digits.utf8)
    }
}
