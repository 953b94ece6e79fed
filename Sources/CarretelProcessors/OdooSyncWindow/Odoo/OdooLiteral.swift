import CarretelCore

/// A value of a domain.
enum OdooLiteral: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    /// A number as JSON writes it.
    case decimal(String)
    case boolean(Bool)
    /// A moment as the server compares it: UTC, whole seconds, no zone.
    case moment(Timestamp)
    case list([OdooLiteral])

    /// Writes the value as JSON.
    func write(to writer: inout JSONWriter) {
        switch self {
        case .text(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .decimal(let text): writer.number(text: text)
        case .boolean(let value): writer.boolean(value)
        case .moment(let moment): writer.string(moment.odooText)
        case .list(let values):
            writer.beginArray()
            for value in values { value.write(to: &writer) }
            writer.endArray()
        }
    }
}

extension Timestamp {
    /// As Odoo writes moments: `2026-11-20 12:00:00`, UTC, cut to the second. Odoo 19 refuses anything more.
    var odooText: String {
        let text = rfc3339Milliseconds.utf8
        return String(decoding: text.prefix(10), as: UTF8.self) + " "
            + String(decoding: text.dropFirst(11).prefix(8), as: UTF8.self)
    }

    /// Reads ``odooText``; nil for anything else.
    init?(odooText text: [UInt8]) {
        guard text.count == 19, text[10] == UInt8(ascii: " ") else { return nil }
        var rfc3339 = text
        rfc3339[10] = UInt8(ascii: "T")
        rfc3339.append(UInt8(ascii: "Z"))
        self.init(rfc3339: String(decoding: rfc3339, as: UTF8.self))
    }
}
