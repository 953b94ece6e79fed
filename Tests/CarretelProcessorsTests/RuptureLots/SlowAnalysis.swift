import CarretelCore

/// The analysis once more, slow and obvious: fractions, dictionaries by name and date, every balance of every day in a
/// list, nothing shared with the program but the calendar. See Tests/rupture-lots/recompute.py for the same from files.
struct SlowAnalysis {
    struct Line {
        var order, product: String
        var quantity, price: Fraction
    }

    struct Plan {
        var product, date: String
        var quantity: Fraction
    }

    var lines: [Line] = []
    var stock: [(product: String, quantity: Fraction)] = []
    var shipments: [Plan] = []
    var production: [Plan] = []
    var groups: [String: Set<String>] = [:]
    var today = CivilDate.day("2026-11-20")

    /// What an order should come to.
    struct Expectation: Equatable {
        var shortagePercent, availabilityPercent, linePercent: Fraction
        var criticality, complete: String?
        var short: [String: Item] = [:]
        var fine: [String: Fraction] = [:]
        var total, shortTotal: Fraction
    }

    struct Item: Equatable {
        var minimum, missing: Fraction
        var firstDate: String?
        var firstQuantity: Fraction?
        var availableOn: String?
    }

    func expectation(of order: String) -> Expectation {
        var result = Expectation(
            shortagePercent: 0, availabilityPercent: 100, linePercent: 100, criticality: nil, complete: "agora",
            total: 0,
            shortTotal: 0)
        var dates: [String] = []
        var isHopeless = false
        for line in lines where line.order == order {
            let value = line.quantity * line.price
            result.total = result.total + value
            let least = balances(of: line.product).min() ?? 0
            guard line.quantity > least else {
                result.fine[line.product] = least
                continue
            }
            result.shortTotal = result.shortTotal + value
            let coming = arrivals(of: line.product)
            let date = availability(of: line.quantity, from: least, coming)
            if coming.isEmpty { isHopeless = true }
            if let date { dates.append(date) }
            result.short[line.product] = Item(
                minimum: least, missing: line.quantity - least, firstDate: coming.first?.date,
                firstQuantity: coming.first?.quantity, availableOn: date)
        }
        rate(&result)
        if !result.short.isEmpty { result.complete = isHopeless ? nil : dates.max() }
        return result
    }

    private func rate(_ result: inout Expectation) {
        let (short, count) = (result.short.count, result.short.count + result.fine.count)
        result.linePercent = (Fraction(result.fine.count * 100) / Fraction(count)).rounded(places: 0)
        if result.total != 0 {
            result.shortagePercent = (result.shortTotal / result.total * 100).rounded(places: 2)
            result.availabilityPercent = (Fraction(100) - result.shortagePercent).rounded(places: 0)
        }
        guard short > 0 else { return }
        switch (short, result.shortagePercent) {
        case (4..., let p) where p > 10: result.criticality = "CRITICA"
        case (...3, let p) where p <= 10: result.criticality = "ALTA"
        case (...2, let p) where p <= 5: result.criticality = "MEDIA"
        default: result.criticality = "BAIXA"
        }
    }

    /// All products that stand in for one, itself included: the set grows until no group adds to it.
    private func equivalents(of product: String) -> Set<String> {
        var found: Set<String> = [product]
        var before = 0
        while found.count != before {
            before = found.count
            for group in groups.values where !group.isDisjoint(with: found) { found.formUnion(group) }
        }
        return found
    }

    private func balances(of product: String) -> [Fraction] {
        let group = equivalents(of: product)
        var balances = [stock.filter { group.contains($0.product) }.map(\.quantity).reduce(0, +)]
        for day in 0...7 {
            let date = (today + day).text
            let out = shipments.filter { group.contains($0.product) && $0.date == date }.map(\.quantity).reduce(0, +)
            let into = production.filter { group.contains($0.product) && $0.date == date }.map(\.quantity).reduce(0, +)
            balances.append((balances.last ?? 0) - out + into)
        }
        return balances
    }

    /// ISO dates sort as text.
    private func arrivals(of product: String) -> [(date: String, quantity: Fraction)] {
        let group = equivalents(of: product)
        var byDate: [String: Fraction] = [:]
        for plan in production where group.contains(plan.product) && plan.date >= today.text {
            byDate[plan.date, default: 0] = byDate[plan.date, default: 0] + plan.quantity
        }
        return byDate.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func availability(
        of wanted: Fraction, from least: Fraction, _ coming: [(date: String, quantity: Fraction)]
    ) -> String? {
        var reached = least
        for (date, quantity) in coming {
            reached = reached + quantity
            if reached >= wanted { return (CivilDate.day(date) + 1).text }
        }
        return nil
    }
}

/// A fraction in lowest terms.
struct Fraction: Hashable, Comparable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    let numerator, denominator: Int128

    init(_ numerator: Int128, _ denominator: Int128) {
        var (a, b) = (numerator.magnitude, denominator.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        let divisor = max(Int128(a), 1) * (denominator < 0 ? -1 : 1)
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    init(_ whole: Int) { self.init(Int128(whole), 1) }

    init(integerLiteral whole: Int) { self.init(whole) }

    /// Reads a plain decimal; nil for anything else.
    init?(text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let digits = Int128(parts.joined()) else { return nil }
        var scale: Int128 = 1
        for _ in 0..<(parts.count == 2 ? parts[1].count : 0) { scale *= 10 }
        self.init(digits, scale)
    }

    var description: String { "\(numerator)/\(denominator)" }

    /// To that many places, halves to even: by looking at the two neighbours.
    func rounded(places: Int) -> Fraction {
        var scale: Int128 = 1
        for _ in 0..<places { scale *= 10 }
        var below = numerator * scale / denominator
        if below * denominator > numerator * scale { below -= 1 }
        let rest = self - Fraction(below, scale)
        let half = Fraction(1, 2 * scale)
        let goesUp = rest > half || (rest == half && below % 2 != 0)
        return Fraction(goesUp ? below + 1 : below, scale)
    }

    static func + (left: Fraction, right: Fraction) -> Fraction {
        let numerator = left.numerator * right.denominator + right.numerator * left.denominator
        return Fraction(numerator, left.denominator * right.denominator)
    }
    static func - (left: Fraction, right: Fraction) -> Fraction {
        left + Fraction(-right.numerator, right.denominator)
    }
    static func * (left: Fraction, right: Fraction) -> Fraction {
        Fraction(left.numerator * right.numerator, left.denominator * right.denominator)
    }
    static func / (left: Fraction, right: Fraction) -> Fraction {
        left * Fraction(right.denominator, right.numerator)
    }
    static func < (left: Fraction, right: Fraction) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }
}
