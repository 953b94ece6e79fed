import CarretelCore

/// The analysis once more, slow and obvious: fractions, dictionaries by name and date, every balance of every day in a
/// list, nothing shared with the program but the calendar. See Tests/rupture-lots/recompute.py for the same from files.
struct SlowAnalysis {
    struct Line {
        var order, product: String
        var quantity, price: Fraction
    }

    struct Plan {
        var product: String
        /// Nil for a shipment that nobody has set a day for.
        var date: String?
        var quantity: Fraction
    }

    /// What a job asks for beside its orders.
    struct Options {
        var horizonDays = 7
        var leadTimeDays = 1
        var chargesOverdue = false
        var isSequential = false
        /// The shares in percent from which on an order is CRITICA, ALTA and MEDIA; nil for the old ladder.
        var steps: [Int]?
    }

    var lines: [Line] = []
    var stock: [(product: String, quantity: Fraction)] = []
    var shipments: [Plan] = []
    var production: [Plan] = []
    var memberships: [(group: String, product: String)] = []
    var today = CivilDate.day("2026-11-20")
    var options = Options()

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

    /// What the orders of a job should come to, in the order in which they are asked for.
    func expectations(of orders: [String]) -> [Expectation] {
        var promises = SlowPromises(self)
        return orders.map { order in
            expectation(of: order) { line in
                options.isSequential ? promises.serve(line) : alone(line)
            }
        }
    }

    private func expectation(of order: String, _ look: (Line) -> Item) -> Expectation {
        var result = Expectation(
            shortagePercent: 0, availabilityPercent: 100, linePercent: 100, criticality: nil, complete: "agora",
            total: 0, shortTotal: 0)
        var dates: [String] = []
        var isHopeless = false
        for line in lines where line.order == order {
            let value = line.quantity * line.price
            result.total = result.total + value
            let item = look(line)
            guard item.missing > 0 else {
                result.fine[line.product] = item.minimum
                continue
            }
            result.shortTotal = result.shortTotal + value
            if item.firstDate == nil || options.isSequential && item.availableOn == nil { isHopeless = true }
            if let date = item.availableOn { dates.append(date) }
            result.short[line.product] = item
        }
        rate(&result)
        if !result.short.isEmpty { result.complete = isHopeless ? nil : dates.max() }
        return result
    }

    /// A line as if it were the only one.
    private func alone(_ line: Line) -> Item {
        let group = equivalents(of: line.product)
        let least = balances(of: group).map(\.projected).min() ?? 0
        guard line.quantity > least else { return Item(minimum: least, missing: 0) }
        let coming = arrivals(of: group)
        return Item(
            minimum: least, missing: line.quantity - least, firstDate: coming.first?.date,
            firstQuantity: coming.first?.quantity, availableOn: availability(of: line.quantity, from: least, coming))
    }

    private func rate(_ result: inout Expectation) {
        let (short, count) = (result.short.count, result.short.count + result.fine.count)
        result.linePercent = (Fraction(result.fine.count * 100) / Fraction(count)).rounded(places: 0)
        if result.total != 0 {
            result.shortagePercent = (result.shortTotal / result.total * 100).rounded(places: 2)
            result.availabilityPercent = (Fraction(100) - result.shortagePercent).rounded(places: 0)
        }
        guard short > 0 else { return }
        if let steps = options.steps {
            let rung = steps.firstIndex { result.shortagePercent >= Fraction($0) } ?? 3
            result.criticality = ["CRITICA", "ALTA", "MEDIA", "BAIXA"][rung]
            return
        }
        switch (short, result.shortagePercent) {
        case (4..., let p) where p > 10: result.criticality = "CRITICA"
        case (...3, let p) where p <= 10: result.criticality = "ALTA"
        case (...2, let p) where p <= 5: result.criticality = "MEDIA"
        default: result.criticality = "BAIXA"
        }
    }

    private func availability(
        of wanted: Fraction, from least: Fraction, _ coming: [(date: String, quantity: Fraction)]
    ) -> String? {
        var reached = least
        for (date, quantity) in coming {
            reached = reached + quantity
            if reached >= wanted { return afterLeadTime(date) }
        }
        return nil
    }
}

// What the stock of a group comes to.
extension SlowAnalysis {
    /// A time at which the balance of a group is looked at.
    struct Moment {
        /// Nil for now: the stock on hand.
        var date: String?
        var projected: Fraction
    }

    /// All products that stand in for one, itself included: the set grows until no group adds to it.
    func equivalents(of product: String) -> Set<String> {
        var found: Set<String> = [product]
        var before = 0
        while found.count != before {
            before = found.count
            for (group, member) in memberships where found.contains(member) {
                found.formUnion(memberships.filter { $0.group == group }.map(\.product))
            }
        }
        return found
    }

    /// The stock on hand and the end of every day of the horizon.
    func balances(of group: Set<String>) -> [Moment] {
        var balance = stock.filter { group.contains($0.product) }.map(\.quantity).reduce(0, +)
        var moments = [Moment(date: nil, projected: balance)]
        let plans =
            shipments.filter { group.contains($0.product) }.map { (leaves($0), 0 - $0.quantity) }
            + production.filter { group.contains($0.product) }.map { ($0.date, $0.quantity) }
        let changes = Dictionary(grouping: plans, by: \.0)
        for day in 0...options.horizonDays {
            let date = (today + day).text
            balance = (changes[date] ?? []).map(\.1).reduce(balance, +)
            moments.append(Moment(date: date, projected: balance))
        }
        return moments
    }

    /// The same, and what production adds after the horizon, when nothing is known of shipments.
    func moments(of group: Set<String>) -> [Moment] {
        var moments = balances(of: group)
        let last = (today + options.horizonDays).text
        for (date, quantity) in arrivals(of: group) where date > last {
            moments.append(Moment(date: date, projected: (moments.last?.projected ?? 0) + quantity))
        }
        return moments
    }

    /// Production from today on; ISO dates sort as text.
    func arrivals(of group: Set<String>) -> [(date: String, quantity: Fraction)] {
        var byDate: [String: Fraction] = [:]
        for plan in production where group.contains(plan.product) {
            guard let date = plan.date, date >= today.text else { continue }
            byDate[date, default: 0] = byDate[date, default: 0] + plan.quantity
        }
        return byDate.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func afterLeadTime(_ date: String) -> String { (CivilDate.day(date) + options.leadTimeDays).text }

    /// When a shipment leaves; nil when it is not charged.
    private func leaves(_ shipment: Plan) -> String? {
        if let date = shipment.date, date >= today.text { return date }
        return options.chargesOverdue ? today.text : nil
    }
}
