/// Recognises texts in another encoding than UTF-8 by their first bytes, before they are read as what they are not.
enum JSONEncodingCheck {
    /// The length of the byte order mark that a text starts with: 3 or 0. One cut short by the end counts as far as it
    /// goes, so that the text is found to be truncated.
    static func byteOrderMarkLength(_ bytes: [UInt8]) -> Int {
        guard bytes.first == 0xEF else { return 0 }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return mark.starts(with: bytes.prefix(3)) ? min(bytes.count, 3) : 0
    }

    static func fault(in bytes: [UInt8], limits: JSONLimits) -> JSONFault? {
        guard bytes.count <= limits.maxBytes else { return JSONFault(kind: .tooLarge, offset: 0) }
        return wideEncoding(bytes).map { JSONFault(kind: .encoding($0), offset: 0) }
    }

    /// The name of the encoding with code units of 2 or 4 bytes that a text starts in.
    ///
    /// Every JSON text starts with an ASCII character, so zero bytes around it give the encoding away even without a
    /// byte order mark (RFC 4627, section 3).
    private static func wideEncoding(_ bytes: [UInt8]) -> String? {
        guard bytes.count > 1, bytes[0] == 0 || bytes[1] == 0 || bytes[0] >= 0xFE else { return nil }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return "UTF-32 (little-endian)" }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32 (big-endian)" }
        if bytes.starts(with: [0xFF, 0xFE]) { return "UTF-16 (little-endian)" }
        if bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16 (big-endian)" }
        let zeros = bytes.prefix(4).map { $0 == 0 }
        return switch (zeros.first, zeros.dropFirst().first, zeros.dropFirst(2).first, zeros.dropFirst(3).first) {
        case (false, true, true, true): "UTF-32 (little-endian)"
        case (true, true, true, false): "UTF-32 (big-endian)"
        case (false, true, _, _): "UTF-16 (little-endian)"
        case (true, false, _, _): "UTF-16 (big-endian)"
        default: nil
        }
    }

    /// What Windows-1252 (which Latin-1 is mistaken for) means by the bytes 0x80 to 0x9F; five are not used.
    private static let windows1252: [Character?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
        nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]

    /// The character that a byte beyond ASCII stands for in Windows-1252, when the text may be in it: no character
    /// beyond ASCII before it was good UTF-8, which Windows-1252 hardly ever is by chance.
    static func windows1252Character(at offset: Int, in bytes: [UInt8]) -> Character? {
        let byte = bytes[offset]
        let before = bytes[..<offset].dropFirst(byteOrderMarkLength(bytes))
        guard byte >= 0x80, before.allSatisfy({ $0 < 0x80 }) else { return nil }
        return byte < 0xA0 ? windows1252[Int(byte) - 0x80] : Character(Unicode.Scalar(byte))
    }
}
