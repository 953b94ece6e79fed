import CarretelCore
import CarretelTestKit
import Testing

@Suite struct JobFileReaderTests {
    private func request(_ file: String) throws -> JobRequest {
        switch try SampleTypes.reader().read(Array(file.utf8)) {
        case .valid(let request, let warnings):
            #expect(warnings.isEmpty)
            return request
        case .rejected(let reason, _): throw reason
        }
    }

    @Test func theSmallestJobGetsItsTypesDefaults() throws {
        #expect(
            try request(#"{"type":"echo"}"#)
                == JobRequest(type: "echo", timeout: .seconds(60), maxAttempts: 3))
    }

    @Test func everyMemberIsRead() throws {
        let file = #"""
            {
              "type": "echo", "key": "carteira-2026-11-20", "requested_by": "maria", "priority": 9,
              "timeout_seconds": 300.5, "max_attempts": 1,
              "not_before": "2026-11-20T12:00:00Z", "expires_at": "2026-11-20T10:00:00.5-03:00",
              "meta": {"a": [1.10,
                "x\n"]},
              "parameters": {"delay_ms": 5,
                "any": 12345678901234567890.10}
            }
            """#
        let request = try request(file)
        #expect(request.key == "carteira-2026-11-20")
        #expect(request.requestedBy == "maria")
        #expect(request.priority == 9)
        #expect(request.timeout == .milliseconds(300_500))
        #expect(request.maxAttempts == 1)
        #expect(request.notBefore?.rfc3339Milliseconds == "2026-11-20T12:00:00.000Z")
        #expect(request.expiresAt?.rfc3339Milliseconds == "2026-11-20T13:00:00.500Z")
        #expect(String(decoding: request.meta, as: UTF8.self) == "{\"a\": [1.10,\n    \"x\\n\"]}")
        let parameters = "{\"delay_ms\": 5,     \"any\": 12345678901234567890.10}"
        #expect(String(decoding: request.parameters, as: UTF8.self) == parameters)
    }

    @Test(arguments: [
        (#"3600"#, Duration.seconds(3_600)), (#"3.6e3"#, .seconds(3_600)), (#"0.001"#, .milliseconds(1)),
        (#"1e-9"#, .microseconds(1)), (#"0.1"#, .milliseconds(100)),
    ])
    func timeLimitsAreNumbersOfSeconds(text: String, limit: Duration) throws {
        #expect(try request(#"{"type":"echo","timeout_seconds":\#(text)}"#).timeout == limit)
    }

    @Test(arguments: ["null", "5", #""x""#, "[]", "{}", "true"])
    func metaMayBeAnything(text: String) throws {
        #expect(try request(#"{"type":"echo","meta":\#(text)}"#).meta == Array(text.utf8))
    }

    @Test func boundsAreIncluded() throws {
        #expect(try request(#"{"type":"echo","priority":0,"max_attempts":3,"requested_by":""}"#).priority == 0)
        let key = String(repeating: "é", count: 100)
        #expect(try request(#"{"type":"echo","key":"\#(key)"}"#).key == key)
        let orders = #"{"type":"rupture-lots","parameters":{"dataset":{"orders":[1]},"pedidos":[1,"2",3,4,5]}}"#
        #expect(try request(orders).type == "rupture-lots")
    }

    @Test func membersThatEchoDoesNotKnowAreLetThrough() throws {
        let parameters = #"{"x":{"type":null},"priority":99}"#
        #expect(try request(#"{"type":"echo","parameters":\#(parameters)}"#).parameters == Array(parameters.utf8))
    }

    @Test func namesWithEscapesAreTheNamesTheyMean() throws {
        #expect(try request(#"{"\u0074ype":"ech\u006f","ke\u0079":"k"}"#).key == "k")
    }

    @Test func aByteOrderMarkIsAWarning() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array(#"{"type":"echo"}"#.utf8)
        guard case .valid(_, let warnings) = try SampleTypes.reader().read(bytes) else {
            Issue.record("rejected")
            return
        }
        let message = "The file begins with a byte order mark, which was ignored; save it as UTF-8 without one."
        #expect(warnings == [Warning(code: "byte_order_mark", message: message)])
    }

    @Test func aRejectionKeepsTheWritersMarks() throws {
        let file = #"{"meta": {"id": 7.0}, "key": "k", "requested_by": "maria", "type": "ecoh"}"#
        guard case .rejected(_, let salvaged) = try SampleTypes.reader().read(Array(file.utf8)) else {
            Issue.record("accepted")
            return
        }
        let meta = Array(#"{"id": 7.0}"#.utf8)
        #expect(salvaged == SalvagedMembers(type: "ecoh", key: "k", requestedBy: "maria", meta: meta))
    }

    @Test func marksOfTheWrongKindOrEndlessOnesAreNotKept() throws {
        let file = #"{"type": 5, "key": "\#(String(repeating: "k", count: 2_000))"}"#
        guard case .rejected(_, let salvaged) = try SampleTypes.reader().read(Array(file.utf8)) else {
            Issue.record("accepted")
            return
        }
        #expect(salvaged == SalvagedMembers())
    }

    @Test(arguments: [
        ("", "truncated"), ("{\"type\":\"echo\"", "truncated"), ("[]", "not_an_object"),
        ("{\"type\":\"echo\",}", "syntax_error"), ("{\"type\":\"echo\"} x", "trailing_text"),
        ("{\"type\":\"echo\",\"type\":\"echo\"}", "duplicate_member"), ("{\"type\":\"\\ud800\"}", "lone_surrogate"),
        (String(repeating: "{\"a\":", count: 70), "too_deep"),
    ])
    func whatIsNotJSONIsRejectedWithAPlaceAndAHint(file: String, code: String) throws {
        let reader = try SampleTypes.reader()
        guard case .rejected(let reason, let salvaged) = reader.read(Array(file.utf8)) else {
            Issue.record("accepted")
            return
        }
        #expect(reason.failureClass == .permanent)
        #expect(reason.code == code)
        #expect(reason.line == 1 && reason.column != nil)
        #expect(reason.hint?.isEmpty == false)
        #expect(salvaged == SalvagedMembers())
        #expect(reader.problems(in: Array(file.utf8)) == [reason])
    }

    @Test func aFileAboveTheLimitIsTooLarge() throws {
        let file = Array(#"{"type":"echo","meta":""#.utf8) + [UInt8](repeating: 0x61, count: JobFileReader.maxBytes)
        guard case .rejected(let reason, _) = try SampleTypes.reader().read(file) else {
            Issue.record("accepted")
            return
        }
        #expect(reason.code == "too_large")
        #expect(reason.message.contains("16777216"))
    }

    @Test func allProblemsAreNamedInTheirOrder() throws {
        let file = #"""
            {"priority": 12,
             "tipe": 1,
             "type": "rupture-lots",
             "parameters": {"pedidos": [], "lot_size": 0},
             "not_before": "2026-11-20T12:00:00Z", "expires_at": "2026-11-20T12:00:00Z"}
            """#
        let problems = try SampleTypes.reader().problems(in: Array(file.utf8))
        #expect(
            problems.map { "\($0.line ?? 0) \($0.code)" } == [
                "1 out_of_range", "2 unknown_member", "4 missing_member", "4 wrong_length", "4 out_of_range",
                "5 expires_too_early",
            ])
    }

    @Test func aFileFullOfProblemsIsCutShortAndSaysSo() throws {
        let members = (0..<500).map { #","m\#($0)":1"# }.joined()
        let problems = try SampleTypes.reader().problems(in: Array(#"{"type":"echo"\#(members)}"#.utf8))
        #expect(problems.count == 101)
        #expect(problems.last?.code == "more_problems")
        #expect(problems.last?.message == "There are more problems; only the first 100 are named.")
    }

    @Test func theTypesOwnCheckComesLastAndGetsItsPlace() throws {
        let reader = try SampleTypes.reader(checks: [
            "echo": { parameters in
                guard parameters["crash"] != nil else { return nil }
                return FailureReason(
                    .transient, code: "no_crash", message: "No crashing.", pointer: "/parameters/crash/1/x")
            }
        ])
        let file = "{\"type\":\"echo\",\n\"parameters\":{\"crash\":[1,\n {}]}}"
        guard case .rejected(let reason, _) = reader.read(Array(file.utf8)) else {
            Issue.record("accepted")
            return
        }
        #expect(reason.failureClass == .permanent)
        #expect(reason.code == "no_crash")
        #expect(reason.pointer == "/parameters/crash/1/x")
        #expect(reason.line == 3 && reason.column == 2)
        #expect(reason.hint?.isEmpty == false)
        let worse = "{\"type\":\"echo\",\"priority\":10,\"parameters\":{\"crash\":1}}"
        #expect(reader.problems(in: Array(worse.utf8)).map(\.code) == ["out_of_range"])
        guard case .valid = reader.read(Array(#"{"type":"echo"}"#.utf8)) else {
            Issue.record("without parameters the check must see an empty object")
            return
        }
    }

    @Test(arguments: [
        ("/parameters/a/-1", "1:34"), ("/parameters/a/9", "1:34"), ("/parameters/a/1", "1:39"),
        ("/parameters/x~1y~0z", "1:50"), ("/nowhere/at/all", "1:1"), ("no pointer", "0:0"), ("", "1:1"),
    ])
    func aPointerThatLeadsNowhereGetsThePlaceNearestToIt(pointer: String, place: String) throws {
        let reader = try SampleTypes.reader(checks: [
            "echo": { _ in FailureReason(.permanent, code: "", message: "No.", pointer: pointer) }
        ])
        let file = #"{"type":"echo","parameters":{"a":[ 7, 8],"x/y~z":9}}"#
        let reason = try #require(reader.problems(in: Array(file.utf8)).first)
        #expect("\(reason.line ?? 0):\(reason.column ?? 0)" == place)
        #expect(reason.code == "invalid_parameters")
    }

    @Test(.seeded) func noBytesTrapTheReader() throws {
        let reader = try SampleTypes.reader()
        var random = try CarretelCore.SeededGenerator(seed: Seed.current)
        let bad = #"{"type":"rupture-lots","priority":"5","key":null}"#
        let files = [SampleTypes.echo.sample, SampleTypes.lots.sample, bad]
        for round in 0..<3_000 {
            var bytes = Array(files[round % files.count].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let other = bytes.randomElement(using: &random) ?? 0
                bytes[place] = Bool.random(using: &random) ? .random(in: 0 ... .max, using: &random) : other
            }
            if case .rejected(let reason, _) = reader.read(bytes) {
                #expect(reason.hint?.isEmpty == false && !reason.message.isEmpty && reason.line != nil)
                #expect(reader.problems(in: bytes).first == reason)
            }
        }
    }
}
