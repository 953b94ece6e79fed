import CarretelCore
import Synchronization

/// Takes the body of one answer as it comes, tells its text as events and keeps what it makes.
///
/// A server that answers a wish for a stream with one JSON body is read as such.
final class StreamSink: Sendable {
    private struct State {
        var head: HTTPResponseHead?
        /// Everything, until it is known to be a stream.
        var body: [UInt8] = []
        var isStream = false
        var reader = EventStreamReader()
        var stream: ChatStream
        var partial: PartialText
        var hasTold = false
        var hasSaidWhole = false

        /// Takes bytes; the text that they add.
        mutating func take(_ bytes: [UInt8]) -> String {
            guard !isStream else { return feed(bytes) }
            body += bytes
            guard let head, 200...299 ~= head.status, let first = body.first(where: { $0 > 0x20 }),
                !"{[<".utf8.contains(first)
            else { return "" }
            isStream = true
            defer { body = [] }
            return feed(body)
        }

        private mutating func feed(_ bytes: [UInt8]) -> String {
            reader.feed(bytes).reduce(into: "") { $0 += stream.take($1) }
        }
    }

    private let attempt: any AttemptContext
    private let quoting: ChatQuoting
    private let whenWhole: @Sendable () -> Void
    private let state: Mutex<State>

    /// Nothing has come yet.
    ///
    /// - Parameters:
    ///   - attempt: the job.
    ///   - quoting: knows the key.
    ///   - whenWhole: told once, when the text has its end.
    init(attempt: any AttemptContext, quoting: ChatQuoting, whenWhole: @escaping @Sendable () -> Void) {
        self.attempt = attempt
        self.quoting = quoting
        self.whenWhole = whenWhole
        state = Mutex(
            State(
                stream: ChatStream(quoting: quoting), partial: PartialText(scrubber: quoting.replyScrubber)))
    }

    /// Whether text was told.
    var hasTold: Bool { state.withLock { $0.hasTold } }

    /// Takes a piece of the body.
    ///
    /// - Parameters:
    ///   - head: status and headers of the answer.
    ///   - bytes: the piece.
    /// - Returns: stop once what follows is of no use.
    func take(_ head: HTTPResponseHead, _ bytes: [UInt8]) -> HTTPStreamVerdict {
        let now = attempt.now.monotonic
        let (text, isSpoilt, isNewlyWhole) = state.withLock { state in
            state.head = head
            let added = state.take(bytes)
            let told = state.partial.add(added, at: now)
            state.hasTold = state.hasTold || told != nil
            let isNewlyWhole = state.stream.isWhole && !state.hasSaidWhole
            state.hasSaidWhole = state.stream.isWhole
            return (told, state.stream.isSpoilt, isNewlyWhole)
        }
        tell(text)
        if isNewlyWhole { whenWhole() }
        return isSpoilt ? .stop : .more
    }

    /// Reads what has come, when no more will come.
    ///
    /// - Parameter end: the answer, or why there is none.
    /// - Returns: the reply, or why there is none.
    func reading(_ end: Result<HTTPResponse, HTTPFailure>) -> ChatReading {
        let now = attempt.now.wall
        let (reading, text) = state.withLock { state in
            (Self.reading(&state, end, quoting, at: now), state.partial.rest())
        }
        if case .success = reading.result { tell(text) }
        return reading
    }

    private static func reading(
        _ state: inout State, _ end: Result<HTTPResponse, HTTPFailure>, _ quoting: ChatQuoting, at now: Timestamp
    ) -> ChatReading {
        let failure: HTTPFailure? = if case .failure(let failure) = end { failure } else { nil }
        // A stream that has said that it is over is whole, whatever became of the connection.
        if state.isStream, let head = state.head {
            if failure == nil, let last = state.reader.finish(), last.starts(with: "[DONE]".utf8) {
                _ = state.stream.take(last)
            }
            return state.stream.reading(head, endedBy: failure, at: now)
        }
        switch end {
        case .success(let response):
            return AnswerReader(quoting: quoting, now: now).read(response.head, body: state.body + response.body)
        case .failure(let failure):
            var reading = ChatReading(result: .failure(SetbackTable.setback(failure)))
            guard let head = state.head, !(200...299 ~= head.status) else { return reading }
            // What came of an error that was cut may have said that trying again is of no use.
            let setback = SetbackTable.setback(
                head, ServiceError(body: state.body, scrubber: quoting.scrubber), at: now)
            if setback.reason == .quotaExhausted { reading.result = .failure(setback) }
            return reading
        }
    }

    private func tell(_ text: String?) {
        guard let text else { return }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("partial", text)
        writer.endObject()
        attempt.report(Progress(event: writer.bytes))
    }
}
