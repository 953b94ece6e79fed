// Which service orders were asked for most. Counting needs memory for each of them, so what a window has too many of is
// counted in several rounds, each of which sees a part of the numbers.

import CarretelCore

/// Counts rows by their service orders.
struct OrderGathering {
    /// So many rows are counted in one round: their numbers take some 100 MB when all are different.
    static let maxRows = 1_000_000

    private struct Count {
        var requests = 0
        var successes = 0
        var tries = 0
        var cached = 0
        var lastUse = Timestamp(microseconds: .min)
    }

    private let parts: Int
    private var part = 0
    private var counts: [String: Count] = [:]
    /// Those asked for most.
    private(set) var most: [UsageReport.Order] = []
    /// Those that the portal was asked for more than once.
    private(set) var repeated: [UsageReport.Order] = []

    /// Counts in so many rounds, each over all rows.
    init(parts: Int) { self.parts = parts }

    mutating func add(_ row: UsageRow, number: String) {
        if parts > 1, Int(UInt(bitPattern: number.hashValue) % UInt(parts)) != part { return }
        Self.add(row, to: &counts[number, default: Count()])
    }

    private static func add(_ row: UsageRow, to count: inout Count) {
        count.requests += 1
        if row.isSuccess { count.successes += 1 }
        if row.origin == .portal { count.tries += 1 }
        if row.origin == .cache { count.cached += 1 }
        count.lastUse = max(count.lastUse, row.createdAt)
    }

    /// Ends a round.
    ///
    /// - Returns: whether another one is needed.
    mutating func goOn() -> Bool {
        for (number, count) in counts {
            let order = UsageReport.Order(
                number: number, requests: count.requests, successes: count.successes, tries: count.tries,
                cached: count.cached, lastUse: count.lastUse)
            Self.offer(order, to: &most, limit: UsageReport.Limits.orders, by: \.requests)
            guard count.tries > 1 else { continue }
            Self.offer(order, to: &repeated, limit: UsageReport.Limits.repeated, by: \.tries)
        }
        counts = [:]
        part += 1
        return part < parts
    }

    /// Keeps the first few: those with the highest count, of equal ones the first by number.
    private static func offer(
        _ order: UsageReport.Order, to list: inout [UsageReport.Order], limit: Int, by: KeyPath<UsageReport.Order, Int>
    ) {
        func comes(before other: UsageReport.Order) -> Bool {
            (other[keyPath: by], order.number) < (order[keyPath: by], other.number)
        }
        if list.count == limit, let last = list.last, !comes(before: last) { return }
        list.insert(order, at: list.firstIndex(where: comes(before:)) ?? list.endIndex)
        if list.count > limit { list.removeLast() }
    }
}
