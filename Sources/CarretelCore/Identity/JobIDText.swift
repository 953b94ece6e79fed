// Job ids as text: 26 characters of Crockford's base 32, most significant first (the ULID specification).

extension JobID {
    /// The length of an id as text.
    package static let textLength = 26
    /// The fewest characters of an id's ending that may stand for it on a command line.
    package static let shortestEnding = 4

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Reads an id as people may type it: any letter case, `I` and `L` for 1, `O` for 0. Nil when it is not 26 such
    /// characters or more than 128 bits.
    ///
    /// Where only the written form will do (names of files), compare ``text`` with what was read.
    package init?(text: String) {
        self.init(utf8: text.utf8)
    }

    /// The same from the bytes of a text.
    init?(utf8 bytes: some Collection<UInt8>) {
        guard bytes.count == Self.textLength else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in bytes {
            guard let value = Self.value(of: byte), high >> 59 == 0 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(value)
        }
        self.init(high: high, low: low)
    }

    /// The id as 26 upper-case characters; their order is the order of the ids.
    package var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.textLength)
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The last 6 characters: enough for a person to tell the jobs on a screen apart.
    package var shortText: String { String(text.suffix(6)) }

    /// Appends the 26 bytes of ``text``.
    package func appendText(to bytes: inout [UInt8]) {
        // 26 characters carry 130 bits; the first two are always zero.
        var shift = 125
        while shift >= 0 {
            let bits: UInt64
            if shift >= 64 {
                bits = high >> UInt64(shift - 64)
            } else {
                bits = shift > 59 ? high << UInt64(64 - shift) | low >> UInt64(shift) : low >> UInt64(shift)
            }
            bytes.append(Self.alphabet[Int(bits & 31)])
            shift -= 5
        }
    }

    /// Milliseconds since 1970 of the claim.
    package var milliseconds: UInt64 { high >> 16 }

    /// An ending of an id as ``JobSelector/idEnding(_:)`` wants it, from what a person typed; nil when no id could end
    /// so or it is shorter than ``shortestEnding``.
    package static func normalizedEnding(_ text: String) -> String? {
        guard shortestEnding...textLength ~= text.utf8.count else { return nil }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            guard let value = value(of: byte) else { return nil }
            bytes.append(alphabet[Int(value)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func value(of byte: UInt8) -> UInt8? {
        let upper = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte ? byte - 32 : byte
        switch upper {
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return upper - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "H"): return upper - UInt8(ascii: "A") + 10
        case UInt8(ascii: "J")...UInt8(ascii: "K"): return upper - UInt8(ascii: "J") + 18
        case UInt8(ascii: "M")...UInt8(ascii: "N"): return upper - UInt8(ascii: "M") + 20
        case UInt8(ascii: "P")...UInt8(ascii: "T"): return upper - UInt8(ascii: "P") + 22
        case UInt8(ascii: "V")...UInt8(ascii: "Z"): return upper - UInt8(ascii: "V") + 27
        default: return nil
        }
    }
}
