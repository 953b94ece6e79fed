import CarretelCore

/// Reads domains: lists in prefix notation, `["|", ["a", "=", 1], ["b", "=", 2]]`.
struct OdooDomain {
    let snapshot: OdooSnapshot
    let version: OdooVersion
    let visibility: OdooVisibility
    /// Whether some term named the field `active`, so that archived records are not left out.
    private(set) var namesActive = false

    init(_ snapshot: OdooSnapshot, version: OdooVersion, visibility: OdooVisibility) {
        self.snapshot = snapshot
        self.version = version
        self.visibility = visibility
    }

    /// Reads a domain of a table; null, false and nothing are the domain that all records meet.
    ///
    /// - Throws: what Odoo says to one that it does not understand.
    mutating func condition(_ json: JSONValue?, table: Int) throws(OdooRefusal) -> OdooCondition {
        guard let json, !json.isNull, json.boolean != false else { return .always }
        guard json.kind == .array else { throw Self.malformed(json) }
        let items = Array(json.elements)
        var place = 0
        var whole: OdooCondition?
        while place < items.count {
            let term = try term(items, &place, table, json)
            whole = whole.map { .both($0, term) } ?? term
        }
        return whole ?? .always
    }

    private mutating func term(
        _ items: [JSONValue], _ place: inout Int, _ table: Int, _ domain: JSONValue
    ) throws(OdooRefusal) -> OdooCondition {
        guard place < items.count else { throw Self.malformed(domain) }
        let item = items[place]
        place += 1
        switch item.string {
        case "&":
            let left = try term(items, &place, table, domain)
            return .both(left, try term(items, &place, table, domain))
        case "|":
            let left = try term(items, &place, table, domain)
            return .either(left, try term(items, &place, table, domain))
        case "!": return .not(try term(items, &place, table, domain))
        default: break
        }
        let parts = Array(item.elements)
        guard item.kind == .array, parts.count == 3, let sign = parts[1].string else { throw Self.malformed(domain) }
        // The terms that are always true and never.
        if let constant = parts[0].int64 { return constant == parts[2].int64 ? .always : .not(.always) }
        guard let name = parts[0].string else { throw Self.malformed(domain) }
        return try leaf(name, sign, parts[2], table)
    }

    private mutating func leaf(
        _ path: String, _ sign: String, _ value: JSONValue, _ start: Int
    ) throws(OdooRefusal) -> OdooCondition {
        guard let operation = OdooOperator(rawValue: sign == "==" ? "=" : sign == "<>" ? "!=" : sign.lowercased())
        else {
            throw .value("Invalid operator '\(sign)' in domain term ('\(path)', '\(sign)', …)")
        }
        if path == "active" { namesActive = true }
        var hops: [OdooHop] = []
        var table = start
        let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for name in names.dropLast() {
            let column = try column(name, table, path)
            guard let target = column.target else { throw .value("Non-relational field '\(name)' in path '\(path)'") }
            hops.append(OdooHop(source: column.source, target: target))
            table = target
        }
        let column = try column(names.last ?? "", table, path)
        var builder = OdooTestBuilder(
            column: column, operation: operation, version: version, model: snapshot.tables[table].model.name)
        let test = try builder.test(value)
        return builder.isNegated ? .not(.test(hops, column.source, test)) : .test(hops, column.source, test)
    }

    private func column(_ name: String, _ table: Int, _ path: String) throws(OdooRefusal) -> OdooColumn {
        let model = snapshot.tables[table].model.name
        guard let column = snapshot.tables[table].column(name) else {
            throw .value("Invalid field \(model).\(name) in leaf ('\(path)', …)")
        }
        try visibility.check(name, of: snapshot.tables[table].model)
        return column
    }

    private static func malformed(_ json: JSONValue) -> OdooRefusal {
        .value("Domain() invalid item in domain: \(String(decoding: json.raw.prefix(200), as: UTF8.self))")
    }
}

/// The operators of domains.
enum OdooOperator: String {
    case equal = "="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case within = "in"
    case notWithin = "not in"
    case like, ilike
    case notLike = "not like"
    case notIlike = "not ilike"
    case likePattern = "=like"
    case ilikePattern = "=ilike"

    var isNegative: Bool {
        self == .unequal || self == .notWithin || self == .notLike || self == .notIlike
    }
}
