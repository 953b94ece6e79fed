import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Replies that come as streams.
@Suite(.seeded) struct StreamTests {
    private let stream = #","stream":true"#

    private func service(_ data: [String], pieceBytes: Int = 16, breaksWith failure: HTTPFailure? = nil)
        -> ScriptedService
    {
        ScriptedService([
            ScriptedService.Step(answer: .success(.events(data)), pieceBytes: pieceBytes, breaksWith: failure)
        ])
    }

    @Test func aStreamIsAskedForWithItsUsage() async throws {
        let service = ScriptedService(.streamed(["Olá", ", você."]))
        let run = try await ChatRun(service, stream)
        #expect(try run.end() == "model: Olá, você.")
        let body = try #require(try service.bodies().first)
        #expect(body["stream"]?.boolean == true && body["stream_options"]?["include_usage"]?.boolean == true)
        let output = try run.output()
        #expect(output["usage"]?["total_tokens"]?.int64 == 9 && output["model"]?.string == "m-1")
        #expect(output["finish_reason"]?.string == "stop" && run.warnings.isEmpty)
    }

    @Test func howTheBytesAreSplitMakesNoDifference() async throws {
        var random = SeededGenerator(seed: try Seed.current)
        for _ in 0..<40 {
            let bytes = Int.random(in: 1...300, using: &random)
            let service = service(
                [ChatChunk.piece("Ação 🌳"), ChatChunk.piece(" é"), ChatChunk.piece("…"), ChatChunk.end(), "[DONE]"],
                pieceBytes: bytes)
            let run = try await ChatRun(service, stream)
            #expect(try run.end() == "model: Ação 🌳 é…", "pieces of \(bytes) bytes")
            #expect(try partial(run) == "Ação 🌳 é…", "pieces of \(bytes) bytes")
        }
    }

    /// All text told by events.
    private func partial(_ run: ChatRun) throws -> String {
        try run.events.map { try JSONValue(parsing: Array($0.utf8))["partial"]?.string ?? "" }.joined()
    }

    @Test func partialTextIsToldAtMostTenTimesASecond() async throws {
        let words = (0..<100).map { "palavra\($0) " }
        let service = ScriptedService([
            ScriptedService.Step(
                answer: .success(.streamed(words)), pieceBytes: 64, pause: .milliseconds(10))
        ])
        let begin = service.clock.now.monotonic
        let run = try await ChatRun(service, stream)
        #expect(try partial(run) == words.joined())
        // About 130 bytes for each word, so 20 ms; the first and the rest at the end come on top, and the pause for the
        // end of the answer may.
        let streamed = service.clock.now.monotonic - begin - .milliseconds(500)
        let most = Int(streamed.wholeMilliseconds / 100) + 2
        #expect(run.events.count > 5 && run.events.count <= most)
        #expect(run.attempt.reported.allSatisfy { !$0.event.isEmpty && $0.percent == nil })
    }

