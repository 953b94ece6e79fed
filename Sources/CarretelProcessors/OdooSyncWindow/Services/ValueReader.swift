import CarretelCore

/// Reads the values of one record as columns want them.
struct ValueReader {
    private let plan: PartPlan
    private let record: OdooRecord
    /// The records behind its many2one fields, looked up once: most of a row's values come from them.
    private let linked: [(field: String, record: OdooRecord)]

    init(plan: PartPlan, record: OdooRecord, related: RelatedRecords) {
        self.plan = plan
        self.record = record
        linked = plan.relations.keys.compactMap { field in
            record.link(field).flatMap { related.record($0, behind: field) }.map { (field, $0) }
        }
    }

    /// The value of a column.
    ///
    /// - Returns: the value, null for what is not there, and whether it is exact: only numbers may not be.
    func value(of source: ColumnSource, as kind: BusinessColumn.Kind) -> (BusinessValue, isExact: Bool) {
        switch source {
        case .recordID: return (.integer(record.id), true)
        case .field(let path): return field(path, as: kind)
        case .link(let path):
            return (find(path).flatMap { $0.record.link($0.field) }.map { .integer($0) } ?? .null, true)
        case .label(let path): return (filled(reference(path)?.label), true)
        case .labelCode(let path): return (filled(reference(path)?.label.productCode), true)
        case .number(let path): return (filled(text(path).flatMap { $0 == "/" ? nil : $0 }), true)
        case .state(let path, let names): return (state(path, names), true)
        case .balance(let ordered, let invoiced, let states):
            if states.contains(where: { text($0) == "cancel" }) { return (.integer(0), true) }
            return difference(ordered, invoiced, places: kind.places)
        case .difference(let whole, let part): return difference(whole, part, places: kind.places)
        case .first(let sources):
            for source in sources {
                let found = value(of: source, as: kind)
                if found.0 != .null { return found }
            }
            return (.null, true)
        }
    }

    /// The text of a field; nil when it is empty or not there.
    func text(_ path: String) -> String? {
        guard let (record, name) = find(path), let text = record.text(name), !text.isEmpty else { return nil }
        return text
    }

    private func field(_ path: String, as kind: BusinessColumn.Kind) -> (BusinessValue, isExact: Bool) {
        guard let (record, name) = find(path) else { return (.null, true) }
        switch kind {
        case .text: return (filled(record.text(name)), true)
        case .integer: return (record.integer(name).map { .integer($0) } ?? .null, true)
        case .quantity, .money:
            guard let (number, isExact) = record.decimal(name, places: kind.places) else { return (.null, true) }
            return (.integer(number), isExact)
        case .date: return (filled(record.text(name).flatMap(\.dayOfOdoo)), true)
        case .moment: return (filled(record.text(name).flatMap(\.momentOfOdoo)), true)
        }
    }

    private func state(_ path: String, _ names: StateNames) -> BusinessValue {
        // A field that is not there is no empty state.
        guard find(path) != nil else { return .null }
        return filled(names.name(of: text(path)))
    }

    private func difference(_ whole: String, _ part: String, places: Int) -> (BusinessValue, isExact: Bool) {
        guard let (record, name) = find(whole), let first = record.decimal(name, places: places) else {
            return (.null, true)
        }
        let second = find(part).flatMap { $0.record.decimal($0.field, places: places) } ?? (0, true)
        let (value, overflow) = first.value.subtractingReportingOverflow(second.value)
        return (overflow ? .null : .integer(value), first.isExact && second.isExact)
    }

    private func reference(_ path: String) -> (id: Int64, label: String)? {
        find(path).flatMap { $0.record.reference($0.field) }
    }

    private func find(_ path: String) -> (record: OdooRecord, field: String)? {
        switch plan.place(of: path) {
        case .own(let field): (record, field)
        case .related(let relation, let field):
            linked.first { $0.field == relation }.map { ($0.record, field) }
        case nil: nil
        }
    }

    private func filled(_ text: String?) -> BusinessValue {
        guard let text, !text.isEmpty else { return .null }
        return .text(text)
    }
}

extension String {
    /// `CODE` of a product's label `[CODE] Name`; nil for a label without one.
    fileprivate var productCode: String? {
        guard hasPrefix("["), let end = firstIndex(of: "]") else { return nil }
        return String(self[index(after: startIndex)..<end])
    }

    /// The day of `2026-11-20` and `2026-11-20 12:00:00`; nil for anything else.
    fileprivate var dayOfOdoo: String? {
        let day = String(prefix(10))
        return CivilDate(iso8601: day)?.text
    }

    /// `2026-11-20T12:00:00Z` of `2026-11-20 12:00:00`, and midnight of `2026-11-20`; nil for anything else.
    fileprivate var momentOfOdoo: String? {
        let bytes = Array(utf8)
        guard bytes.count == 19 else { return dayOfOdoo.flatMap { bytes.count == 10 ? $0 + "T00:00:00Z" : nil } }
        guard Timestamp(odooText: bytes) != nil else { return nil }
        return String(decoding: bytes[..<10], as: UTF8.self) + "T" + String(decoding: bytes[11...], as: UTF8.self) + "Z"
    }
}
