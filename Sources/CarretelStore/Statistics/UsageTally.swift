import CarretelCore

/// What a number of rows of `scraping_usage_stats` come to.
package struct UsageTally: Sendable, Hashable {
    /// All rows: tries, and answers that needed none.
    package var requests = 0
    /// Those with an answer that is whole, wherever it came from.
    package var successes = 0
    /// Answers out of the cache.
    package var cached = 0
    /// Numbers that stood in their job twice.
    package var duplicates = 0
    /// Rows for which the portal was asked, the only ones that count for times.
    package var tries = 0
    package var triesSucceeded = 0
    /// The seconds of all tries together.
    package var seconds = 0.0
    /// The shortest and the longest try; nil without any.
    package var fastest: Double?
    package var slowest: Double?

    /// An empty one.
    package init() {}

    /// Those without one.
    package var failures: Int { requests - successes }

    /// Percent of all requests in hundredths, rounded down so that 100 % means all; nil without any.
    package var successRate: Int? { Self.rate(successes, of: requests) }

    /// The same of the tries alone.
    package var trySuccessRate: Int? { Self.rate(triesSucceeded, of: tries) }

    /// The mean seconds of a try; nil without any.
    package var mean: Double? { tries > 0 ? seconds / Double(tries) : nil }

    private static func rate(_ part: Int, of all: Int) -> Int? { all > 0 ? part * 10_000 / all : nil }

    mutating func add(_ row: UsageRow) {
        requests += 1
        if row.isSuccess { successes += 1 }
        switch row.origin {
        case .cache: cached += 1
        case .duplicate: duplicates += 1
        case .portal:
            tries += 1
            if row.isSuccess { triesSucceeded += 1 }
            seconds += row.seconds
            fastest = min(fastest ?? row.seconds, row.seconds)
            slowest = max(slowest ?? row.seconds, row.seconds)
        }
    }
}
