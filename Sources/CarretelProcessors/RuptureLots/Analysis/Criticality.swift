/// How bad a shortage is: the ladder of the system that this analysis replaces, exactly as it was executed.
///
///     first match     short lines n    shortage p
///     CRITICA         n > 3            p > 10 %
///     ALTA            n ≤ 3            p ≤ 10 %
///     MEDIA           n ≤ 2            p ≤ 5 %
///     BAIXA           all others
///
/// Read as written it has two holes that its users live with: ALTA catches all that could be MEDIA, and a few lines
/// short of nearly the whole value are BAIXA. Front ends show these answers today, so they are kept.
enum Criticality: String, CaseIterable {
    case critical = "CRITICA"
    case high = "ALTA"
    case medium = "MEDIA"
    case low = "BAIXA"

    /// Places an order with a shortage.
    ///
    /// - Parameters:
    ///   - shortLines: how many of its lines are short, at least 1.
    ///   - percent: its `percentual_ruptura` as rounded, in hundredths.
    init(shortLines: Int, percent: Int64) {
        if shortLines > 3, percent > 1_000 {
            self = .critical
        } else if shortLines <= 3, percent <= 1_000 {
            self = .high
        } else if shortLines <= 2, percent <= 500 {
            self = .medium
        } else {
            self = .low
        }
    }
}
