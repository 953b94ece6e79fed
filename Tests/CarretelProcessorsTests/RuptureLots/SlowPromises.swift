import CarretelCore

/// Serves order lines in turn, slowly and obviously: every promise is kept in a list, and what is free is looked up in
/// all of it each time.
struct SlowPromises {
    struct Promise {
        var quantity: Fraction
        /// Nil for what is taken from now on.
        var from: String?
    }

    private let analysis: SlowAnalysis
    private var promises: [Set<String>: [Promise]] = [:]
    /// The moments of every group, which promises do not change.
    private var moments: [Set<String>: [SlowAnalysis.Moment]] = [:]

    init(_ analysis: SlowAnalysis) { self.analysis = analysis }

    /// Serves the next line, which takes what it is promised.
    mutating func serve(_ line: SlowAnalysis.Line) -> SlowAnalysis.Item {
        let group = analysis.equivalents(of: line.product)
        if moments[group] == nil { moments[group] = analysis.moments(of: group) }
        let now = free(from: nil, group)
        guard line.quantity > now else {
            promise(line.quantity, from: nil, group)
            return SlowAnalysis.Item(minimum: now, missing: 0)
        }
        let coming = analysis.arrivals(of: group)
        let day = coming.map(\.date).first { free(from: $0, group) >= line.quantity }
        if let day { promise(line.quantity, from: day, group) }
        return SlowAnalysis.Item(
            minimum: now, missing: line.quantity - now, firstDate: coming.first?.date,
            firstQuantity: coming.first?.quantity, availableOn: day.map(analysis.afterLeadTime))
    }

    /// Notes that a line takes so much from a day on.
    mutating func promise(_ quantity: Fraction, from date: String?, _ group: Set<String>) {
        promises[group, default: []].append(Promise(quantity: quantity, from: date))
    }

    /// What can be promised from a day on: the least that any later moment leaves.
    func free(from date: String?, _ group: Set<String>) -> Fraction {
        (moments[group] ?? [])
            .filter { ($0.date ?? "") >= (date ?? "") }
            .map { $0.projected - promised(by: $0.date, group) }
            .min() ?? 0
    }

    /// All that counts by a day.
    func promised(by date: String?, _ group: Set<String>) -> Fraction {
        (promises[group] ?? []).filter { ($0.from ?? "") <= (date ?? "") }.map(\.quantity).reduce(0, +)
    }

    /// Whether every moment has what is promised by then, so that no unit is promised twice.
    var areCovered: Bool {
        promises.keys.allSatisfy { group in
            analysis.moments(of: group).allSatisfy { moment in
                let promised = promised(by: moment.date, group)
                return promised <= max(0, moment.projected)
            }
        }
    }
}
