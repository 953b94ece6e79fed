import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct ScrapePartsTests {
    @Test(
        "numbers are asked for without blanks around them and without leading zeros",
        arguments: [
            ("123", "123"), (" 00123\t", "123"), ("0", "0"), ("0000", "0"), ("00A-7/1.2", "A-7/1.2"), ("0-1", "-1"),
            (String(repeating: "7", count: 40), String(repeating: "7", count: 40)),
            ("0" + String(repeating: "7", count: 40), String(repeating: "7", count: 40)),
        ])
    func numbers(text: String, clean: String) {
        #expect(OrderNumber.clean(text) == clean)
    }

    @Test(
        "what is no number is none",
        arguments: ["", "  ", "12 3", "..", "/", "é", "1;2", "1%2F", "1\n2", String(repeating: "7", count: 41)])
    func noNumbers(text: String) {
        #expect(OrderNumber.clean(text) == nil)
    }

    @Test func whatIsNoNumberIsShownInItsPlace() throws {
        let parameters = try JSONValue(parsing: Array(#"{"os_numbers":["1",2,"x y","3"]}"#.utf8))
        let problem = try #require(ScrapeParameters.check(parameters))
        #expect(problem.pointer == "/parameters/os_numbers/2" && problem.message.contains("\"x y\""))
        #expect(OsScraping.check(try JSONValue(parsing: Array(#"{"os_numbers":["1",2]}"#.utf8))) == nil)
    }

    @Test func integersAndTextsAreTheSameNumbers() throws {
        let parameters = try ScrapeParameters(try JSONValue(parsing: Array(#"{"os_numbers":["0012",12,7]}"#.utf8)))
        #expect(parameters.numbers == ["12", "12", "7"])
    }

    @Test func theNameIsOfTheMomentInBrazil() {
        #expect(BatchName.standard(at: Timestamp(microseconds: 1_795_176_000_000_000)) == "Lote_20261120_090000")
        // Two in the morning by UTC is still the day before there.
        #expect(BatchName.standard(at: Timestamp(microseconds: 1_767_232_805_000_000)) == "Lote_20251231_230005")
    }

    @Test func ofTwoReasonsToStopTheStrongerCounts() {
        let down = BatchStop.down(.failed("Down."))
        let busy = BatchStop.down(.failed("Busy.", retryAfter: .seconds(90)))
        let refused = BatchStop.refused(PortalFailure.loginFailed("Refused.").reason)
        let order = [nil, down, busy, .cancelled, refused]
        for (weaker, one) in order.enumerated() {
            for stronger in order[weaker...] {
                #expect(BatchStop.stronger(one, stronger) == stronger)
                #expect(BatchStop.stronger(stronger, one) == stronger)
            }
        }
    }

    @Test(
        "references lead where a browser would go, and never away from the portal",
        arguments: [
            ("/portal/os/7", "https://p.test:443/portal/os/7"), ("7", "https://p.test:443/a/7"),
            ("../x/./7?q=1", "https://p.test:443/x/7?q=1"), ("?numero=7", "https://p.test:443/a/b?numero=7"),
            ("", "https://p.test:443/a/b?c=d"), ("#top", "https://p.test:443/a/b?c=d"),
            ("//p.test/z", "https://p.test:443/z"), ("https://p.test/z#y", "https://p.test:443/z"),
            ("../../../../z", "https://p.test:443/z"), (" /z ", "https://p.test:443/z"),
        ])
    func references(reference: String, address: String) {
        #expect(PortalAddress.resolve(reference, on: "https://p.test/a/b?c=d") == address)
    }

    @Test(arguments: ["//q.test/z", "http://p.test/z", "https://p.test:8443/", "javascript:alert(1)", "mailto:a@b"])
    func noReferenceLeadsAway(reference: String) {
        #expect(PortalAddress.resolve(reference, on: "https://p.test/a/b") == nil)
    }

    @Test func numbersArePartsOfAPath() {
        #expect(PortalAddress.address("/os/{os}", below: "https://p.test", os: "7/2") == "https://p.test/os/7%2F2")
        #expect(PortalAddress.address("os?n={os}", below: "https://p.test", os: "A-7") == "https://p.test/os?n=A-7")
    }

    @Test func aCheckpointIsReadAsItWasWritten() throws {
        var checkpoint = ScrapeCheckpoint(batchName: "Lote \"x\"")
        checkpoint.begin(100, at: Timestamp(microseconds: 5))
        checkpoint.position = 40
        checkpoint.open = [
            3: ScrapeCheckpoint.Open(tries: 2, round: 1, code: "portal_failed"),
            1: ScrapeCheckpoint.Open(tries: 1, round: 0, code: "portal_timed_out"),
        ]
        let hash = try #require(ScriptedDataFile.hash([1]))
        checkpoint.file = DataFileMark(attempt: 2, name: "results.jsonl", bytes: 10, records: 1, sha256: hash)
        #expect(ScrapeCheckpoint(try JSONValue(parsing: checkpoint.bytes)) == checkpoint)
        #expect(ScrapeCheckpoint(try JSONValue(parsing: Array(#"{"schema":"other/1"}"#.utf8))) == nil)
    }
}

@Suite struct ScrapeForecastTests {
    private let limits = [LaneDescriptor.StartLimit(count: 2, window: .seconds(3_600))]

    private func forecast(_ settings: String = "{}", limits: [LaneDescriptor.StartLimit] = []) throws -> ScrapeForecast
    {
        ScrapeForecast(ScrapeSettings(try JSONValue(parsing: Array(settings.utf8))), startLimits: limits)
    }

    @Test func aBatchIsItsGroupsAndThePausesBetween() throws {
        // 20 groups of two rounds, 19 pauses.
        #expect(try forecast().duration(of: 100, each: .seconds(1)) == .seconds(20 * 2 + 19 * 2))
        #expect(try forecast().duration(of: 7, each: .seconds(1)) == .seconds(2 + 2 + 1))
        #expect(try forecast().duration(of: 0) == .zero)
    }

    @Test func batchesWaitForEachOtherAndForTheLimits() throws {
        let batch = Duration.seconds(78)
        #expect(try forecast().duration(of: 200, each: .seconds(1)) == batch * 2 + .seconds(120))
        // The third may start an hour after the first.
        #expect(try forecast(limits: limits).duration(of: 300, each: .seconds(1)) == .seconds(3_600) + batch)
    }

    @Test func aThousandAreFiveHours() throws {
        #expect(
            try forecast(limits: limits).sentence(of: 1_000)
                == "1,000 service orders are 10 batches of up to 100; with at most 2 batches started in 60 minutes "
                + "that takes about 5 hours.")
        #expect(
            try forecast().sentence(of: 150)
                == "150 service orders are 2 batches of up to 100; that takes about 8 minutes.")
        #expect(try forecast(limits: limits).sentence(of: 100) == nil)
    }

    @Test func onlyDifferentNumbersCount() throws {
        let numbers = (1...150).map { "\($0 % 100)" }.joined(separator: ",")
        let empty = try JSONValue(parsing: Array("{}".utf8))
        let same = try JSONValue(parsing: Array("{\"os_numbers\":[\(numbers)]}".utf8))
        #expect(OsScraping.outlook(same, settings: empty, startLimits: limits) == nil)
        let settings = try JSONValue(parsing: Array(#"{"batch_size":50}"#.utf8))
        let words = OsScraping.outlook(same, settings: settings, startLimits: limits)
        #expect(words?.hasPrefix("100 service orders are 2 batches of up to 50; ") == true)
    }

    @Test func whatIsLeftKnowsWhenBatchesBegan() throws {
        let now = Timestamp(microseconds: 0)
        let starts = [now + .seconds(-600), now + .seconds(-300)]
        let left = try forecast(limits: limits).remaining(
            inHand: 5, beyond: 100, each: .seconds(1), starts: starts, now: now)
        #expect(left == .seconds(3_000 + 78))
    }
}
