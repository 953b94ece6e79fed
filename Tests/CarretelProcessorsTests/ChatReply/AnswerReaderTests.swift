import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

@Suite struct AnswerReaderTests {
    private func read(_ response: HTTPResponse, key: String = "") -> ChatReading {
        let quoting = ChatQuoting([Secret(key)])
        return AnswerReader(quoting: quoting, now: ManualClock().now.wall).read(response.head, body: response.body)
    }

    private func setback(_ response: HTTPResponse, key: String = "") -> Setback {
        guard case .failure(let setback) = read(response, key: key).result else {
            Issue.record("There is a reply.")
            return Setback(reason: .noKey, message: "")
        }
        return setback
    }

    @Test func aReplyComesWithWhatTheServiceSaysOfIt() throws {
        let reading = read(
            .chat("  Olá, você.\n", headers: [HTTPHeaders.Field(name: "X-Request-Id", value: "req_1")]))
        #expect(try reading.result.get() == "Olá, você.")
        #expect(reading.facts.model == "gpt-4o-mini-2024-07-18" && reading.facts.finishReason == "stop")
        #expect(reading.facts.requestID == "req_1" && reading.wasTaken)
        #expect(try JSONValue(parsing: reading.facts.usage)["total_tokens"]?.int64 == 35)
    }

    @Test func aReplyInPartsIsPutTogether() throws {
        let parts = #"[{"type":"text","text":"Bom "},{"type":"image"},{"type":"text","text":"dia"}]"#
        #expect(try read(.completion(#"{"role":"assistant","content":\#(parts)}"#)).result.get() == "Bom dia")
    }

