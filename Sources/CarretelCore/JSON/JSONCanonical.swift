extension JSONValue {
    /// Whether the two are the same value: the order of members, the layout, escapes and the way a number is written
    /// make no difference. Numbers are compared by their exact decimal value: 1.0 is 1 is 10e-1, and no two ids beyond
    /// 2^53 are taken for one.
    package func hasSameValue(as other: JSONValue) -> Bool {
        guard kind == other.kind, count == other.count else { return false }
        return raw == other.raw || canonicalBytes() == other.canonicalBytes()
    }

    /// A text that is the same, byte for byte, for the same value: members sorted by the bytes of their names, no white
    /// space, numbers as an integer without trailing zeros and a power of ten (`15e-1`).
    package func canonicalBytes() -> [UInt8] {
        var writer = JSONWriter(capacity: entry.end - entry.start)
        writeCanonical(to: &writer)
        return writer.bytes
    }

    /// Recursion is as deep as the document's own depth limit let it be.
    private func writeCanonical(to writer: inout JSONWriter) {
        switch entry.kind {
        case .object: writeCanonicalObject(to: &writer)
        case .array:
            writer.beginArray()
            for element in elements { element.writeCanonical(to: &writer) }
            writer.endArray()
        case .string, .name: writer.string(utf8: storage.characters(of: entry))
        case .number: writer.raw(JSONDecimal(raw).canonicalBytes)
        case .true, .false, .null: writer.raw(raw)
        }
    }

    private func writeCanonicalObject(to writer: inout JSONWriter) {
        var members: [(name: [UInt8], node: Int)] = []
        members.reserveCapacity(count)
        var at = node + 1
        for _ in 0..<count {
            members.append((storage.characters(of: storage.nodes[at]), at + 1))
            at = Int(storage.nodes[at + 1].next)
        }
        members.sort { $0.name.lexicographicallyPrecedes($1.name) }
        writer.beginObject()
        for member in members {
            writer.name(utf8: member.name)
            JSONValue(storage: storage, node: member.node).writeCanonical(to: &writer)
        }
        writer.endObject()
    }
}

/// The exact decimal value of a JSON number in one form: an integer without trailing zeros times a power of ten.
///
/// Nothing is multiplied out, so an exponent of a million digits costs a million bytes and no more.
struct JSONDecimal {
    private var isNegative = false
    /// Without zeros at either end; empty for zero.
    private var digits: [UInt8] = []
    private var exponent: [UInt8] = []

    /// Takes apart the text of a number, which has been checked.
    init(_ text: ArraySlice<UInt8>) {
        var shift: Int64 = 0
        var isFraction = false
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponent = Array(rest)
                rest = []
            default:
                if isFraction { shift -= 1 }
                if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte) }
            }
        }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            shift += 1
        }
        exponent = Self.sum(exponent, shift)
    }

    var canonicalBytes: [UInt8] {
        guard !digits.isEmpty else { return [UInt8(ascii: "0")] }
        return (isNegative ? [UInt8(ascii: "-")] : []) + digits
            + (exponent.isEmpty ? [] : [UInt8(ascii: "e")] + exponent)
    }

    /// The sum of an exponent as written, of any length, and a number far below 10^18; empty when it is 0.
    private static func sum(_ text: [UInt8], _ shift: Int64) -> [UInt8] {
        let isNegative = text.first == UInt8(ascii: "-")
        var magnitude = Array(text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == 0x30 })
        if magnitude.count <= 17 {
            let value = magnitude.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
            let sum = (isNegative ? -value : value) + shift
            return sum == 0 ? [] : Array(String(sum).utf8)
        }
        // Too long for an integer, and so far from zero that the shift cannot change its sign: add to its last digits.
        var carry = isNegative ? -shift : shift
        var at = magnitude.count - 1
        while carry != 0, at >= 0 {
            let total = Int64(magnitude[at] - 0x30) + carry
            let digit = ((total % 10) + 10) % 10
            magnitude[at] = UInt8(digit) + 0x30
            carry = (total - digit) / 10
            at -= 1
        }
        if carry > 0 { magnitude = Array(String(carry).utf8) + magnitude }
        return (isNegative ? [UInt8(ascii: "-")] : []) + magnitude.drop { $0 == 0x30 }
    }
}
