import CarretelCore

/// Makes rows of records, and says of each that becomes none why.
struct RowMaker: Sendable {
    /// What became of a record.
    enum Made: Sendable, Hashable {
        case row(BusinessRow)
        case ignored(IgnoredRecord)
    }

    let plan: PartPlan
    /// What was found on the way that somebody should know.
    private(set) var findings = RowFindings()

    init(_ plan: PartPlan) {
        self.plan = plan
    }

    /// Makes a row of a record.
    mutating func make(_ record: OdooRecord, _ related: RelatedRecords) -> Made {
        let reader = ValueReader(plan: plan, record: record, related: related)
        var values: [BusinessValue] = []
        values.reserveCapacity(plan.columns.count)
        var rounded = 0
        for (column, source) in plan.columns {
            let (value, isExact) = reader.value(of: source, as: column.kind)
            if !isExact { rounded += 1 }
            values.append(value)
        }
        if let reason = reason(values, reader) { return .ignored(IgnoredRecord(id: record.id, reason: reason)) }
        if rounded > 0 { findings.rounded += 1 }
        noteBalance(values)
        return .row(BusinessRow(id: record.id, values: values, raw: record.raw))
    }

    private func reason(_ values: [BusinessValue], _ reader: ValueReader) -> String? {
        plan.part.ignored.first { holds($0.test, values, reader) }?.reason
    }

    private func holds(_ test: IgnoreRule.Test, _ values: [BusinessValue], _ reader: ValueReader) -> Bool {
        switch test {
        case .empty(let column):
            return value(of: column, values) == .null
        case .notPositive(let column):
            guard case .integer(let number) = value(of: column, values) else { return true }
            return number <= 0
        case .contains(let column, let part):
            guard case .text(let text) = value(of: column, values) else { return false }
            return text.contains(part)
        case .isOne(let texts, let path):
            return reader.text(path).map(texts.contains) ?? false
        case .isNone(let texts, let path):
            return reader.text(path).map { !texts.contains($0) } ?? false
        }
    }

    private func value(of column: String, _ values: [BusinessValue]) -> BusinessValue {
        plan.part.table.index(of: column).map { values[$0] } ?? .null
    }

    private mutating func noteBalance(_ values: [BusinessValue]) {
        guard let column = plan.part.balanceColumn, case .integer(let balance) = value(of: column, values), balance < 0
        else { return }
        let names = plan.part.table.key.map { key in
            if case .text(let text) = value(of: key, values) { text } else { "?" }
        }
        findings.noteNegative(names.joined(separator: " / "))
    }
}

/// What rows came with that somebody should know.
struct RowFindings: Sendable, Hashable {
    /// How many negative balances are named.
    static let namedLimit = 3

    /// Records with a number that has more places than its column.
    var rounded = 0
    /// Records with a negative balance.
    private(set) var negative = 0
    private(set) var firstNegative: [String] = []

    mutating func noteNegative(_ name: String) {
        negative += 1
        if firstNegative.count < Self.namedLimit { firstNegative.append(name) }
    }

    /// Adds what came with other rows.
    static func += (all: inout RowFindings, more: RowFindings) {
        all.rounded += more.rounded
        all.negative += more.negative
        all.firstNegative += more.firstNegative.prefix(namedLimit - all.firstNegative.count)
    }

    /// As warnings about a table.
    func warnings(of table: BusinessTable) -> [Warning] {
        var warnings: [Warning] = []
        if negative > 0 {
            let names = firstNegative.joined(separator: ", ") + (negative > firstNegative.count ? ", …" : "")
            warnings.append(
                Warning(
                    code: "SALDO_NEGATIVO",
                    message: "\(table.name): \(negative) lines have more invoiced than ordered: \(names)."))
        }
        if rounded > 0 {
            warnings.append(
                Warning(
                    code: "values_rounded",
                    message: "\(table.name): \(rounded) records have numbers with more decimal places than their "
                        + "columns; they were rounded, the raw record has them whole."))
        }
        return warnings
    }
}
