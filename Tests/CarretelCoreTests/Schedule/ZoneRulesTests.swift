import CarretelTestKit
import Testing

@testable import CarretelCore

@Suite(.seeded) struct ZoneRulesTests {
    @Test(arguments: [
        ("UTC", "2026-11-21T00:00:00Z", 0),
        ("America/Sao_Paulo", "2018-11-04T02:59:59Z", -10_800), ("America/Sao_Paulo", "2018-11-04T03:00:00Z", -7_200),
        ("America/Sao_Paulo", "2019-02-17T01:59:59Z", -7_200), ("America/Sao_Paulo", "2019-02-17T02:00:00Z", -10_800),
        ("America/Sao_Paulo", "2060-01-01T00:00:00Z", -10_800),
        ("Europe/Berlin", "2026-03-29T00:59:59Z", 3_600), ("Europe/Berlin", "2026-03-29T01:00:00Z", 7_200),
        ("Europe/Berlin", "2099-07-01T00:00:00Z", 7_200), ("Europe/Berlin", "2099-12-31T23:59:59Z", 3_600),
        ("America/New_York", "2026-03-08T07:00:00Z", -14_400), ("America/New_York", "2050-11-06T06:00:00Z", -18_000),
        ("Asia/Kathmandu", "1985-12-31T18:29:59Z", 19_800), ("Asia/Kathmandu", "1985-12-31T18:30:00Z", 20_700),
        ("Australia/Lord_Howe", "2026-10-03T15:29:59Z", 37_800),
        ("Australia/Lord_Howe", "2026-10-03T15:30:00Z", 39_600),
        ("Europe/Berlin", "1800-01-01T00:00:00Z", 3_208),
    ])
    func offsetsAreThoseOfHistory(zone: String, moment: String, offset: Int) throws {
        let rules = try ZoneRules(tzif: SystemZone.bytes(of: zone))
        #expect(rules.offset(at: try Timestamp(parsingRFC3339: moment)) == offset)
    }

    /// Debian's files list every change up to 2037 and end with the rule that made them.
    @Test(arguments: [
        ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"), ("America/New_York", "EST5EDT,M3.2.0,M11.1.0"),
        ("Australia/Lord_Howe", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"),
        ("Asia/Jerusalem", "IST-2IDT,M3.4.4/26,M10.5.0"), ("Africa/Cairo", "EET-2EEST,M4.5.5/0,M10.5.4/24"),
    ])
    func theYearlyRuleAgreesWithTheListedChanges(zone: String, rule: String) throws {
        let listed = try ZoneRules(tzif: SystemZone.bytes(of: zone))
        let yearly = try #require(YearlyZoneRule(posix: rule))
        let ruled = ZoneRules(firstOffset: yearly.offset, transitions: [], later: yearly)
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<2_000 {
            // 2028 to 2045, across the end of the list.
            let second = Int.random(in: 1_830_297_600...2_398_377_600, using: &generator)
            #expect(listed.stretch(at: second) == ruled.stretch(at: second), "\(zone) at \(second)")
        }
    }

    @Test func aStretchIsBoundedByItsChanges() throws {
        let rules = try ZoneRules(tzif: SystemZone.bytes(of: "Europe/Berlin"))
        let spring = Int(try Timestamp(parsingRFC3339: "2060-03-28T01:00:00Z").microseconds / 1_000_000)
        let autumn = Int(try Timestamp(parsingRFC3339: "2060-10-31T01:00:00Z").microseconds / 1_000_000)
        let summer = ZoneRules.Stretch(start: spring, end: autumn, offset: 7_200, offsetBefore: 3_600)
        #expect(rules.stretch(at: spring) == summer)
        #expect(rules.stretch(at: autumn - 1) == summer)
        #expect(rules.stretch(at: autumn).start == autumn)
    }

    @Test func summerTimeAllTheYearRoundChangesNothing() throws {
        let rule = try #require(YearlyZoneRule(posix: "XXX3EDT4,0/0,J365/23"))
        let rules = ZoneRules(firstOffset: -14_400, transitions: [], later: rule)
        let stretch = rules.stretch(at: 1_798_761_600)
        #expect(stretch.offset == -14_400)
        #expect(stretch.start.map { $0 < 1_798_761_600 - 86_400 } ?? true)
    }

    @Test(arguments: [
        "", "E5", "EST", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.2.0", "EST168", "<-03", "EST5 ", "EST5EDT,J0,J5",
    ])
    func aRuleThatIsNoneIsRefused(text: String) {
        #expect(YearlyZoneRule(posix: text) == nil)
    }

    @Test func aFileThatIsCutAnywhereIsRefused() throws {
        let bytes = try SystemZone.bytes(of: "Australia/Lord_Howe")
        for length in 0..<bytes.count {
            #expect(throws: ZoneFileProblem.self, "\(length) bytes") {
                try ZoneRules(tzif: Array(bytes.prefix(length)))
            }
        }
    }

    @Test func aDamagedFileIsReadOrRefusedAndNothingElse() throws {
        let bytes = try SystemZone.bytes(of: "America/New_York")
        var generator = SeededGenerator(seed: try Seed.current)
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int.random(in: damaged.indices, using: &generator)] = UInt8.random(
                    in: .min ... .max, using: &generator)
            }
            // Whatever it says then, it says without a crash.
            guard let rules = try? ZoneRules(tzif: damaged) else { continue }
            _ = rules.stretch(at: 1_795_176_000)
        }
    }
}
