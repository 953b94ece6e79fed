package import CarretelCore

/// What a portal was used for in a stretch of time, out of the statistics of the history (docs/scraping-report.md).
package struct UsageReport: Sendable, Equatable {
    /// What one user asked for.
    package struct User: Sendable, Equatable {
        package var name: String
        package var tally: UsageTally
        package var firstUse: Timestamp
        package var lastUse: Timestamp
        /// On how many days.
        package var days: Int
    }

    /// A day, whether anything happened on it or not.
    package struct Day: Sendable, Equatable {
        package var date: CivilDate
        package var tally = UsageTally()
    }

    /// A service order that was asked for.
    package struct Order: Sendable, Equatable {
        package var number: String
        package var requests: Int
        package var successes: Int
        package var tries: Int
        package var cached: Int
        package var lastUse: Timestamp
    }

    /// A row of `scraping_batch_stats`.
    package struct Batch: Sendable, Equatable {
        package var job: String
        package var user: String
        package var batch: ScrapingBatch
        package var createdAt: Timestamp
    }

    /// How many of a kind are listed.
    package enum Limits {
        /// Those who asked most.
        package static let users = 100
        /// The last batches.
        package static let batches = 20
        /// The service orders asked for most.
        package static let orders = 10
        /// Service orders that the portal was asked for more than once.
        package static let repeated = 20
    }

    /// Where the bars of ``durations`` end, in seconds; the last bar has no end.
    package static let durationBounds = [1.0, 2, 5, 10, 20, 30, 60, 120, 300]

    /// The first moment that counts.
    package var since: Timestamp
    /// The moment after the last one.
    package var until: Timestamp
    package var total = UsageTally()
    /// 95 of 100 tries took no longer, in seconds; nil without any.
    package var p95: Double?
    /// Tries by how long they took; see ``durationBounds``.
    package var durations = Array(repeating: 0, count: durationBounds.count + 1)
    /// Those who asked most, and how many there were in all.
    package var users: [User] = []
    package var userCount = 0
    /// All days of the stretch, in their order.
    package var days: [Day] = []
    /// By the hour of the day, from 0.
    package var hours = Array(repeating: UsageTally(), count: 24)
    /// By the day of the week, from Monday.
    package var weekdays = Array(repeating: UsageTally(), count: 7)
    package var batches: [Batch] = []
    package var orders: [Order] = []
    package var repeated: [Order] = []

    /// A report of a stretch of time in which nothing happened, with the days that it touches by the clocks of a zone.
    package init(since: Timestamp, until: Timestamp, zone: ZoneRules) {
        self.since = since
        self.until = until
        let first = zone.civilDate(at: since)
        let last = zone.civilDate(at: until + .microseconds(-1))
        days = (0..<max(last - first + 1, 0)).map { Day(date: first + $0) }
    }
}
