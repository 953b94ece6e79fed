import CarretelCore

/// Looks for the number of a service order in links: as a whole, for a part of it may be another's number.
enum LinkText {
    /// Whether the text is the number, or has it as its last word: `OS 12`.
    static func names(_ os: String, _ text: String) -> Bool {
        let text = PageText.collapsed(text)
        return Cleaning.isSame(text, os)
            || text.split(separator: " ").last.map { Cleaning.isSame(String($0), os) } ?? false
    }

    /// Whether the last component of the path is the number.
    static func endsWith(_ os: String, _ address: String) -> Bool {
        let path = address.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let last = path.split(separator: UInt8(ascii: "/")).last
        return last.map { isSame($0.prefix { $0 != UInt8(ascii: ";") }, os) } ?? false
    }

    /// Whether a value of the query is the number.
    static func asksFor(_ os: String, _ address: String) -> Bool {
        let query = address.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst().prefix { $0 != UInt8(ascii: "#") }
        return query.split(separator: UInt8(ascii: "&")).contains { pair in
            isSame(pair.drop { $0 != UInt8(ascii: "=") }.dropFirst(), os)
        }
    }

    private static func isSame(_ part: Substring.UTF8View, _ os: String) -> Bool {
        !part.isEmpty && Cleaning.isSame(decoded(part), os)
    }

    /// Without percent-encoding (RFC 3986, section 2.1); what is none stays.
    private static func decoded(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let text = String(digits),
                let value = UInt8(text, radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
