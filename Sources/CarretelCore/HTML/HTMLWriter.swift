/// Builds one HTML page byte by byte: markup is what the program says itself, everything else is text and escaped.
package struct HTMLWriter: Sendable {
    /// The page so far.
    package private(set) var bytes: [UInt8] = []

    /// Starts an empty page with room for `capacity` bytes.
    package init(capacity: Int = 16_384) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes markup as it is.
    package mutating func markup(_ markup: StaticString) {
        // The literal's own bytes, which live as long as the program.
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
    }

    /// Writes text of anybody's: nothing in it is markup, neither between tags nor in a quoted attribute, and nothing
    /// invisible stays so.
    package mutating func text(_ text: String) {
        var text = text
        // Most texts are numbers and plain words, of which nothing has to be looked at twice.
        let isPlain = text.withUTF8 { utf8 in unsafe utf8.allSatisfy(Self.isPlain) }
        guard !isPlain else { return bytes.append(contentsOf: text.utf8) }
        for byte in TerminalText.escape(text).utf8 {
            switch byte {
            case UInt8(ascii: "&"): markup("&amp;")
            case UInt8(ascii: "<"): markup("&lt;")
            case UInt8(ascii: ">"): markup("&gt;")
            case UInt8(ascii: "\""): markup("&quot;")
            case UInt8(ascii: "'"): markup("&#39;")
            default: bytes.append(byte)
            }
        }
    }

    /// Visible ASCII that means nothing in HTML.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: 0x20...0x7E ~= byte
        }
    }

    /// Writes an integer.
    package mutating func number(_ value: some FixedWidthInteger) {
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes an element that holds nothing but text.
    package mutating func element(_ open: StaticString, _ text: String, _ close: StaticString) {
        markup(open)
        self.text(text)
        markup(close)
    }
}
