import CarretelCore

/// Which records: Odoo's search domain as a tree, so that nobody has to count operands.
indirect enum OdooDomain: Sendable, Hashable {
    case term(String, OdooOperator, OdooLiteral)
    /// Every one of them; true when there are none.
    case all([OdooDomain])
    /// At least one of them; false when there are none.
    case any([OdooDomain])
    case not(OdooDomain)

    /// Every record.
    static let everything = OdooDomain.all([])

    /// The domain as Odoo reads it: one list in prefix notation, every operator with exactly its operands.
    var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Writes ``json``.
    func write(to writer: inout JSONWriter) {
        writer.beginArray()
        // The empty list says the same as a term that is always true, and is what people write.
        if self != .everything { writeTerms(to: &writer) }
        writer.endArray()
    }

    private func writeTerms(to writer: inout JSONWriter) {
        switch self {
        case .term(let field, let comparison, let value):
            writer.beginArray()
            writer.string(field)
            writer.string(comparison.rawValue)
            value.write(to: &writer)
            writer.endArray()
        case .all(let parts): Self.write(parts, "&", empty: 1, to: &writer)
        case .any(let parts): Self.write(parts, "|", empty: 0, to: &writer)
        case .not(let part):
            writer.word("!")
            part.writeTerms(to: &writer)
        }
    }

    /// Writes one operator fewer than there are operands, in front of them: each takes two, so a single one would join
    /// the first two operands only and leave the rest outside. Nothing at all is Odoo's own always true or always false.
    private static func write(
        _ parts: [OdooDomain], _ joint: StaticString, empty: Int, to writer: inout JSONWriter
    ) {
        guard !parts.isEmpty else {
            writer.beginArray()
            writer.integer(empty)
            writer.word("=")
            writer.integer(1)
            writer.endArray()
            return
        }
        for _ in parts.dropFirst() { writer.word(joint) }
        for part in parts { part.writeTerms(to: &writer) }
    }
}

/// How a term compares. Those with a domain on their right side are left out.
enum OdooOperator: String, Sendable, Hashable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case isIn = "in"
    case isNotIn = "not in"
    case like
    case notLike = "not like"
    case likeExactly = "=like"
    case ilike
    case notIlike = "not ilike"
    case ilikeExactly = "=ilike"
    /// Equal, or true when the value is empty.
    case equalIfSet = "=?"
    case childOf = "child_of"
    case parentOf = "parent_of"

    /// Whether its value is a list.
    var takesList: Bool { self == .isIn || self == .isNotIn }
}
