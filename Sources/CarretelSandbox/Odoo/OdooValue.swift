package import CarretelCore

/// The value of one field of one record.
package enum OdooValue: Sendable, Hashable {
    /// What the wire shows as `false`.
    case empty
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    case text(String)
    case date(CivilDate)
    case moment(Timestamp)
    /// The target of a many2one.
    case reference(Int64)
    /// The targets of a one2many or many2many.
    case references([Int64])
}

extension OdooValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .float(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension OdooValue {
    /// The integer in it, be it a number or the target of a reference.
    var whole: Int64? {
        switch self {
        case .integer(let number), .reference(let number): number
        case .float(let number): Int64(exactly: number)
        case .boolean(let isTrue): isTrue ? 1 : 0
        default: nil
        }
    }

    /// The number in it.
    var number: Double? {
        if case .float(let number) = self { return number }
        return whole.map(Double.init)
    }

    /// What a JSON value says, as far as that can be told without the field.
    init(_ json: JSONValue) {
        switch json.kind {
        case .string: self = .text(json.string ?? "")
        case .number: self = json.int64.map { .integer($0) } ?? .float(Double(json.numberText ?? "") ?? 0)
        case .boolean: self = .boolean(json.boolean == true)
        case .array: self = .references(json.elements.compactMap(\.int64))
        case .null, .object: self = .empty
        }
    }

    /// The same value in the form that a field of that kind has; nil when it has none.
    func taken(as kind: OdooField.Kind) -> OdooValue? {
        switch kind {
        case .boolean:
            guard case .boolean = self else { return .boolean(whole ?? 0 != 0) }
            return self
        case .integer: return self == .empty ? .integer(0) : whole.map { .integer($0) }
        case .float, .monetary: return self == .empty ? .float(0) : number.map { .float($0) }
        case .one2many, .many2many:
            guard case .references = self else { return nil }
            return self
        default: break
        }
        if self == .empty || self == .boolean(false) { return .empty }
        switch (kind, self) {
        case (.many2one, _): return whole.map { $0 == 0 ? .empty : .reference($0) }
        case (.date, .text(let text)): return CivilDate(iso8601: text).map { .date($0) }
        case (.date, .date), (.datetime, .moment), (.char, .text), (.text, .text), (.html, .text), (.selection, .text):
            return self
        case (.datetime, .text(let text)): return OdooMoment(text).map { .moment($0.moment) }
        default: return nil
        }
    }
}
