// Which service orders were asked for most. Counting needs memory for each of them, so a window with too many is gone
// through in several rounds, each of which counts a part of the numbers. How many rounds there are follows from how many
// numbers there are, not from how often they were asked for.

import CarretelCore

/// Counts rows by their service orders.
struct OrderGathering {
    /// So many service orders are counted in one round; that takes some 100 MB.
    static let maxNumbers = 1_000_000

    /// The numbers whose hash leaves this rest.
    private struct Part {
        var divisor: UInt = 1
        var rest: UInt = 0

        func has(_ number: String) -> Bool {
            divisor == 1 || UInt(bitPattern: number.hashValue) % divisor == rest
        }

        /// Keeps half of it and gives the other one away.
        mutating func split() -> Part {
            let other = Part(divisor: divisor * 2, rest: rest + divisor)
            divisor *= 2
            return other
        }
    }

    private struct Count {
        var requests = 0
        var successes = 0
        var tries = 0
        var cached = 0
        var lastUse = Timestamp(microseconds: .min)
    }

    private let maxNumbers: Int
    private var part = Part()
    /// What later rounds count.
    private var rest: [Part] = []
    private var counts: [String: Count] = [:]
    /// Those asked for most.
    private(set) var most: [UsageReport.Order] = []
    /// Those that the portal was asked for more than once.
    private(set) var repeated: [UsageReport.Order] = []

    /// Counts at most so many service orders at a time.
    init(maxNumbers: Int = maxNumbers) { self.maxNumbers = max(maxNumbers, 1) }

    mutating func add(_ row: UsageRow, number: String) {
        guard part.has(number) else { return }
        Self.add(row, to: &counts[number, default: Count()])
        if counts.count > maxNumbers { split() }
    }

    /// Leaves half of the numbers, as far as they were counted, to a later round.
    private mutating func split() {
        rest.append(part.split())
        counts = counts.filter { part.has($0.key) }
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
        guard let next = rest.popLast() else { return false }
        part = next
        return true
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
