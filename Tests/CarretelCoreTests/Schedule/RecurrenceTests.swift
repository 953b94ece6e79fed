import CarretelTestKit
import Testing

@testable import CarretelCore

@Suite(.seeded) struct RecurrenceTests {
    /// Zones with days around which something happens to their clocks.
    static let places: [(zone: String, days: [String])] = [
        ("UTC", ["2024-02-28", "2026-12-31"]),
        ("America/Sao_Paulo", ["2017-10-14", "2018-02-17", "2018-11-03", "2019-02-16", "2026-10-31"]),
        ("Europe/Berlin", ["2026-03-28", "2026-10-24", "2045-03-25"]),
        ("America/New_York", ["2026-03-07", "2026-10-31", "2050-11-05"]),
        ("Asia/Kathmandu", ["1985-12-31", "2026-06-01"]),
        ("Australia/Lord_Howe", ["2026-04-04", "2026-10-03", "2040-10-06"]),
    ]

    /// Walks minute by minute over clocks that are only asked how far ahead they are.
    private static func walk(_ cron: RandomCron, _ zone: ZoneRules, from start: Int, minutes: Int) -> [Int] {
        func local(_ minute: Int) -> Int {
            minute + zone.offset(at: Timestamp(microseconds: Int64(minute) * 60_000_000)) / 60
        }
        var found: [Int] = []
        var furthest = local(start - 1_440)
        for minute in start - 1_440...start + minutes {
            let now = local(minute)
            let isNew = now > furthest
            let wasSkipped = isNew && !cron.isOfEveryHour && (furthest + 1..<now).contains { cron.matches($0) }
            let isDue = cron.matches(now) && (isNew || cron.isOfEveryHour)
            if minute > start, isDue || wasSkipped { found.append(minute) }
            furthest = max(furthest, now)
        }
        return found
    }

    @Test(arguments: places) func agreesWithAWalkMinuteByMinute(zone name: String, days: [String]) throws {
        let seed = try Seed.current
        var generator = SeededGenerator(seed: seed)
        let zone = try ZoneRules(tzif: SystemZone.bytes(of: name))
        for day in days {
            let start = try #require(CivilDate(iso8601: day)).dayNumber * 1_440 - 720
            for _ in 0..<15 {
                let cron = RandomCron(using: &generator)
                // Some draws never match, such as 30 February.
                guard let expression = try? CronExpression(cron.text) else { continue }
                let recurrence = Recurrence.cron(expression, zone)
                let walked = Self.walk(cron, zone, from: start, minutes: 4_320)
                var found: [Int] = []
                var moment = Timestamp(microseconds: Int64(start) * 60_000_000)
                while let next = recurrence.next(after: moment), next.microseconds <= Int64(start + 4_320) * 60_000_000
                {
                    #expect(next.microseconds % 60_000_000 == 0)
                    found.append(Int(next.microseconds / 60_000_000))
                    moment = next
                }
                #expect(found == walked, "“\(cron.text)” in \(name) from \(day), seed \(seed)")
            }
        }
    }

    @Test func theWalkSeesChangesOfClocks() throws {
        // Without this the test above could agree on days on which nothing happens.
        for place in Self.places where place.zone != "UTC" {
            let zone = try ZoneRules(tzif: SystemZone.bytes(of: place.zone))
            let changes = try place.days.count { day in
                let noon = try #require(CivilDate(iso8601: day)).dayNumber * 86_400 + 43_200
                return zone.stretch(at: noon - 86_400).offset != zone.stretch(at: noon + 129_600).offset
            }
            #expect(changes >= 1, "\(place.zone)")
        }
    }

    @Test(arguments: [
        // Skipped: 02:00 to 03:00 on 29 March.
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]),
        ("0,15,30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]),
        ("30 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"]),
        // Twice: 02:00 to 03:00 on 25 October.
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]),
        // Every hour goes on as time does.
        (
            "30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"]
        ),
        ("30 * * * *", "Europe/Berlin", "2026-03-29T00:45:00Z", ["2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"]),
        // Midnight itself was skipped in Brazil, and came twice.
        ("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", ["2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"]),
        ("30 23 * * *", "America/Sao_Paulo", "2019-02-16T12:00:00Z", ["2019-02-17T01:30:00Z", "2019-02-18T02:30:00Z"]),
        // No summer time since.
        ("*/30 6-22 * * 1-6", "America/Sao_Paulo", "2026-11-21T01:40:00Z", ["2026-11-21T09:00:00Z"]),
        // Half an hour.
        (
            "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z",
            ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]
        ),
        (
            "45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z",
            ["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]
        ),
        ("0 0 * * *", "Asia/Kathmandu", "2026-11-21T00:00:00Z", ["2026-11-21T18:15:00Z"]),
        ("0 0 29 2 *", "UTC", "2096-02-29T00:00:00Z", ["2104-02-29T00:00:00Z"]),
    ])
    func knownMoments(expression: String, zone: String, after: String, expected: [String]) throws {
        let recurrence = Recurrence.cron(
            try CronExpression(expression), try ZoneRules(tzif: SystemZone.bytes(of: zone)))
        var moment = try Timestamp(parsingRFC3339: after)
        for text in expected {
            moment = try #require(recurrence.next(after: moment))
            #expect(moment == (try Timestamp(parsingRFC3339: text)), "\(moment.rfc3339Milliseconds), not \(text)")
        }
    }

    @Test func anIntervalIsCountedFromTheMomentBefore() throws {
        let moment = try Timestamp(parsingRFC3339: "2026-11-21T05:53:00Z")
        #expect(Recurrence.interval(.seconds(1_800)).next(after: moment) == moment + .seconds(1_800))
    }

    @Test func aFractionOfASecondNeitherHidesAMomentNorRepeatsIt() throws {
        let recurrence = Recurrence.cron(try CronExpression("* * * * *"), .utc)
        let moment = Timestamp(microseconds: 120_000_000)
        #expect(recurrence.next(after: moment + .microseconds(-1)) == moment)
        #expect(recurrence.next(after: moment + .microseconds(1)) == moment + .seconds(60))
    }
}
