import CarretelCore

/// A part as it is read from one server: its wishes fitted to the fields that are there.
struct PartPlan: Sendable {
    /// Where a value is found.
    enum Place: Sendable, Hashable {
        case own(String)
        /// In the record that a many2one field names.
        case related(via: String, String)
    }

    /// The records behind a many2one field.
    struct Relation: Sendable, Hashable {
        var model: String
        /// Sorted.
        var fields: [String]
    }

    let part: ServicePart
    /// What is read of each record, sorted.
    let fields: [String]
    /// By the field that leads there.
    let relations: [String: Relation]
    /// The moments of change.
    let stamps: [String]
    /// Which records it is about, wanted now or not.
    let domain: OdooDomain
    /// Those that are wanted now.
    let openDomain: OdooDomain
    /// How the columns are filled, in the table's order.
    let columns: [(column: BusinessColumn, source: ColumnSource)]
    private let places: [String: Place]

    /// Fits a part to a server.
    ///
    /// - Parameters:
    ///   - part: what is wished for.
    ///   - own: the fields of its model.
    ///   - related: those of the models that its many2one fields lead to, by field.
    /// - Throws: permanent `odoo_field_missing` when the server lacks a field that a domain or a stamp needs.
    init(_ part: ServicePart, own: OdooFields, related: [String: OdooFields]) throws(FailureReason) {
        let resolver = FieldResolver(part: part, own: own, related: related)
        self.part = part
        stamps = try resolver.stamps()
        domain = try resolver.domain(part.domain)
        openDomain = try resolver.domain(part.domain + part.openDomain)
        columns = part.table.columns.map { ($0, part.columns[$0.name] ?? .first([])) }
        places = resolver.places()
        (fields, relations) = resolver.wanted(places)
    }

    /// Where a path leads on this server; nil for nowhere.
    func place(of path: String) -> Place? { places[path] }

    /// The fields of many2one that some path of a part goes through.
    static func relationFields(of part: ServicePart) -> Set<String> {
        Set(part.allPaths.flatMap(FieldPath.alternatives).compactMap(\.relation))
    }
}

/// One reading of a path: a field, or a field of the record behind a many2one field.
struct FieldPath: Sendable, Hashable {
    /// Nil for the record's own fields.
    var relation: String?
    var field: String

    /// The readings of a path, the preferred one first.
    static func alternatives(_ path: String) -> [FieldPath] {
        path.split(separator: "|").map { FieldPath(String($0)) }
    }

    /// Reads `field` or `relation.field`.
    init(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        relation = parts.count == 2 ? String(parts[0]) : nil
        field = String(parts.last ?? "")
    }

    /// As Odoo writes it.
    var text: String { relation.map { "\($0).\(field)" } ?? field }
}

extension ServicePart {
    /// Every path that the part reads or asks by.
    var allPaths: [String] {
        readPaths + stamps.map(\.path) + (domain + openDomain).flatMap(\.terms).map(\.path)
    }

    /// The paths whose values are read.
    var readPaths: [String] {
        columns.values.flatMap(\.paths) + ignored.compactMap(\.test.path) + extraFields
    }
}

extension DomainCondition {
    /// The terms that it may come to.
    var terms: [DomainTerm] {
        switch self {
        case .required(let term), .optional(let term): [term]
        case .first(let terms): terms
        case .given: []
        }
    }
}

extension IgnoreRule.Test {
    /// The path that it reads itself; those about columns read none.
    var path: String? {
        switch self {
        case .isOne(_, let path), .isNone(_, let path): path
        case .empty, .notPositive, .contains: nil
        }
    }
}
