import CarretelCore

/// Makes the test of one term of a domain, by the type of its field.
struct OdooTestBuilder {
    let column: OdooColumn
    let operation: OdooOperator
    let version: OdooVersion
    let model: String
    /// Whether what is wanted is the contrary of the test: `!=` and `not in` also find what is empty.
    var isNegated: Bool { operation.isNegative }

    private var kind: OdooField.Kind { column.field.kind }

    private var comparison: OdooTest.Comparison {
        switch operation {
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        default: .equal
        }
    }

    /// The test for a value of the domain.
    ///
    /// - Throws: what Odoo says to a value that the field cannot be compared with.
    mutating func test(_ value: JSONValue) throws(OdooRefusal) -> OdooTest {
        switch operation {
        case .like, .ilike, .notLike, .notIlike, .likePattern, .ilikePattern: return pattern(value)
        case .within, .notWithin:
            guard value.kind == .array || value.kind == .boolean else {
                throw .value("The value of '\(operation.rawValue)' for \(model).\(column.name) must be a list")
            }
            return try anyOf(Array(value.elements))
        case .equal, .unequal:
            if value.kind == .array { return try anyOf(Array(value.elements)) }
            if kind == .boolean { return .truth(value.boolean ?? ((value.int64 ?? 0) != 0)) }
            if value.isNull || value.boolean == false { return try none() }
        default:
            if value.isNull || value.kind == .boolean { return .never }
        }
        return try single(value)
    }

    /// Numbers are never empty; 0 stands for it.
    private func none() throws(OdooRefusal) -> OdooTest {
        switch kind {
        case .integer, .float, .monetary: .number(.equal, 0)
        default: .empty
        }
    }

    private func single(_ value: JSONValue) throws(OdooRefusal) -> OdooTest {
        switch kind {
        case .datetime: return try moment(value)
        case .date:
            guard let moment = value.string.flatMap(OdooMoment.init) else { throw badMoment(value) }
            return .day(comparison, moment.moment.civilDate().dayNumber)
        case .integer, .float, .monetary:
            let text = value.numberText ?? value.string ?? ""
            guard let number = Double(text) else {
                throw .value("could not convert string to number for \(model).\(column.name): '\(text)'")
            }
            return .number(comparison, number)
        case .boolean: return .truth(value.boolean ?? false)
        case .char, .text, .html, .selection:
            return .text(comparison, value.string ?? value.numberText ?? "")
        case .many2one, .one2many, .many2many:
            if let id = value.int64 { return .anyID([id], orEmpty: false) }
            guard let text = value.string, let target = column.target else { return .never }
            return .label(OdooPattern(text, ignoresCase: false, isWhole: true), target: target)
        }
    }

    private func anyOf(_ values: [JSONValue]) throws(OdooRefusal) -> OdooTest {
        let orEmpty = values.contains { $0.isNull || $0.boolean == false }
        switch kind {
        case .boolean:
            let wanted = Set(values.map { $0.boolean ?? false })
            guard let first = wanted.first else { return .never }
            // Both: any value is the one or the other.
            return wanted.count == 1 ? .truth(first) : .number(.greaterOrEqual, 0)
        case .integer where column.source == .identity, .many2one, .one2many, .many2many, .integer:
            return .anyID(Set(values.compactMap { $0.int64 ?? $0.string.flatMap { Int64($0) } }), orEmpty: orEmpty)
        case .char, .text, .html, .selection:
            return .anyText(Set(values.compactMap { $0.string ?? $0.numberText }), orEmpty: orEmpty)
        case .float, .monetary, .date, .datetime:
            guard values.count == 1, let only = values.first else {
                throw .value("'in' of several values is not played for the \(kind.rawValue) \(model).\(column.name)")
            }
            return orEmpty ? .empty : try single(only)
        }
    }

    /// A comparison with a moment: 17 compares microseconds, 19 whole seconds, and 19 refuses a zone.
    private func moment(_ value: JSONValue) throws(OdooRefusal) -> OdooTest {
        let text = value.string ?? ""
        guard let read = OdooMoment(text) else { throw badMoment(value) }
        if version == .v19, read.hasZone {
            throw .value("Datetime field \(model).\(column.name): expecting only datetimes with no timezone")
        }
        var moment = read.moment
        // A day alone means its end where what is wanted lies after it or up to it (odoo/osv/expression.py).
        if read.isDay, operation == .greater || operation == .lessOrEqual { moment = moment + .seconds(86_399) }
        let inSeconds = version == .v19
        return .moment(
            comparison, inSeconds ? OdooSnapshot.seconds(moment.microseconds) : moment.microseconds,
            inSeconds: inSeconds)
    }

    private func badMoment(_ value: JSONValue) -> OdooRefusal {
        let text = value.string ?? value.numberText ?? ""
        if version == .v19 { return .value("Invalid isoformat string: '\(text)'") }
        return .database(
            "errors.InvalidDatetimeFormat",
            "invalid input syntax for type timestamp: \"\(text)\"\nLINE 1: …(\"\(column.name)\" >= '\(text)'…\n")
    }

    private func pattern(_ value: JSONValue) -> OdooTest {
        let isWhole = operation == .likePattern || operation == .ilikePattern
        let ignoresCase = operation == .ilike || operation == .notIlike || operation == .ilikePattern
        let pattern = OdooPattern(value.string ?? value.numberText ?? "", ignoresCase: ignoresCase, isWhole: isWhole)
        return column.target.map { .label(pattern, target: $0) } ?? .pattern(pattern)
    }
}
