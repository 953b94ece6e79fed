import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelProcessors

/// A service in memory that takes its time by a manual clock, and keeps the limit of each request as a real client
/// does.
final class ScriptedService: HTTPClient {
    /// What becomes of one request.
    struct Step: Sendable {
        var answer: Result<HTTPResponse, HTTPFailure>
        /// Until the answer is there, or its first piece.
        var delay = Duration.milliseconds(500)
        /// Of a stream's pieces.
        var pieceBytes = 16
        /// Before each piece but the first.
        var pause = Duration.zero
        /// What ends a stream after its body.
        var breaksWith: HTTPFailure?
        /// Whether a stream stays open after its body until its client leaves.
        var staysOpen = false
        /// Done once the delay has passed.
        var after: (@Sendable () -> Void)?
    }

    let clock = ManualClock()
    private let begin: MonotonicInstant
    private let state = Mutex((steps: [Step](), requests: [HTTPRequest](), starts: [Duration]()))

    /// Answers requests one after the other.
    init(_ steps: [Step] = []) {
        begin = clock.now.monotonic
        state.withLock { $0.steps = steps }
    }

    convenience init(_ answers: HTTPResponse...) { self.init(answers.map { Step(answer: .success($0)) }) }

    /// Answers a coming request, after those that are there.
    func add(_ steps: Step...) { state.withLock { $0.steps += steps } }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    /// When each came, from the beginning.
    var starts: [Duration] { state.withLock { $0.starts } }
    /// Their bodies.
    func bodies() throws -> [JSONValue] { try requests.map { try JSONValue(parsing: $0.body) } }

    private func next(_ request: HTTPRequest) throws(HTTPFailure) -> (Step, ends: MonotonicInstant) {
        let now = clock.now.monotonic
        let step = state.withLock { state in
            state.requests.append(request)
            state.starts.append(now - begin)
            return state.steps.isEmpty ? nil : state.steps.removeFirst()
        }
        guard let step else {
            Issue.record("No answer is prepared for \(request).")
            throw HTTPFailure(.unavailable, "No answer is prepared.")
        }
        let ends = now + request.limits.total
        try pass(step.delay, until: ends)
        step.after?()
        return (step, ends)
    }

    private func pass(_ duration: Duration, until end: MonotonicInstant) throws(HTTPFailure) {
        let left = end - clock.now.monotonic
        clock.advance(by: min(duration, left))
        guard duration < left else { throw HTTPFailure(.timedOut, "there was no complete answer in time") }
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try next(request).0.answer.get()
    }

    func stream(
        _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
    ) async throws(HTTPFailure) -> HTTPResponse {
        let (step, ends) = try next(request)
        var response = try step.answer.get()
        var rest = response.body[...]
        response.body = []
        var isFirst = true
        while !rest.isEmpty {
            if !isFirst { try pass(step.pause, until: ends) }
            isFirst = false
            guard onChunk(response.head, Array(rest.prefix(step.pieceBytes))) == .more else {
                response.wasStopped = true
                return response
            }
            rest = rest.dropFirst(step.pieceBytes)
        }
        if let failure = step.breaksWith { throw failure }
        if step.staysOpen {
            // Only a cancellation ends it.
            let (forever, end) = AsyncStream<Void>.makeStream()
            await withTaskCancellationHandler {
                for await _ in forever {}
            } onCancel: {
                end.finish()
            }
            throw HTTPFailure(.cancelled, "The client has left.")
        }
        return response
    }

    func forget(session: String) {}
}

extension HTTPResponse {
    /// A chat completion with that content.
    static func chat(_ content: String, finish: String = "stop", headers: [HTTPHeaders.Field] = []) -> HTTPResponse {
        var writer = JSONWriter()
        writer.string(content)
        return .completion(
            #"{"role":"assistant","content":\#(String(decoding: writer.bytes, as: UTF8.self)),"refusal":null}"#,
            finish: finish, headers: headers)
    }

    /// A chat completion with that message.
    static func completion(_ message: String, finish: String = "stop", headers: [HTTPHeaders.Field] = [])
        -> HTTPResponse
    {
        .scripted(
            headers: headers,
            body: """
                {"id":"chatcmpl-x1","object":"chat.completion","created":1767225600,"model":"gpt-4o-mini-2024-07-18",
                "choices":[{"index":0,"message":\(message),"logprobs":null,"finish_reason":"\(finish)"}],
                "usage":{"prompt_tokens":31,"completion_tokens":4,"total_tokens":35}}
                """)
    }

    /// An error as OpenAI tells it.
    static func problem(
        _ status: Int, type: String = "null", code: String = "null", param: String = "null", message: String = "Não.",
        headers: [String: String] = [:]
    ) -> HTTPResponse {
        func json(_ text: String) -> String { text == "null" ? text : "\"\(text)\"" }
        return .scripted(
            status, headers: headers.map { HTTPHeaders.Field(name: $0.key, value: $0.value) },
            body:
                #"{"error":{"message":"\#(message)","type":\#(json(type)),"param":\#(json(param)),"code":\#(json(code))}}"#
        )
    }

    /// A stream of events with that data.
    static func events(_ data: [String]) -> HTTPResponse {
        .scripted(
            headers: [HTTPHeaders.Field(name: "Content-Type", value: "text/event-stream")],
            body: data.map { "data: \($0)\n\n" }.joined())
    }

    /// A stream of a whole answer.
    static func streamed(_ pieces: [String]) -> HTTPResponse {
        events(
            [ChatChunk.piece("", role: true)] + pieces.map { ChatChunk.piece($0) }
                + [ChatChunk.end(), ChatChunk.usage, "[DONE]"])
    }
}

/// Chunks of a streamed chat completion.
enum ChatChunk {
    static let usage = #"{"object":"chat.completion.chunk","model":"m-1","choices":[],"usage":{"total_tokens":9}}"#

    static func piece(_ text: String, role: Bool = false) -> String {
        chunk(#"{\#(role ? #""role":"assistant","# : "")"content":"\#(text)"}"#)
    }

    static func end(_ reason: String = "stop") -> String { chunk("{}", finish: "\"\(reason)\"") }

    static func chunk(_ delta: String, finish: String = "null") -> String {
        """
        {"id":"c","object":"chat.completion.chunk","model":"m-1","choices":[{"index":0,"delta":\(delta),"finish_reason":\(finish)}]}
        """
    }
}
