import CarretelCore
import CarretelTestKit
import Testing

/// `chat-reply` through the real program, where nobody can be asked.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct ChatReplyTests {
    private let job = """
        {"type": "chat-reply", "parameters": {"session_id": "s1", "entity_id": "guardia", "message": "Onde?"}}
        """

    @Test func withoutAnyConfigurationThereIsAReplyAndADuplicateOfIt() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop("first", job)
        try daemon.drop("second", job.replacing(#""Onde?""#, with: #""Onde?", "profile": "default""#))
        let results = [try await daemon.result(of: "first"), try await daemon.result(of: "second")]
        #expect(results.allSatisfy { $0["status"]?.string == "succeeded" })
        #expect(results.allSatisfy { $0["output"]?["fallback_reason"]?.string == "no_key" })
        #expect(Set(results.map { $0["output"]?["origin"]?.string }) == ["fallback", "duplicate"])
        #expect(results[0]["output"]?["reply"]?.string == results[1]["output"]?["reply"]?.string)
        let warnings = results.map { $0["warnings"]?.elements.map { $0["code"]?.string } }
        #expect(warnings == [["fallback"], ["fallback"]])
    }

    @Test func entitiesThatAreNoneEndTheStart() async throws {
        let daemon = try DaemonUnderTest()
        let entities = #"{"guardia":{"nome":"Guardiã"}}"#
        try await daemon.launch(["serve", "--spool", daemon.spool], environment: ["OPENAI_ENTITIES": entities])
        #expect(try await daemon.ended() != .exited(code: 0))
        #expect(daemon.log().contains(#"profiles.default.openai.entities, entity "guardia" (/guardia/nome)"#))
    }
}
