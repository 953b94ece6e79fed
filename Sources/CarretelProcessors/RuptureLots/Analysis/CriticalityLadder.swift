/// By which rule a shortage is placed.
enum CriticalityLadder {
    /// The ladder of the system that this analysis replaces, exactly as it was executed.
    ///
    ///     first match     short lines n    shortage p
    ///     CRITICA         n > 3            p > 10 %
    ///     ALTA            n ≤ 3            p ≤ 10 %
    ///     MEDIA           n ≤ 2            p ≤ 5 %
    ///     BAIXA           all others
    ///
    /// It has holes that its users live with: ALTA catches all that could be MEDIA, a few lines short of nearly the
    /// whole value are BAIXA, and so are many lines short of little.
    case seed
    /// By the short share of the order's value alone: the more is short, the worse, without holes.
    case byValue(ValueThresholds)

    /// The name of the rule, as `parameters.criticality` has it.
    var name: StaticString {
        switch self {
        case .seed: "seed"
        case .byValue: "by_value"
        }
    }

    /// Places an order with a shortage.
    ///
    /// - Parameters:
    ///   - shortLines: how many of its lines are short, at least 1.
    ///   - percent: its `percentual_ruptura` as rounded, in hundredths.
    /// - Returns: the first rung whose conditions hold.
    func criticality(shortLines: Int, percent: Int64) -> Criticality {
        switch self {
        case .seed: Self.seedCriticality(shortLines: shortLines, percent: percent)
        case .byValue(let thresholds): thresholds.criticality(percent: percent)
        }
    }

    private static func seedCriticality(shortLines: Int, percent: Int64) -> Criticality {
        if shortLines > 3, percent > 1_000 { return .critical }
        if shortLines <= 3, percent <= 1_000 { return .high }
        if shortLines <= 2, percent <= 500 { return .medium }
        return .low
    }
}

/// From which short share of an order's value on it is how critical, in whole percent; what is below the last is BAIXA.
struct ValueThresholds: Equatable {
    var critical = 50
    var high = 25
    var medium = 10

    /// Places a shortage of that many hundredths of a percent.
    func criticality(percent: Int64) -> Criticality {
        if percent >= Int64(critical) * 100 { return .critical }
        if percent >= Int64(high) * 100 { return .high }
        return percent >= Int64(medium) * 100 ? .medium : .low
    }
}
