import CarretelTestKit
import Testing

@testable import CarretelCore
@testable import CarretelStore

@Suite("The report of portals", .seeded)
struct UsageReportTests {
    /// 2027-01-15 was a Friday; a fixed offset from UTC, so that the test can reckon without the zones' rules.
    private static let offset = -10_800
    private static let zone = ZoneRules(firstOffset: offset, transitions: [], later: nil)

    private struct Row {
        var user: String
        var usage: ScrapingUsage
    }

    /// Tries of some weeks, by chance.
    private static func rows(_ count: Int, _ seed: inout SeededGenerator) -> [Row] {
        (0..<count).map { _ in
            let origin = ScrapingUsage.Origin.allCases.randomElement(using: &seed) ?? .portal
            let isSuccess = origin != .portal || Bool.random(using: &seed)
            let seconds = origin == .portal ? Double(Int.random(in: 0...400_000, using: &seed)) / 1_000 : 0
            return Row(
                user: ["ana", "joão", "1000", "zé"].randomElement(using: &seed) ?? "",
                usage: .try(
                    "\(Int.random(in: 1...40, using: &seed))", isSuccess ? "success" : "portal_failed", isSuccess,
                    seconds: seconds, at: Int64.random(in: -40 * 86_400...2 * 86_400, using: &seed), origin))
        }
    }

    /// Writes the rows of each user as those of a job of theirs.
    private static func write(_ rows: [Row], to fixture: JournalFixture) throws {
        let journal = try fixture.open()
        for (index, user) in Set(rows.map(\.user)).sorted().enumerated() {
            let number = Int64(index + 1)
            var arrival = TestJob(number: number, type: "scraping").arrival
            let request = JobRequest(
                type: "scraping", requestedBy: user, priority: 5, timeout: .seconds(60), maxAttempts: 3)
            arrival.verdict = .valid(request, warnings: [])
            let told = rows.filter { $0.user == user }.map { StatisticsRow.scrapingUsage($0.usage) }
            try journal.carryOut([
                .write(
                    .accept(JobNumber(rawValue: number), arrival, .running(at: JournalFixture.at(0))), dossier: nil),
                .write(.checkpoint(JobNumber(rawValue: number), [], rows: told), dossier: nil),
            ])
        }
        try journal.close()
    }

    @Test("comes to the same as a reckoning row by row")
    func agreesWithAnotherReckoning() throws {
        var generator = SeededGenerator(seed: try Seed.current)
        let all = Self.rows(3_000, &generator)
        let fixture = try JournalFixture()
        try Self.write(all, to: fixture)
        let (since, until) = (JournalFixture.at(-30 * 86_400), JournalFixture.at(86_400))
        let report = try HistoryReader.open(fixture.path).usage(since: since, until: until, zone: Self.zone)
        // In several rounds it comes to the same as in one.
        let inParts = try HistoryReader.open(fixture.path)
            .usage(since: since, until: until, zone: Self.zone, numbersInMemory: 7)
        #expect(inParts == report)
        let rows = all.filter { $0.usage.createdAt >= since && $0.usage.createdAt < until }

        let seconds = { (row: Row) in Double(row.usage.processingTime.wholeMicroseconds) / 1_000_000 }
        let times = rows.filter { $0.usage.origin == .portal }.map(seconds).sorted()
        #expect(report.total.requests == rows.count)
        #expect(report.total.successes == rows.count { $0.usage.isSuccess })
        #expect(report.total.cached == rows.count { $0.usage.origin == .cache })
        #expect(report.total.duplicates == rows.count { $0.usage.origin == .duplicate })
        #expect(report.total.tries == times.count)
        #expect(report.total.slowest == times.last && report.total.fastest == times.first)
        let mean = try #require(report.total.mean)
        #expect(abs(mean - times.reduce(0, +) / Double(times.count)) < 1e-9)
        let p95 = try #require(report.p95)
        #expect(
            times.count { $0 <= p95 } * 100 >= times.count * 95 && times.count { $0 < p95 } * 100 < times.count * 95)
        #expect(report.durations.reduce(0, +) == times.count)
        #expect(report.durations[0] == times.count { $0 < 1 } && report.durations[9] == times.count { $0 >= 300 })

