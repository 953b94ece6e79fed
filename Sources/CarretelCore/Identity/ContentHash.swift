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
        var text: [UInt8] = []
        text.reserveCapacity(64)
        appendHexadecimal(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the 64 bytes of ``hexadecimal``.
    package func appendHexadecimal(to text: inout [UInt8]) {
        for byte in bytes {
            text.append(Self.digit(byte >> 4))
            text.append(Self.digit(byte & 15))
        }
    }

    /// Reads 64 hexadecimal digits of either case; nil when they are not that.
    package init?(hexadecimal text: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        var high: UInt8?
        for character in text.utf8 {
            guard let value = JSONScanner.hexadecimalValue(character) else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | UInt8(value))
                high = nil
            } else {
                high = UInt8(value)
            }
        }
        guard high == nil else { return nil }
        self.init(bytes: bytes)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
