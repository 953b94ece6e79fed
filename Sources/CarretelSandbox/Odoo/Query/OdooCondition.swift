import CarretelCore

/// A domain that was understood: what a record must meet.
indirect enum OdooCondition: Sendable {
    case always
    case both(OdooCondition, OdooCondition)
    case either(OdooCondition, OdooCondition)
    case not(OdooCondition)
    /// A test of a field of the record itself, or of those that a path of relations leads to.
    case test([OdooHop], OdooColumn.Source, OdooTest)
}

/// One step of a dotted path: a relation of a table, and the table that it leads to.
struct OdooHop: Sendable {
    var source: OdooColumn.Source
    var target: Int
}

/// What a value must meet.
enum OdooTest: Sendable {
    enum Comparison: Sendable {
        case equal, less, lessOrEqual, greater, greaterOrEqual
    }

    /// Microseconds; in 19 both sides are cut to whole seconds first (odoo/orm/domains.py).
    case moment(Comparison, Int64, inSeconds: Bool)
    case day(Comparison, Int)
    case number(Comparison, Double)
    case truth(Bool)
    case text(Comparison, String)
    case anyText(Set<String>, orEmpty: Bool)
    case anyID(Set<Int64>, orEmpty: Bool)
    case pattern(OdooPattern)
    /// The label of what a relation leads to.
    case label(OdooPattern, target: Int)
    case empty
    case never
}

extension OdooSnapshot {
    /// Whether a row of a table meets a condition.
    func meets(_ condition: OdooCondition, _ row: OdooRow, table: Int) -> Bool {
        switch condition {
        case .always: true
        case .both(let left, let right): meets(left, row, table: table) && meets(right, row, table: table)
        case .either(let left, let right): meets(left, row, table: table) || meets(right, row, table: table)
        case .not(let inner): !meets(inner, row, table: table)
        case .test(let path, let source, let test): passes(path[...], source, test, row, table: table)
        }
    }

    private func passes(
        _ path: ArraySlice<OdooHop>, _ source: OdooColumn.Source, _ test: OdooTest, _ row: OdooRow, table: Int
    ) -> Bool {
        guard let hop = path.first else { return passes(test, source, row, table: table) }
        switch value(of: hop.source, in: row, table: table) {
        case .reference(let id):
            guard let next = self.row(id, of: hop.target) else { return false }
            return passes(path.dropFirst(), source, test, next, table: hop.target)
        case .references(let ids):
            return ids.contains { id in
                self.row(id, of: hop.target).map {
                    passes(path.dropFirst(), source, test, $0, table: hop.target)
                } ?? false
            }
        default: return false
        }
    }

    private func passes(_ test: OdooTest, _ source: OdooColumn.Source, _ row: OdooRow, table: Int) -> Bool {
        // The two that every synchronisation asks for, without making a value of them.
        switch (test, source) {
        case (.moment(let comparison, let bound, let inSeconds), .stamp):
            return comparison.holds(inSeconds ? Self.seconds(row.stamp) : row.stamp, bound)
        case (.number(let comparison, let bound), .identity): return comparison.holds(Double(row.id), bound)
        default: break
        }
        let value = value(of: source, in: row, table: table)
        switch (test, value) {
        case (.empty, .empty), (.empty, .boolean(false)), (.empty, .references([])): return true
        case (.moment(let comparison, let bound, let inSeconds), .moment(let moment)):
            return comparison.holds(inSeconds ? Self.seconds(moment.microseconds) : moment.microseconds, bound)
        case (.day(let comparison, let bound), .date(let day)): return comparison.holds(day.dayNumber, bound)
        case (.number(let comparison, let bound), _): return value.number.map { comparison.holds($0, bound) } ?? false
        case (.truth(let wanted), _): return (value == .boolean(true)) == wanted
        case (.text(let comparison, let bound), .text(let text)): return comparison.holds(text, bound)
        case (.anyText(let texts, _), .text(let text)): return texts.contains(text)
        case (.anyText(_, let orEmpty), .empty), (.anyID(_, let orEmpty), .empty): return orEmpty
        case (.anyID(let ids, _), .reference(let id)), (.anyID(let ids, _), .integer(let id)): return ids.contains(id)
        case (.anyID(let ids, let orEmpty), .references(let list)):
            return list.isEmpty ? orEmpty : list.contains { ids.contains($0) }
        case (.pattern(let pattern), .text(let text)): return pattern.matches(text)
        case (.label(let pattern, let target), .reference(let id)):
            return self.row(id, of: target).map { pattern.matches(label(of: $0, table: target, language: nil)) }
                ?? false
        default: return false
        }
    }

    /// Whole seconds, rounded down, as microseconds.
    static func seconds(_ microseconds: Int64) -> Int64 {
        let rest = microseconds % 1_000_000
        return microseconds - (rest < 0 ? rest + 1_000_000 : rest)
    }
}

extension OdooTest.Comparison {
    @inline(__always)
    func holds<Value: Comparable>(_ value: Value, _ bound: Value) -> Bool {
        switch self {
        case .equal: value == bound
        case .less: value < bound
        case .lessOrEqual: value <= bound
        case .greater: value > bound
        case .greaterOrEqual: value >= bound
        }
    }
}
