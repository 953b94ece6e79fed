import CarretelCore
import Testing

/// Limits that depend on what a job asks for.
@Suite struct TimeoutRuleTests {
    private func read(_ text: String, _ type: JobTypeDescriptor = SampleTypes.load) throws -> JobVerdict {
        JobFileReader(catalogue: try JobCatalogue([type])).read(Array(text.utf8))
    }

    private func timeout(_ members: String, _ type: JobTypeDescriptor = SampleTypes.load) throws -> Duration? {
        guard case .valid(let request, _) = try read(#"{"type": "full-load"\#(members)}"#, type) else { return nil }
        return request.timeout
    }

    /// The type, with `mode` complete unless a job says otherwise.
    private var completeByDefault: JobTypeDescriptor {
        var type = SampleTypes.load
        type.parameters.fields[0].defaultJSON = "\"complete\""
        return type
    }

    @Test func theLimitIsThatOfTheRuleThatHolds() throws {
        #expect(try timeout("") == .seconds(120))
        #expect(try timeout(#", "parameters": {}"#) == .seconds(120))
        #expect(try timeout(#", "parameters": {"mode": "safe"}"#) == .seconds(120))
        #expect(try timeout(#", "parameters": {"mode": "complete"}"#) == .seconds(7_200))
    }

    @Test func aMemberLeftOutCountsAsItsDefault() throws {
        #expect(try timeout("", completeByDefault) == .seconds(7_200))
        #expect(try timeout(#", "parameters": {"month": "2026-11"}"#, completeByDefault) == .seconds(7_200))
        #expect(try timeout(#", "parameters": {"mode": "safe"}"#, completeByDefault) == .seconds(120))
    }

    @Test func aMemberWithoutDefaultThatIsLeftOutFulfilsNoCondition() throws {
        var type = SampleTypes.load
        type.parameters.fields[0].defaultJSON = nil
        #expect(try timeout("", type) == .seconds(120))
    }

    @Test(arguments: [
        #", "timeout_seconds": 86400, "parameters": {"mode": "complete"}"#,
        #", "parameters": {"mode": "complete"}, "timeout_seconds": 86400"#,
    ])
    func theCeilingIsThatOfTheRuleWhereverTheLimitStands(_ members: String) throws {
        #expect(try timeout(members) == .seconds(86_400))
    }

    @Test(arguments: [
        #"{"type": "full-load", "timeout_seconds": 601, "parameters": {"mode": "safe"}}"#,
        #"{"type": "full-load", "parameters": {}, "timeout_seconds": 601}"#,
        #"{"timeout_seconds": 601, "type": "full-load"}"#,
    ])
    func aLimitAboveTheCeilingNamesTheValueThatAllowsMore(_ text: String) throws {
        guard case .rejected(let reason, _) = try read(text) else {
            Issue.record("accepted: \(text)")
            return
        }
        #expect(reason.code == "out_of_range" && reason.pointer == "/timeout_seconds")
        #expect(reason.message.contains("at most 600 ("))
        #expect(reason.hint == #"Lower it; jobs with "mode" "complete" may take up to 86400."#)
    }

    @Test func aLimitAboveTheLargestCeilingHasNoSuchHint() throws {
        let text = #"{"type": "full-load", "timeout_seconds": 86401, "parameters": {"mode": "complete"}}"#
        guard case .rejected(let reason, _) = try read(text) else {
            Issue.record("accepted")
            return
        }
        #expect(reason.message.contains("at most 86400 ("))
        #expect(reason.hint == "Lower it and split larger work over several job files.")
    }

    @Test(arguments: [#"{"mode": 7}"#, #"{"mode": null}"#, #"["mode"]"#, #""complete""#])
    func parametersThatAreWrongDecideNothing(_ parameters: String) throws {
        let type = try JSONValue(parsing: Array(#"{"parameters": \#(parameters)}"#.utf8))
        #expect(
            SampleTypes.load.timeLimits(of: type["parameters"])
                == TimeLimits(standard: .seconds(120), ceiling: .seconds(600)))
        #expect(try timeout(#", "parameters": \#(parameters)"#) == nil)
    }

    @Test func theSchemaAllowsTheLargestCeilingAndSaysWhichIsWhose() throws {
        let schema = try JSONValue(parsing: SampleTypes.load.jsonSchema())
        let member = try #require(schema["properties"]?["timeout_seconds"])
        #expect(member["maximum"]?.numberText == "86400")
        #expect(member["default"]?.numberText == "120")
        #expect(
            member["description"]?.string
                == #"The limit of one attempt: 120 unless given, at most 600. With "mode" "complete": 7200 unless given, "#
                + "at most 86400.")
    }
}
