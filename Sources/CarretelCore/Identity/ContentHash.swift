/// The SHA-256 of some bytes. Computed in `CarretelSystem`; Core only carries and writes it.
package struct ContentHash: Sendable, Hashable {
    /// The digest's 32 bytes.
    package let bytes: [UInt8]

    /// Wraps a digest; nil when it is not 32 bytes long.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The digest as 64 lower-case hexadecimal digits, as results show it.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
