import CarretelCore

/// Puts a chat completion together from the events of its stream.
struct ChatStream: Sendable {
    /// What ended it before its end.
    private enum Fault {
        case malformed
        case error(ServiceError)
    }

    private let quoting: ChatQuoting
    private var facts = ChatFacts()
    private var text = ""
    private var refusal = ""
    private var hasToolCall = false
    private var fault: Fault?
    private var isDone = false
    private var hasEvents = false

    /// Whether something came that makes all that may follow useless.
    var isSpoilt: Bool { fault != nil }
    /// Whether the text has its end: the service said so, or why it ends. Whatever becomes of the answer then, the
    /// reply is there.
    var isWhole: Bool { fault == nil && (isDone || facts.finishReason != nil) }

    /// Nothing has come yet.
    init(quoting: ChatQuoting) { self.quoting = quoting }

    /// Takes the data of one event.
    ///
    /// - Returns: the text that it adds; empty for most kinds of events.
    mutating func take(_ data: [UInt8]) -> String {
        // Some services keep the connection alive with these.
        guard !isDone, !isSpoilt, data.contains(where: { $0 > 0x20 }) else { return "" }
        hasEvents = true
        if data.starts(with: "[DONE]".utf8) {
            isDone = true
            return ""
        }
        // Whatever is no JSON object is no chunk; where its syntax breaks off helps nobody.
        guard let chunk = try? JSONValue(parsing: data, limits: JSONLimits(requiresObject: true)) else {
            return end(.malformed)
        }
        if chunk["error"].map({ !$0.isNull }) ?? (chunk["object"]?.string == "error") {
            return end(.error(ServiceError(chunk, scrubber: quoting.scrubber)))
        }
        facts.model = facts.model ?? quoting.name(chunk["model"]?.string)
        let usage = quoting.usage(chunk["usage"])
        if !usage.isEmpty { facts.usage = usage }
        // The chunk with the usage has no choices; others than the first were not asked for.
        guard let choice = chunk["choices"]?.elements.first(where: { $0["index"]?.int64 ?? 0 == 0 }) else { return "" }
        return take(choice)
    }

    private mutating func take(_ choice: JSONValue) -> String {
        facts.finishReason = quoting.name(choice["finish_reason"]?.string) ?? facts.finishReason
        guard let delta = choice["delta"] else { return "" }
        refusal += delta["refusal"]?.string ?? ""
        hasToolCall = hasToolCall || delta["tool_calls"].map { $0.count > 0 } ?? false
        let added = AnswerReader.text(of: delta["content"]) ?? ""
        text += added
        return added
    }

    private mutating func end(_ fault: Fault) -> String {
        if isWhole { isDone = true } else { self.fault = fault }
        return ""
    }

    /// What came of it, when no more will come.
    ///
    /// - Parameters:
    ///   - head: status and headers of the answer.
    ///   - failure: what ended it, unless it just ended.
    ///   - now: for dates in headers.
    /// - Returns: the reply, or why there is none.
    func reading(_ head: HTTPResponseHead, endedBy failure: HTTPFailure?, at now: Timestamp) -> ChatReading {
        var reading = ChatReading(facts: facts, wasTaken: true, result: .success(""))
        reading.facts.requestID = quoting.name(head.headers["x-request-id"])
        switch fault {
        case .malformed:
            reading.result = .failure(
                Setback(reason: .answerInvalid, message: "Expected a chunk of a chat completion, found something else.")
            )
        case .error(let error):
            reading.result = .failure(SetbackTable.setback(error, inside: head, at: now))
        case nil where isWhole:
            reading.result = AnswerReader.judge(
                text: text, refusal: refusal, hasToolCall: hasToolCall, facts, quoting)
        case nil where failure == nil && !hasEvents:
            reading.result = .failure(
                Setback(reason: .answerInvalid, message: "Expected a stream of events, found one without any."))
        case nil:
            reading.result = .failure(Self.cut(failure))
        }
        return reading
    }

    /// A connection that ends too early looks different with each version of HTTP and means the same here.
    private static func cut(_ failure: HTTPFailure?) -> Setback {
        var setback =
            failure.map { SetbackTable.setback($0) }
            ?? Setback(reason: .truncated, message: "The stream ended before its end.", mayPass: true)
        if failure?.kind == .closed { setback.reason = .truncated }
        return setback
    }
}