    @Test func aServerThatAnswersInOnePieceIsReadAsSuch() async throws {
        let run = try await ChatRun(ScriptedService(.chat("Inteira.")), stream)
        #expect(try run.end() == "model: Inteira.")
        let failing = ScriptedService(.problem(401, code: "invalid_api_key"))
        #expect(try await ChatRun(failing, stream).end() == "fallback: unauthorized")
        #expect(try await ChatRun(ScriptedService(.scripted(body: "")), stream).end() == "fallback: answer_invalid")
        #expect(
            try await ChatRun(ScriptedService(.scripted(body: "<html>")), stream).end() == "fallback: answer_invalid")
    }

    @Test(arguments: ["stream_options", "include_usage"])
    func aServerThatKnowsNoStreamOptionsIsAskedWithout(word: String) async throws {
        let refusal = HTTPResponse.problem(422, message: "Unknown: stream_options (\(word))")
        let service = ScriptedService(refusal, .streamed(["Oi"]), .streamed(["Oi"]))
        let processor = ChatReply()
        let run = try await ChatRun(service, stream, processor: processor)
        #expect(try run.end() == "model: Oi" && run.warnings.isEmpty)
        _ = try await ChatRun(service, stream, processor: processor)
        #expect(try service.bodies().map { $0["stream_options"] != nil } == [true, false, false])
        #expect(try service.bodies().allSatisfy { $0["stream"]?.boolean == true })
    }

    @Test func aStreamThatBreaksIsAskedForAgainAndTheTextBeforeIsTakenBack() async throws {
        let service = service(
            [ChatChunk.piece("Era uma ")], breaksWith: HTTPFailure(.truncated, "the connection ended"))
        service.add(ScriptedService.Step(answer: .success(.streamed(["Oi"]))))
        let run = try await ChatRun(service, stream)
        #expect(try run.end() == "model: Oi" && service.requests.count == 2)
        #expect(run.events == [#"{"partial":"Era uma "}"#, #"{"restart":true}"#, #"{"partial":"Oi"}"#])
    }

    @Test func aStreamThatBreaksForGoodIsAFallbackAndTheTextIsTakenBack() async throws {
        let service = service([ChatChunk.piece("Era uma ")])
        let run = try await ChatRun(service, stream, settings: #"{"retries":0}"#)
        #expect(try run.end() == "fallback: truncated")
        #expect(run.events == [#"{"partial":"Era uma "}"#, #"{"restart":true}"#])
        #expect(!(try run.output()["reply"]?.string ?? "").contains("Era uma"))
    }

    @Test func aStreamWithoutTextThatBreaksHasNothingToTakeBack() async throws {
        let run = try await ChatRun(service([ChatChunk.piece("", role: true)]), stream, settings: #"{"retries":0}"#)
        #expect(try run.end() == "fallback: truncated" && run.events.isEmpty)
    }

    @Test(arguments: [
        ([ChatChunk.piece("Oi"), "{"], "fallback: answer_invalid"),
        ([ChatChunk.piece("Oi"), "[1]"], "fallback: answer_invalid"),
        ([ChatChunk.piece("Oi"), #"{"error":{"message":"x","type":"server_error"}}"#], "fallback: server_error"),
        ([#"{"error":{"message":"x","code":"insufficient_quota"}}"#], "fallback: quota_exhausted"),
        ([#"{"error":{"message":"x","code":429}}"#], "fallback: rate_limited"),
        ([#"{"error":{"message":"x","type":"rate_limit_error"}}"#], "fallback: rate_limited"),
        ([#"{"error":{"message":"x","type":"invalid_request_error"}}"#], "fallback: invalid_request"),
        (
            [#"{"error":{"message":"x","type":"invalid_request_error","code":"invalid_api_key"}}"#],
            "fallback: unauthorized"
        ),
        ([#"{"error":{"message":"x","type":"authentication_error"}}"#], "fallback: unauthorized"),
        ([#"{"error":{"message":"x","type":"permission_error"}}"#], "fallback: forbidden"),
        (
            [#"{"error":{"message":"x","type":"invalid_request_error","code":"model_not_found"}}"#],
            "fallback: model_not_found"
        ),
        ([#"{"error":{"message":"x","code":"context_length_exceeded"}}"#], "fallback: invalid_request"),
        ([ChatChunk.piece("Oi"), ChatChunk.end(), #"{"error":{"message":"x"}}"#], "model: Oi"),
        (["", ChatChunk.piece("Oi"), " ", ChatChunk.end(), ""], "model: Oi"),
        (["", " "], "fallback: answer_invalid"),
        ([#"{"object":"error","message":"x","code":500}"#], "fallback: server_error"),
        ([#"{"error":null,"choices":[]}"#, ChatChunk.piece("Oi"), "[DONE]"], "model: Oi"),
        ([ChatChunk.piece("Oi"), ChatChunk.end("content_filter"), "[DONE]"], "fallback: content_filtered"),
        ([ChatChunk.chunk(#"{"refusal":"No."}"#), ChatChunk.end(), "[DONE]"], "fallback: refused"),
        (
            [ChatChunk.chunk(#"{"tool_calls":[{"index":0}]}"#), ChatChunk.end("tool_calls"), "[DONE]"],
            "fallback: tool_call"
        ),
        ([ChatChunk.end(), "[DONE]"], "fallback: answer_empty"), (["[DONE]"], "fallback: answer_empty"),
        ([ChatChunk.piece("Oi"), "[DONE] "], "model: Oi"),
        ([ChatChunk.piece("Oi"), ChatChunk.end()], "model: Oi"), ([ChatChunk.piece("Oi")], "fallback: truncated"),
        ([ChatChunk.piece("Oi"), "[DONE]", ChatChunk.piece(" e mais")], "model: Oi"),
    ])
    func theEndOfAStreamDecides(data: [String], end: String) async throws {
        #expect(try await ChatRun(service(data), stream, settings: #"{"retries":0}"#).end() == end)
    }

    @Test func aStreamThatIsOverIsWholeThoughTheConnectionBreaks() async throws {
        let data = [ChatChunk.piece("Oi"), "[DONE]"]
        let service = service(data, pieceBytes: 1, breaksWith: HTTPFailure(.truncated, "x"))
        #expect(try await ChatRun(service, stream).end() == "model: Oi")
        // Without the empty line behind the last event.
        let body = "data: \(data[0])\n\ndata: [DONE]"
        #expect(try await ChatRun(ScriptedService(.scripted(body: body)), stream).end() == "model: Oi")
    }

    @Test(arguments: [HTTPFailure.Kind.truncated, .timedOut, .closed])
    func aStreamThatHasToldWhyItEndsIsWholeWhateverEndsTheAnswer(kind: HTTPFailure.Kind) async throws {
        let service = service(
            [ChatChunk.piece("Oi"), ChatChunk.end()], breaksWith: HTTPFailure(kind, "x"))
        #expect(try await ChatRun(service, stream).end() == "model: Oi")
        #expect(service.requests.count == 1)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [[ChatChunk.end()], ["[DONE]"], [ChatChunk.end(), "[DONE]"]])
    func aServerThatKeepsTheConnectionOpenIsNotWaitedFor(end: [String]) async throws {
        let service = ScriptedService([
            ScriptedService.Step(answer: .success(.events([ChatChunk.piece("Oi")] + end)), staysOpen: true)
        ])
        #expect(try await ChatRun(service, stream).end() == "model: Oi")
        #expect(service.clock.now.monotonic - ManualClock().now.monotonic == .milliseconds(750))
    }

    @Test func aSecretIsTakenOutOfPartialTextHoweverItIsSplit() async throws {
        let key = ChatRun.key
        for length in 1..<key.utf8.count {
            let pieces = ["A chave é ", String(key.prefix(length)), String(key.dropFirst(length)), " mesmo."]
            let service = ScriptedService([
                ScriptedService.Step(
                    answer: .success(.streamed(pieces)), pieceBytes: 16, pause: .milliseconds(200))
            ])
            let run = try await ChatRun(service, stream, settings: #"{"answer_seconds":120}"#)
            #expect(try run.end() == "model: A chave é (secret) mesmo.")
            #expect(try partial(run) == "A chave é (secret) mesmo.")
        }
    }

    @Test func whatOnlyBeginsLikeASecretIsTold() async throws {
        let half = String(ChatRun.key.prefix(12))
        let run = try await ChatRun(ScriptedService(.streamed(["Oi, \(half)", " e \(half)"])), stream)
        #expect(try partial(run) == "Oi, \(half) e \(half)")
        #expect(try run.end() == "model: Oi, \(half) e \(half)")
    }

    @Test func aQuotaThatIsUsedUpIsKnownByAnErrorThatWasCut() async throws {
        let service = ScriptedService([
            ScriptedService.Step(
                answer: .success(.scripted(429, body: #"{"error":{"code":"insufficient_quota","mess"#)),
                breaksWith: HTTPFailure(.truncated, "x"))
        ])
        #expect(try await ChatRun(service, stream).end() == "fallback: quota_exhausted")
        #expect(service.requests.count == 1)
    }

    @Test func aReplyThatIsCutSaysSo() async throws {
        let run = try await ChatRun(service([ChatChunk.piece("Era uma"), ChatChunk.end("length"), "[DONE]"]), stream)
        #expect(try run.end() == "model: Era uma" && run.warnings == ["reply_cut"])
    }

    @Test func aStreamThatIsTooSlowEndsWithTheTimeForTheAnswer() async throws {
        let service = ScriptedService([
            ScriptedService.Step(answer: .success(.streamed(["Era", " uma", " vez"])), pause: .seconds(1))
        ])
        let run = try await ChatRun(service, stream)
        #expect(try run.end() == "fallback: timed_out")
        #expect(run.warnings == ["timed_out", "fallback"])
        #expect(try run.output()["seconds"]?.numberText == "18")
    }
}
