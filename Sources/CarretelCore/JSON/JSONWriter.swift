/// Builds one JSON text on one line without spaces, byte by byte.
///
/// It keeps the commas; that names and values alternate and containers are closed is for the caller, and for a test that
/// reads the text back.
package struct JSONWriter: Sendable {
    /// The text so far.
    package internal(set) var bytes: [UInt8] = []
    var needsComma = false

    /// Starts an empty text with room for `capacity` bytes.
    package init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Starts an object; names and values alternate until ``endObject()``.
    package mutating func beginObject() { begin(UInt8(ascii: "{")) }
    /// Ends the object begun last.
    package mutating func endObject() { end(UInt8(ascii: "}")) }
    /// Starts an array; values follow until ``endArray()``.
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }
    /// Ends the array begun last.
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Writes the name of the member whose value comes next.
    package mutating func name(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes the name of the member whose value comes next, its characters given as UTF-8.
    package mutating func name(utf8 name: [UInt8]) {
        string(utf8: name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes the name of the member whose value comes next: for names known here, which need no escapes.
    @inline(__always)
    package mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendASCII(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes a string, escaping what must be.
    package mutating func string(_ text: String) {
        separate()
        appendQuoted(text)
        needsComma = true
    }

    /// Writes a string whose characters are given as UTF-8.
    package mutating func string(utf8 text: [UInt8]) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text.span)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a string known here, which needs no escapes.
    package mutating func word(_ text: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendASCII(text)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes an integer of at most 64 bits.
    package mutating func integer(_ value: some FixedWidthInteger) {
        separate()
        appendInteger(isNegative: value < 0, UInt64(value.magnitude))
        needsComma = true
    }

    /// The same for the most frequent type: a call across modules is not specialised, which costs tenfold.
    package mutating func integer(_ value: Int) {
        separate()
        appendInteger(isNegative: value < 0, UInt64(value.magnitude))
        needsComma = true
    }

    /// Writes a number whose text is valid JSON already.
    package mutating func number(text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    /// Writes a binary number as the shortest text that reads back as it; null when it is not finite.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return integer(whole) }
        number(text: value.description)
    }

    /// Writes `true` or `false`.
    package mutating func boolean(_ value: Bool) {
        separate()
        appendASCII(value ? "true" : "false")
        needsComma = true
    }

    /// Writes `null`.
    package mutating func null() {
        separate()
        appendASCII("null")
        needsComma = true
    }

    /// Writes one value that is JSON already, as it is.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// The same for a part of a longer text.
    package mutating func raw(_ json: ArraySlice<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// The same for a part of a longer text that is only looked at.
    package mutating func raw(_ json: Span<UInt8>) {
        separate()
        append(json, 0..<json.count)
        needsComma = true
    }

    /// Writes a decimal that is kept as a scaled integer as the shortest exact number: 7992 with 3 places is `7.992`,
    /// 3000 is `3`.
    package mutating func decimal(_ scaled: Int64, places: Int) {
        separate()
        DecimalText.append(scaled, places: places, to: &bytes)
        needsComma = true
    }

    /// The same for sums and products, which may need more than 64 bits.
    package mutating func decimal(_ scaled: Int128, places: Int) {
        separate()
        DecimalText.append(scaled, places: places, to: &bytes)
        needsComma = true
    }

    /// Writes a day as `YYYY-MM-DD`.
    package mutating func string(_ date: CivilDate) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        date.appendText(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes one value that is JSON already, its line breaks replaced by spaces.
    package mutating func rawOnOneLine(_ json: [UInt8]) {
        let start = bytes.count
        raw(json)
        for index in start..<bytes.count where bytes[index] == 0x0A || bytes[index] == 0x0D { bytes[index] = 0x20 }
    }

    /// Ends a line.
    package mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    @inline(__always)
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }
}

// The bytes of values.
extension JSONWriter {
    @inline(__always)
    private mutating func appendASCII(_ text: StaticString) {
        // The literal's own bytes, which live as long as the program.
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        // The span does not outlive the closure.
        text.withUTF8 { appendEscaped(unsafe Span(_unsafeElements: $0)) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Copies runs of plain bytes whole and escapes what RFC 8259, section 7, says must be.
    private mutating func appendEscaped(_ text: Span<UInt8>) {
        var plain = 0
        for at in 0..<text.count {
            let byte = text[at]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(text, plain..<at)
            appendEscape(byte)
            plain = at + 1
        }
        append(text, plain..<text.count)
    }

    private mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
        // The buffer is the range of the span just checked, and is copied at once.
        unsafe text.extracting(range).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            appendASCII("u00")
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            bytes.append(byte & 15 < 10 ? 0x30 + byte & 15 : 0x61 + (byte & 15) - 10)
        }
    }

    private mutating func appendInteger(isNegative: Bool, _ magnitude: UInt64) {
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        var rest = magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}

// A member whole; nil is written as null.
extension JSONWriter {
    /// Writes a string.
    package mutating func member(_ name: StaticString, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    /// Writes an integer.
    package mutating func member(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
        self.name(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes an integer of the most frequent type; see ``integer(_:)-(Int)``.
    package mutating func member(_ name: StaticString, _ value: Int) {
        self.name(name)
        integer(value)
    }

    /// Writes a truth value.
    package mutating func member(_ name: StaticString, _ value: Bool?) {
        self.name(name)
        if let value { boolean(value) } else { null() }
    }

    /// Writes a binary number; see ``number(_:)``.
    package mutating func member(_ name: StaticString, _ value: Double?) {
        self.name(name)
        if let value { number(value) } else { null() }
    }

    /// Writes a member whose value is JSON already; null when that is empty.
    package mutating func member(_ name: StaticString, raw json: [UInt8]) {
        self.name(name)
        if json.isEmpty { null() } else { raw(json) }
    }

    /// Writes null.
    package mutating func nullMember(_ name: StaticString) {
        self.name(name)
        null()
    }
}
