import CarretelCore

/// What was noticed while the business store was read for an analysis.
struct StoreNotes {
    /// Tables that are complete up to moments further apart than this do not fit together.
    static let maxUnevenness = Duration.seconds(3_600)

    let profile: String
    /// Optional tables that were never synchronised.
    var missing: [String] = []
    /// Up to when each table is complete.
    var marks: [Timestamp] = []
    /// Rows that lacked what they cannot be used without, and were left out.
    var incompleteRows = 0

    /// For the job's writer.
    var warnings: [Warning] {
        var warnings: [Warning] = []
        if !missing.isEmpty {
            warnings.append(
                Warning(
                    code: "tables_missing",
                    message: "\(missing.joined(separator: ", ")) of the profile \(profile) was never synchronised and "
                        + "counts as empty; the service estoque of odoo-sync-window fills it where Odoo has the module."
                ))
        }
        if let oldest = marks.min(), let newest = marks.max(), newest - oldest > Self.maxUnevenness {
            warnings.append(
                Warning(
                    code: "tables_uneven",
                    message: "The tables are complete up to \(oldest.rfc3339Milliseconds) to "
                        + "\(newest.rfc3339Milliseconds): synchronise carteira and estoque together."))
        }
        if incompleteRows > 0 {
            warnings.append(
                Warning(
                    code: "rows_incomplete",
                    message: "\(incompleteRows) rows of the business store have no product code, order number or date, "
                        + "and were left out."))
        }
        return warnings
    }
}
