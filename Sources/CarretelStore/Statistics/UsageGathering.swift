// Adds up the tries of a window in one pass over their index, in the order of time, so that the zone and the user need
// only be looked up when they change. Memory grows with users and with 8 bytes a try, for the percentile.

import CarretelCore

/// A row of `scraping_usage_stats` as far as it is added up.
struct UsageRow {
    var createdAt: Timestamp
    var origin: ScrapingUsage.Origin
    var isSuccess: Bool
    var seconds: Double
}

/// Adds up rows that come in the order of time.
struct UsageGathering {
    /// Zones are set at such moments only.
    private static let quarterHour: Int64 = 900_000_000

    private(set) var report: UsageReport
    private let zone: ZoneRules
    private let firstDay: Int
    private var seconds: [Double] = []
    private var users: [UsageReport.User] = []
    private var lastDays: [Int] = []
    private var placeOfUser: [String: Int] = [:]
    private var lastUser: (name: String, place: Int)?
    private var quarter: Int64 = .min
    private var offset = 0

    init(since: Timestamp, until: Timestamp, zone: ZoneRules) {
        report = UsageReport(since: since, until: until, zone: zone)
        self.zone = zone
        firstDay = zone.civilDate(at: since).dayNumber
    }

    mutating func add(_ row: UsageRow, user: String) {
        report.total.add(row)
        let (day, hour) = dayAndHour(of: row.createdAt)
        if report.days.indices.contains(day - firstDay) { report.days[day - firstDay].tally.add(row) }
        report.hours[hour].add(row)
        // 1970-01-01 was a Thursday.
        report.weekdays[((day + 3) % 7 + 7) % 7].add(row)
        addToUser(row, user, day: day)
        guard row.origin == .portal else { return }
        seconds.append(row.seconds)
        let bar = UsageReport.durationBounds.firstIndex { row.seconds < $0 } ?? UsageReport.durationBounds.count
        report.durations[bar] += 1
    }

    private mutating func addToUser(_ row: UsageRow, _ name: String, day: Int) {
        let place = self.place(of: name, at: row.createdAt)
        users[place].tally.add(row)
        users[place].lastUse = row.createdAt
        guard lastDays[place] != day else { return }
        users[place].days += 1
        lastDays[place] = day
    }

    private mutating func place(of name: String, at moment: Timestamp) -> Int {
        if let lastUser, lastUser.name == name { return lastUser.place }
        let place = placeOfUser[name] ?? users.count
        if place == users.count {
            users.append(.init(name: name, tally: UsageTally(), firstUse: moment, lastUse: moment, days: 0))
            lastDays.append(.min)
            placeOfUser[name] = place
        }
        lastUser = (name, place)
        return place
    }

    /// The day since 1970 and the hour of the day in the zone.
    private mutating func dayAndHour(of moment: Timestamp) -> (day: Int, hour: Int) {
        let quarter = moment.microseconds / Self.quarterHour
        if quarter != self.quarter {
            self.quarter = quarter
            offset = zone.offset(at: moment)
        }
        let local = moment.microseconds + Int64(offset) * 1_000_000
        let hour = local >= 0 ? local / 3_600_000_000 : (local + 1) / 3_600_000_000 - 1
        let day = hour >= 0 ? hour / 24 : (hour + 1) / 24 - 1
        return (Int(day), Int(hour - day * 24))
    }

    /// What all of it came to.
    consuming func finished() -> UsageReport {
        report.userCount = users.count
        report.users = Array(
            users.sorted { ($1.tally.requests, $0.name) < ($0.tally.requests, $1.name) }
                .prefix(UsageReport.Limits.users))
        seconds.sort()
        if !seconds.isEmpty { report.p95 = seconds[max(1, (seconds.count * 95 + 99) / 100) - 1] }
        return report
    }
}
