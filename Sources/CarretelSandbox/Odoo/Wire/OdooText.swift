import CarretelCore

/// Builds JSON as Python's `json.dumps` lays it out: a space after each comma and colon, and text as it is.
struct OdooText {
    var bytes: [UInt8] = []

    init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends what is JSON already.
    mutating func raw(_ text: StaticString) {
        // The literal's own bytes, which live as long as the program.
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }
    mutating func raw(_ json: ArraySlice<UInt8>) { bytes.append(contentsOf: json) }

    /// Begins a list or object, adds what `body` writes, and ends it.
    mutating func list<Items: Sequence>(_ items: Items, _ body: (inout OdooText, Items.Element) -> Void) {
        raw("[")
        var isFirst = true
        for item in items {
            if !isFirst { raw(", ") }
            isFirst = false
            body(&self, item)
        }
        raw("]")
    }

    mutating func string(_ text: String) {
        raw("\"")
        var text = text
        text.withUTF8 { characters in
            // The buffer is read within the closure alone.
            if unsafe characters.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
                unsafe bytes.append(contentsOf: characters)
            } else {
                for place in 0..<characters.count { append(escaping: unsafe characters[place]) }
            }
        }
        raw("\"")
    }

    private mutating func append(escaping byte: UInt8) {
        switch byte {
        case 0x22: raw("\\\"")
        case 0x5C: raw("\\\\")
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        case ..<0x20:
            raw("\\u00")
            bytes.append(0x30 + byte >> 4)
            bytes.append(byte & 15 < 10 ? 0x30 + byte & 15 : 0x61 + (byte & 15) - 10)
        default: bytes.append(byte)
        }
    }

    mutating func integer(_ value: some BinaryInteger) {
        DecimalText.append(Int64(value), places: 0, to: &bytes)
    }

    /// A float always has a point.
    mutating func float(_ value: Double) {
        let scaled = (value * 10_000).rounded()
        guard abs(scaled) < 9e15, scaled / 10_000 == value else {
            bytes.append(contentsOf: value.description.utf8)
            return
        }
        let start = bytes.count
        DecimalText.append(Int64(scaled), places: 4, to: &bytes)
        if !bytes[start...].contains(0x2E) { raw(".0") }
    }

    mutating func boolean(_ value: Bool) { if value { raw("true") } else { raw("false") } }

    mutating func day(_ day: CivilDate) {
        raw("\"")
        day.appendText(to: &bytes)
        raw("\"")
    }

    /// A moment in UTC, cut to the second.
    mutating func moment(_ microseconds: Int64) {
        let seconds = OdooSnapshot.seconds(microseconds) / 1_000_000
        let day = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
        let second = Int(seconds - day * 86_400)
        raw("\"")
        CivilDate(dayNumber: Int(day)).appendText(to: &bytes)
        bytes.append(0x20)
        twoDigits(second / 3_600)
        bytes.append(0x3A)
        twoDigits(second / 60 % 60)
        bytes.append(0x3A)
        twoDigits(second % 60)
        raw("\"")
    }

    mutating func twoDigits(_ value: Int) {
        bytes.append(0x30 + UInt8(truncatingIfNeeded: value / 10 % 10))
        bytes.append(0x30 + UInt8(truncatingIfNeeded: value % 10))
    }
}
