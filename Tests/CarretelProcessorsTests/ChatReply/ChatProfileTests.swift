import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct ChatProfileTests {
    @Test func aProfileThatSaysNothingIsRight() {
        #expect(ChatReply.checkProfile(ChatRun.profile(key: nil)) == nil)
    }

    @Test(arguments: [
        ("url", "example.com", "http_invalid_url"), ("url", "http://example.com/v1", "http_plain_refused"),
        ("url", "https://example.com/v1?a=b", "an address without a question mark"),
        (
            "url", "https://example.com/v1/chat/completions/",
            "the address without /chat/completions, which is added, found: https://example.com"
        ),
        ("auth", "basic", "bearer or api-key, found: basic"),
        ("api_version", "2024 10", "letters, digits"), ("organization", "a\r\nb", "letters, digits"),
        ("project", "é", "letters, digits"), ("temperature", "2.1", "a number from 0 to 2"),
        ("temperature", "hot", "found: hot"), ("temperature", "-0.1", "a number from 0 to 2"),
        ("max_tokens", "0", "a whole number from 1 to 1000000, found: 0"), ("max_tokens", "4e2", "found: 4e2"),
        ("token_parameter", "tokens", "auto, max_completion_tokens or max_tokens, found: tokens"),
        ("allow_plain_http", "yes", "allowed is true or false"),
    ])
    func whatIsWrongIsNamed(key: String, value: String, words: String) throws {
        let reason = try #require(ChatReply.checkProfile(ChatRun.profile([key: value])))
        #expect("\(reason.code) \(reason.message)".contains(words), "\(reason)")
        #expect(reason.hint != nil)
    }

    @Test(arguments: [
        (#"[]"#, "found: array"), (#"{"#, "no JSON"), (#"{"a":[]}"#, #"found: array for "a""#),
        (#"{"a":{"nome":"x"}}"#, #"entity "a" (/a/nome)"#),
        (#"{"a":{"name":7}}"#, #"entity "a" (/a/name): Expected a string"#),
        (#"{"a":{"name":""}}"#, "found an empty string"), (#"{"default":{"fallbacks":[]}}"#, "found an empty array"),
        (#"{"default":{"fallbacks":["ok",7]}}"#, #"entity "default" (/default/fallbacks/1)"#),
        (
            #"{"a":{"temperature":2.5}}"#,
            #""temperature" of "a" is a number from 0 to 2 with at most 3 places, or none, found: 2.5"#
        ),
        (#"{"a":{"temperature":"warm"}}"#, #"found: "warm""#), (#"{"a":{"temperature":true}}"#, "found true"),
        (#"{"a":{"system_prompt":["x"]}}"#, "(/a/system_prompt): Expected a string"),
        (#"{"a":{"fallbacks":["{name} {","x {nome}"]}}"#, #"found: {nome} in "fallbacks" of "a""#),
        (#"{"a":{"fallbacks":["{}{{quem} sai"]}}"#, "the only blank of a template is {name}, found: {quem}"),
    ])
    func whatIsWrongWithAnEntityIsNamedWithItsMember(entities: String, words: String) throws {
        let reason = try #require(ChatReply.checkProfile(ChatRun.profile(["entities": entities])))
        #expect(reason.code == "profile_invalid" && reason.message.contains(words), "\(reason)")
        #expect(reason.message.contains("entities") && !reason.message.contains("job file"), "\(reason)")
        #expect(reason.hint != nil)
    }

    @Test func bracesThatAreNoBlanksAreText() {
        let entities = #"{"a":{"system_prompt":"Diga {nome}.","fallbacks":["{name}{name} { x } {} {não é} }{"]}}"#
        #expect(ChatReply.checkProfile(ChatRun.profile(["entities": entities])) == nil)
    }

    @Test func entitiesThatAreTooLargeAreRefused() throws {
        let prompt = String(repeating: "x", count: 30_000)
        let many = (0..<40).map { #""e\#($0)":{"system_prompt":"\#(prompt)"}"# }.joined(separator: ",")
        let reason = try #require(ChatReply.checkProfile(ChatRun.profile(["entities": "{\(many)}"])))
        #expect(reason.message.contains("at most 1048576 bytes"))
    }

    @Test(arguments: [
        ("0", #""temperature":0}"#), ("2", #""temperature":2}"#), ("0.125", #""temperature":0.125}"#), ("none", "400}"),
    ])
    func theTemperatureGoesOutAsItIsWritten(text: String, end: String) async throws {
        let service = ScriptedService(.chat("a"))
        _ = try await ChatRun(service, profile: ChatRun.profile(["temperature": text]))
        let body = try #require(service.requests.first?.body)
        #expect(String(decoding: body, as: UTF8.self).hasSuffix(end))
    }

    @Test func tuningIsNoPartOfWhoWeAre() {
        let identifying = OpenAISystem.system.keys.filter { !$0.isTuning }.map(\.name)
        #expect(identifying == ["url", "api_key", "organization", "project"])
        #expect(OpenAISystem.system.keys.allSatisfy { $0.standard != nil || $0.isSecret })
    }
}
