import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct ChatParametersTests {
    private static let required = #""session_id":"s","entity_id":"e","message":"m""#

    private func problems(_ parameters: String) throws -> [FailureReason] {
        ChatParameters.schema.problems(in: try JSONValue(parsing: Array(parameters.utf8)))
    }

    @Test func threeMembersAreAllThatAJobNeeds() throws {
        #expect(try problems("{\(Self.required)}").isEmpty)
        let parameters = try ChatParameters(JSONValue(parsing: Array("{\(Self.required)}".utf8)))
        #expect(parameters.history.isEmpty && !parameters.isStream)
    }

    @Test(arguments: [
        (#""session_id":"s","entity_id":"e""#, "message"),
        (#""session_id":"","entity_id":"e","message":"m""#, "session_id"),
        (#"\#(required),"history":[{"role":"system","content":"x"}]"#, "/history/0/role"),
        (#"\#(required),"history":[{"role":"user"}]"#, "content"),
        (#"\#(required),"history":[{"role":"user","content":"x","name":"y"}]"#, "/history/0/name"),
        (#"\#(required),"stream":"yes""#, "/stream"), (#"\#(required),"url":"http://x""#, "/url"),
        (#"\#(required),"api_key":"x""#, "/api_key"), (#"\#(required),"profile":7"#, "/profile"),
    ])
    func whatIsWrongIsNamed(members: String, place: String) throws {
        let problem = try #require(try problems("{\(members)}").first)
        #expect("\(problem.pointer ?? "") \(problem.message)".contains(place), "\(problem)")
    }

    @Test func theLimitsAreLimits() throws {
        func job(message: Int, history: Int) throws -> [FailureReason] {
            let turns = Array(repeating: #"{"role":"user","content":"x"}"#, count: history).joined(separator: ",")
            let text = String(repeating: "x", count: message)
            return try problems(#"{"session_id":"s","entity_id":"e","message":"\#(text)","history":[\#(turns)]}"#)
        }
        #expect(try job(message: 16_000, history: 1_000).isEmpty)
        #expect(try job(message: 16_001, history: 1).first?.message.contains("1 to 16000 bytes") == true)
        #expect(try job(message: 1, history: 1_001).first?.message.contains("0 to 1000 elements") == true)
    }

    @Test func parametersThatNobodyCheckedAreRefused() throws {
        for text in ["{}", #"{\#(Self.required),"history":[{"role":"robot","content":"x"}]}"#] {
            let parameters = try JSONValue(parsing: Array(text.utf8))
            let reason = #expect(throws: FailureReason.self) { _ = try ChatParameters(parameters) }
            #expect(reason?.code == "invalid_parameters")
        }
    }

    // What is shared.

    private func identity(_ more: String) throws -> SharingKey? {
        let request = JobRequest(
            type: "chat-reply", key: nil, timeout: .seconds(1), maxAttempts: 1,
            parameters: Array("{\(more)}".utf8))
        let reader = JobFileReader(catalogue: try JobCatalogue([ChatReply.descriptor]))
        return reader.sharing(of: request) { bytes in
            guard let hash = ScriptedDataFile.hash(bytes) else { preconditionFailure("four words are 32 bytes") }
            return hash
        }.coalescing
    }

    @Test func aJobWithoutAProfileSharesWithOneThatNamesTheStandardOne() throws {
        let plain = try #require(try identity(Self.required)).identity
        #expect(try identity(#"\#(Self.required),"profile":"default""#)?.identity == plain)
        #expect(try identity(#"\#(Self.required),"profile":"other""#)?.identity != plain)
    }

    @Test func sessionEntityAndMessageTellJobsApartAndNothingElse() throws {
        let plain = try #require(try identity(Self.required)).identity
        #expect(try identity(#"\#(Self.required),"history":[],"stream":true"#)?.identity == plain)
        for other in [
            #""session_id":"x","entity_id":"e","message":"m""#, #""session_id":"s","entity_id":"x","message":"m""#,
            #""session_id":"s","entity_id":"e","message":"x""#, #""session_id":"e","entity_id":"s","message":"m""#,
        ] {
            #expect(try identity(other)?.identity != plain)
        }
        let rule = try #require(ChatReply.descriptor.coalescing)
        #expect(rule.window == .seconds(5) && rule.condition == nil && rule.overlay == #"{"origin":"duplicate"}"#)
    }
}
