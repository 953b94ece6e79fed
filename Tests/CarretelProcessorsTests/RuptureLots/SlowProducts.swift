import CarretelCore

// The short products of a job, added up slowly.
extension SlowAnalysis {
    /// A line of `produtos_em_ruptura.jsonl`.
    struct Product: Equatable {
        var product: String
        var equivalents: Set<String>
        var onHand, minimum, wanted, shortfall, missing, shortValue: Fraction
        var orders: [String]
        var arrivals: [String]
        var availableOn: String?
    }

    /// Those with the most value waiting first; where that is the same, those that the dataset names first.
    func products(of orders: [String]) -> [Product] {
        var products: [Product] = []
        let answers = zip(orders, expectations(of: orders))
        var seen: Set<String> = []
        for (order, answer) in answers {
            for line in lines where line.order == order && answer.short[line.product] != nil {
                guard !seen.contains(line.product) else { continue }
                let group = equivalents(of: line.product)
                seen.formUnion(group)
                products.append(product(first: line.product, group, Array(answers)))
            }
        }
        let codes = memberships.map(\.product) + lines.filter { orders.contains($0.order) }.map(\.product)
        return products.sorted { left, right in
            guard left.shortValue == right.shortValue else { return left.shortValue > right.shortValue }
            return (codes.firstIndex(of: left.product) ?? 0) < (codes.firstIndex(of: right.product) ?? 0)
        }
    }

    private func product(
        first: String, _ group: Set<String>, _ answers: [(order: String, answer: Expectation)]
    ) -> Product {
        let own = answers.flatMap { order, answer in
            lines.filter { $0.order == order && group.contains($0.product) }.map { ($0, answer.short[$0.product]) }
        }
        let short = own.filter { $1 != nil }
        let wanted = own.map(\.0.quantity).reduce(0, +)
        let least = balances(of: group).map(\.projected).min() ?? 0
        var waiting: [String] = []
        for (line, _) in short where waiting.last != line.order { waiting.append(line.order) }
        let moments = moments(of: group)
        let day = arrivals(of: group).map(\.date).first { date in
            moments.filter { ($0.date ?? "") >= date }.allSatisfy { $0.projected >= wanted }
        }
        return Product(
            product: first, equivalents: group.subtracting([first]), onHand: moments[0].projected, minimum: least,
            wanted: wanted, shortfall: max(0, wanted - least), missing: short.compactMap(\.1?.missing).reduce(0, +),
            shortValue: short.map { $0.0.quantity * $0.0.price }.reduce(0, +), orders: waiting,
            arrivals: arrivals(of: group).map { "\($0.date) \($0.quantity)" }, availableOn: day.map(afterLeadTime))
    }
}
