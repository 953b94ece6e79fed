import CarretelCore

/// What a comparison of all ids upstream with all ids here comes to. Odoo leaves no trace of what is deleted, so this is
/// the only way to know.
struct Reconciliation: Sendable, Hashable {
    /// Rows whose records are gone upstream. Empty when ``refusal`` says why they stay.
    private(set) var gone: [Int64]
    /// Rows that are not upstream, whatever is to become of them.
    let absent: [Int64]
    /// Ignored records that are gone.
    let forgotten: [Int64]
    /// Upstream and neither a row nor known to be ignored: written late, or without a stamp.
    let missing: [Int64]
    /// Why nothing is removed; nil when nothing speaks against it.
    let refusal: Refusal?

    /// A record rule hides records silently, so a sudden fall is no proof that they were deleted.
    struct Refusal: Sendable, Hashable {
        var upstream: Int
        var rows: Int
        var gone: Int
    }

    /// Compares ids.
    ///
    /// - Parameters:
    ///   - upstream: ascending, read after `known`: a record that was a row before must then be upstream, or is gone.
    ///   - known: what the table has.
    ///   - fallPercent: when more than this share of the rows would go, none goes.
    init(upstream: [Int64], known: BusinessIdentifiers, fallPercent: Int) {
        let gone = Self.difference(known.rows, upstream)
        absent = gone
        let isSudden = (upstream.isEmpty && !known.rows.isEmpty) || gone.count * 100 > known.rows.count * fallPercent
        refusal = isSudden ? Refusal(upstream: upstream.count, rows: known.rows.count, gone: gone.count) : nil
        self.gone = isSudden ? [] : gone
        forgotten = Self.difference(known.ignored, upstream)
        missing = Self.difference(Self.difference(upstream, known.rows), known.ignored)
    }

    /// The ids of the first list that the second does not have; both ascending.
    private static func difference(_ first: [Int64], _ second: [Int64]) -> [Int64] {
        var result: [Int64] = []
        var index = 0
        for id in first {
            while index < second.count, second[index] < id { index += 1 }
            if index == second.count || second[index] != id { result.append(id) }
        }
        return result
    }
}

extension Reconciliation.Refusal {
    /// Tells of it.
    func warning(_ table: BusinessTable, fallPercent: Int) -> Warning {
        let limit = upstream == 0 ? "" : ", more than the \(fallPercent) % that may go at once"
        return Warning(
            code: "removal_refused",
            message:
                "\(table.name): the server shows \(upstream) records and there are \(rows) rows here; \(gone) would "
                + "be removed\(limit), so none was. If they are really gone, raise "
                + "types.odoo-sync-window.fall_percent for one run; else look at what the user may see.")
    }
}
