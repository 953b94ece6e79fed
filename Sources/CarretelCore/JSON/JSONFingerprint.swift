/// 32 bits that tell most names apart, so that looking for a name or for a duplicate rarely compares characters.
///
/// Taken over the characters, not over the bytes as written: a name with escapes has the fingerprint of what it means.
/// It is cheap rather than good (first and last 8 bytes, length); nothing may rely on different names having different
/// ones, and nothing is slow when they do not.
enum JSONFingerprint {
    @inline(__always)
    static func of(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> UInt32 {
        let length = end &- start
        var mixed: UInt64
        if length >= 8 {
            let last = bytes.word(at: end &- 8)
            mixed = (bytes.word(at: start) &* 0xD6E8_FEB8_6659_FD93) ^ last
        } else if start &+ 8 <= bytes.count {
            mixed = bytes.word(at: start) & ((1 &<< UInt64(8 &* length)) &- 1)
        } else {
            mixed = 0
            for position in 0..<length { mixed |= UInt64(bytes[start &+ position]) &<< UInt64(8 &* position) }
        }
        mixed = (mixed ^ (UInt64(truncatingIfNeeded: length) &<< 56)) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: mixed &>> 32)
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        of(bytes.span, from: 0, to: bytes.count)
    }
}