    @Test func whatAServerLeavesOutIsNotMissed() throws {
        let reading = read(.scripted(body: #"{"choices":[{"message":{"content":"Oi"}}]}"#))
        #expect(try reading.result.get() == "Oi")
        #expect(reading.facts == ChatFacts())
    }

    @Test(arguments: [
        (#"{"content":null}"#, "stop", FallbackReason.answerEmpty), (#"{"content":" \n"}"#, "stop", .answerEmpty),
        (#"{}"#, "stop", .answerEmpty), (#"{"content":7}"#, "stop", .answerEmpty),
        (#"{"content":[]}"#, "stop", .answerEmpty), (#"{"content":""}"#, "length", .answerEmpty),
        (#"{"content":null,"refusal":"I will not."}"#, "stop", .refused),
        (#"{"content":null,"tool_calls":[{"id":"1"}]}"#, "tool_calls", .toolCall),
        (#"{"content":"","tool_calls":[{"id":"1"}]}"#, "stop", .toolCall),
        (#"{"content":null,"function_call":{"name":"f"}}"#, "function_call", .toolCall),
        (#"{"content":"Half of it"}"#, "content_filter", .contentFiltered),
    ])
    func whatIsNoReplyIsToldApart(message: String, finish: String, reason: FallbackReason) throws {
        let setback = setback(.completion(message, finish: finish))
        #expect(setback.reason == reason && !setback.mayPass && !setback.message.isEmpty)
        #expect(read(.completion(message, finish: finish)).wasTaken)
    }

    @Test(arguments: [
        "", "OK", "<html>login</html>", "{", "[]", "null", "7", "{}", #"{"choices":[]}"#, #"{"choices":[{}]}"#,
        #"{"choices":[{"message":null}]}"#, #"{"choices":{}}"#, #"{"choices":[7]}"#,
    ])
    func anAnswerThatIsNoChatCompletionIsInvalid(body: String) throws {
        let setback = setback(.scripted(body: body))
        #expect(setback.reason == .answerInvalid && !setback.mayPass)
        #expect(setback.message.hasPrefix("Expected a chat completion, found "))
    }

    @Test func anErrorInAnAnswerThatSaysThatAllIsWellIsAnError() throws {
        let body = #"{"error":{"message":"Too many","type":"rate_limit_error","code":null}}"#
        let setback = setback(.scripted(body: body))
        #expect(setback.reason == .rateLimited && setback.mayPass)
        #expect(setback.message == "The service answers 200 with an error: Too many")
    }

    @Test(arguments: [
        (#"{"error":{"message":"A"}}"#, "A"), (#"{"error":"B"}"#, "B"), (#"{"message":"C","code":3}"#, "C"),
        (#"{"detail":"D"}"#, "D"), (#"[{"error":{"message":"E"}}]"#, "E"), ("Bad gateway", "Bad gateway"),
        (#"{"error":null,"message":"F"}"#, "F"), ("", "nothing at all"), (#""G""#, #""G""#),
        ("  <html>\n", #"<html>\n"#), ("\u{1B}[2J", #"\u{001B}[2J"#),
    ])
    func anErrorIsQuotedWhateverItsShape(body: String, words: String) throws {
        #expect(setback(.scripted(500, body: body)).message == "The service answers 500: \(words)")
    }

    @Test func aLongErrorIsCutAndTheKeyTakenOutBefore() throws {
        let key = "sk-secret-of-the-test"
        for body in [
            String(repeating: "x", count: 290) + key + String(repeating: "y", count: 100_000),
            #"{"error":{"message":"Incorrect API key provided: \#(key)."}}"#,
        ] {
            let message = setback(.scripted(401, body: body), key: key).message
            #expect(!message.contains("sk-sec") && message.count < 400)
        }
    }

    @Test(arguments: ["none", "EMPTY", "local", "1234567"])
    func aKeyThatIsAWordIsTakenOutOfErrorsAlone(key: String) throws {
        let body = #"{"model":"m-\#(key)","usage":{"a":"\#(key)"},"choices":[{"message":{"content":"\#(key)!"}}]}"#
        let reading = read(.scripted(body: body), key: key)
        #expect(try reading.result.get() == "\(key)!" && reading.facts.model == "m-\(key)")
        #expect(!reading.facts.usage.isEmpty)
        #expect(setback(.problem(401, message: "Wrong: \(key)"), key: key).message.hasSuffix("Wrong: (secret)"))
        let refusal = setback(.completion(#"{"content":null,"refusal":"No \#(key)."}"#), key: key)
        #expect(refusal.message.hasSuffix("No (secret)."))
    }

    @Test(arguments: ["insufficient_quota", "credit_balance_exhausted"])
    func anAccountThatCanPayNoMoreIsKnownByAnErrorThatWasCut(code: String) {
        let json = #"{"error":{"code":"\#(code)","message":"max_tokens"#
        for body in [json, "<html>\(code)</html>", String(repeating: "x", count: 70_000) + json] {
            for status in [400, 429, 500] {
                let setback = setback(.scripted(status, body: body))
                #expect(setback.reason == .quotaExhausted && !setback.mayPass && setback.unwelcome.isEmpty)
            }
        }
    }

    @Test func anErrorAboutSomethingElseNamesNoMember() {
        let message = "max_tokens is too large"
        for error in [
            HTTPResponse.problem(400, code: "context_length_exceeded", message: message),
            .problem(400, type: "insufficient_quota", message: message),
            .problem(400, message: message, headers: ["x-should-retry": "false"]),
        ] {
            #expect(setback(error).unwelcome.isEmpty)
        }
        #expect(setback(.problem(400, message: message)).unwelcome == [.maxTokens])
    }

    @Test func whatTheServiceNamesIsCutScrubbedAndEscaped() throws {
        let key = "sk-secret-of-the-test"
        let body = #"{"model":"m\u001b\#(key)","usage":{"a":"\#(key)"},"choices":[{"message":{"content":"\#(key)!"}}]}"#
        let id = HTTPHeaders.Field(name: "x-request-id", value: String(repeating: "r", count: 5_000))
        let reading = read(.scripted(headers: [id], body: body), key: key)
        #expect(reading.facts.model == #"m\u{001B}(secret)"#)
        #expect(reading.facts.usage.isEmpty)
        #expect(reading.facts.requestID?.count == ChatLimits.maxName)
        #expect(try reading.result.get() == "(secret)!")
    }

    @Test(arguments: [
        #"{"error":{"message":"Unsupported parameter: 'max_completion_tokens'","param":"max_completion_tokens"}}"#,
        #"{"error":{"message":"No","param":null,"code":"unsupported_max_completion_tokens","type":"max_completion_tokens"}}"#,
        #"{"error":{"message":"Unrecognized request argument supplied: max_completion_tokens"}}"#,
        #"{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs","input":4}]}"#,
        #"{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens')}]","code":400}"#,
        #"{"error":{"message":"litellm.UnsupportedParamsError: parameters: ['max_completion_tokens']","code":"400"}}"#,
        #"{"errors":[{"loc":["max_completion_tokens"]}]}"#, "unknown field max_completion_tokens",
    ])
    func anErrorNamesTheMemberThatTheServiceDoesNotTake(body: String) throws {
        for status in [400, 422] {
            #expect(setback(.scripted(status, body: body)).unwelcome == [.maxCompletionTokens])
        }
        #expect(setback(.scripted(500, body: body)).unwelcome.isEmpty)
    }

    @Test(arguments: [
        #"{"error":{"message":"max_completion_tokens_total is wrong"}}"#,
        #"{"error":{"message":"No","body":{"text":"max_tokens"}}}"#, #"{"error":{"message":"my_stream_options"}}"#,
        #"{"detail":[{"loc":["body","messages"],"msg":"Field required","input":{"max_tokens":4}}]}"#,
    ])
    func anErrorThatOnlyRepeatsTheRequestNamesNothing(body: String) throws {
        #expect(setback(.scripted(400, body: body)).unwelcome.isEmpty)
    }
}
