/// Base64 with padding (RFC 4648, section 4).
package enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Writes bytes as text.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var group: UInt32 = 0
        var count = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                append(group, digits: 4, to: &text)
                group = 0
                count = 0
            }
        }
        if count > 0 {
            append(group << (8 * UInt32(3 - count)), digits: count + 1, to: &text)
            text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ group: UInt32, digits count: Int, to text: inout [UInt8]) {
        for place in 0..<count {
            text.append(digits[Int(group >> (18 - 6 * UInt32(place)) & 63)])
        }
    }
}
