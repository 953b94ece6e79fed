import CarretelCore

extension OdooDomain {
    /// Reads a domain as Odoo's own documents write it, in JSON: for domains that come out of the configuration.
    ///
    ///     [["state", "=", "sale"], "|", ["partner_id", "=", 7], ["partner_id", "=", false]]
    ///
    /// - Throws: permanent `invalid_domain`, which says what is wrong where.
    init(parsing text: String) throws(FailureReason) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(text.utf8))
        } catch {
            throw .invalidDomain("It is not JSON: \(error.message)", hint: error.hint)
        }
        try self.init(value)
    }

    /// The same for a domain that is JSON already.
    ///
    /// - Throws: permanent `invalid_domain`, which says what is wrong where.
    init(_ value: JSONValue) throws(FailureReason) {
        guard value.kind == .array else { throw .invalidDomain("It is not a list but \(value.kind.rawValue).") }
        var reader = DomainReader(items: Array(value.elements))
        self = try reader.read()
    }
}

/// Reads prefix notation: `"&"` and `"|"` take the two that follow, `"!"` the one, and what stands side by side all has
/// to hold.
private struct DomainReader {
    let items: [JSONValue]
    private var place = 0

    init(items: [JSONValue]) {
        self.items = items
    }

    mutating func read() throws(FailureReason) -> OdooDomain {
        var parts: [OdooDomain] = []
        while place < items.count { parts.append(try part()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func part(of joint: String? = nil) throws(FailureReason) -> OdooDomain {
        guard place < items.count else {
            throw .invalidDomain(
                "The list ends where \"\(joint ?? "")\" still needs what it joins.",
                hint: "Each \"&\" and \"|\" stands in front of exactly two, \"!\" in front of one.")
        }
        let item = items[place]
        place += 1
        switch item.string {
        case "&": return .all([try part(of: "&"), try part(of: "&")])
        case "|": return .any([try part(of: "|"), try part(of: "|")])
        case "!": return .not(try part(of: "!"))
        case let word?:
            throw .invalidDomain("Item \(place) is \"\(word)\"; expected \"&\", \"|\", \"!\" or a term.")
        case nil: return try term(item)
        }
    }

    private func term(_ item: JSONValue) throws(FailureReason) -> OdooDomain {
        let parts = Array(item.elements)
        guard parts.count == 3 else {
            throw .invalidDomain("Item \(place) is no term; expected [\"field\", \"operator\", value].")
        }
        if let constant = try constant(parts) { return constant }
        guard let field = parts[0].string, Self.isField(field) else {
            throw .invalidDomain("The first part of item \(place) is not the name of a field.")
        }
        guard let word = parts[1].string, let comparison = OdooOperator(rawValue: word) else {
            let known = OdooOperator.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidDomain(
                "The operator of \"\(field)\" is \(parts[1].string.map { "\"\($0)\"" } ?? parts[1].kind.rawValue).",
                hint: "Allowed are: \(known).")
        }
        let value = try literal(parts[2], field)
        if case .list = value {
        } else if comparison.takesList {
            throw .invalidDomain("The value of \"\(field)\" is not a list, which \"\(word)\" needs.")
        }
        return .term(field, comparison, value)
    }

    /// Odoo's own true and false: `[1, "=", 1]` and `[0, "=", 1]`.
    private func constant(_ parts: [JSONValue]) throws(FailureReason) -> OdooDomain? {
        guard let left = parts[0].int64 else { return nil }
        guard left == 0 || left == 1, parts[1].string == "=", parts[2].int64 == 1 else {
            throw .invalidDomain("Item \(place) compares a number; only [1, \"=\", 1] and [0, \"=\", 1] may.")
        }
        return left == 1 ? .all([]) : .any([])
    }

    private func literal(_ value: JSONValue, _ field: String) throws(FailureReason) -> OdooLiteral {
        switch value.kind {
        case .string: return .text(value.string ?? "")
        case .number:
            if let integer = value.int64 { return .integer(integer) }
            return .decimal(value.numberText ?? "0")
        case .boolean: return .boolean(value.boolean ?? false)
        case .array:
            var values: [OdooLiteral] = []
            for element in value.elements { values.append(try literal(element, field)) }
            return .list(values)
        case .null, .object:
            throw .invalidDomain(
                "The value of \"\(field)\" is \(value.kind.rawValue), which a domain cannot have.",
                hint: value.isNull ? "Odoo writes an empty value as false." : nil)
        }
    }

    /// `order_id.write_date`.
    private static func isField(_ name: String) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
                }
        }
    }
}

extension FailureReason {
    /// A domain that cannot be read.
    fileprivate static func invalidDomain(_ what: String, hint: String? = nil) -> FailureReason {
        FailureReason(
            .permanent, code: "invalid_domain", message: TerminalText.escape("The domain cannot be read. \(what)"),
            hint: hint)
    }
}