        func local(_ row: Row) -> Int { Int(row.usage.createdAt.microseconds / 1_000_000) + Self.offset }
        for (hour, tally) in report.hours.enumerated() {
            #expect(tally.requests == rows.count { local($0) / 3_600 % 24 == hour })
        }
        for (weekday, tally) in report.weekdays.enumerated() {
            #expect(tally.requests == rows.count { (local($0) / 86_400 + 3) % 7 == weekday })
        }
        #expect(report.days.map(\.date.dayNumber) == Array(20_803...20_834))
        for day in report.days {
            let ofDay = rows.filter { local($0) / 86_400 == day.date.dayNumber }
            #expect(day.tally.requests == ofDay.count && day.tally.successes == ofDay.count { $0.usage.isSuccess })
        }

        let byUser = Dictionary(grouping: rows, by: \.user)
        #expect(report.userCount == byUser.count)
        #expect(report.users.map(\.tally.requests) == byUser.values.map(\.count).sorted(by: >))
        for user in report.users {
            let own = byUser[user.name] ?? []
            #expect(
                user.firstUse == own.map(\.usage.createdAt).min() && user.lastUse == own.map(\.usage.createdAt).max())
            #expect(user.days == Set(own.map { local($0) / 86_400 }).count)
        }

        let byOrder = Dictionary(grouping: rows, by: \.usage.osNumber)
        let most = byOrder.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(10)
        #expect(report.orders.map(\.number) == most.map(\.key))
        #expect(report.orders.map(\.requests) == most.map(\.value.count))
        let tries = byOrder.mapValues { $0.count { $0.usage.origin == .portal } }.filter { $0.value > 1 }
        let repeated = tries.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(20)
        #expect(report.repeated.map(\.number) == repeated.map(\.key))
        #expect(report.repeated.map(\.tries) == repeated.map(\.value))
    }

    /// Counts so many rows, about so many service orders in turn, ten at a time.
    private static func rounds(rows: Int, numbers: Int) -> (rounds: Int, most: [UsageReport.Order]) {
        var orders = OrderGathering(maxNumbers: 10)
        var rounds = 0
        repeat {
            rounds += 1
            for index in 0..<rows {
                let row = UsageRow(
                    createdAt: JournalFixture.at(Int64(index)), origin: .portal, isSuccess: true, seconds: 1)
                orders.add(row, number: "\(index % numbers)")
            }
        } while orders.goOn()
        return (rounds, orders.most)
    }

    @Test("goes over the rows as often as there are too many service orders, however many rows there are")
    func rounds() {
        #expect(Self.rounds(rows: 5_000, numbers: 10).rounds == 1)
        let (rounds, most) = Self.rounds(rows: 400, numbers: 40)
        // Four parts are the least; which number is in which is by chance.
        #expect((4...40).contains(rounds))
        // Each was counted once, and from its first row on.
        #expect(most.count == 10 && most.allSatisfy { $0.requests == 10 && $0.tries == 10 })
    }

    @Test("says percentages in hundredths, rounded down, and nothing of nothing")
    func rates() throws {
        let fixture = try JournalFixture()
        try Self.write([], to: fixture)
        _ = try fixture.open()
        let since = JournalFixture.at(0)
        let empty = try HistoryReader.open(fixture.path).usage(since: since, until: since, zone: .utc)
        #expect(empty.total.successRate == nil && empty.total.mean == nil && empty.p95 == nil)
        var tally = UsageTally()
        for index in 0..<3 {
            tally.add(UsageRow(createdAt: since, origin: .portal, isSuccess: index > 0, seconds: 1))
        }
        tally.add(UsageRow(createdAt: since, origin: .cache, isSuccess: true, seconds: 0))
        #expect(tally.successRate == 7_500)
        #expect(tally.trySuccessRate == 6_666)
        #expect(tally.mean == 1)
    }

    @Test("lists the last twenty batches, the latest first")
    func batches() throws {
        let fixture = try JournalFixture()
        let journal = try fixture.open()
        for number in 1...25 as ClosedRange<Int64> {
            try journal.carryOut([
                TestJob(number: number, type: "scraping").run(at: number),
                .write(
                    .checkpoint(
                        JobNumber(rawValue: number), [],
                        rows: [
                            .scrapingBatch(
                                ScrapingBatch(
                                    batchName: "L\(number)", totalOS: 2, successCount: 2, errorCount: 0,
                                    status: .completed, updatedAt: JournalFixture.at(number + 1)))
                        ]), dossier: nil),
            ])
        }
        let report = try HistoryReader.open(fixture.path)
            .usage(since: JournalFixture.at(0), until: JournalFixture.at(1), zone: .utc)
        #expect(report.batches.map(\.batch.batchName) == (6...25).reversed().map { "L\($0)" })
        #expect(report.batches.first?.createdAt == JournalFixture.at(25))
    }
}
