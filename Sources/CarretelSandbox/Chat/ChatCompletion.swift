import CarretelCore

/// One reply, ready to be written whole or as the events of a stream.
struct ChatCompletion: Sendable {
    /// What the message of a reply is.
    enum Message: Sendable {
        case text([String])
        case refusal([String])
        case toolCall
    }

    let id: String
    let createdAt: Timestamp
    let model: String
    let message: Message
    let finishReason: String
    let promptTokens: Int
    var hasChoices = true
    var hasUsage = true

    /// Makes the reply to a call.
    ///
    /// - Parameters:
    ///   - body: what is asked.
    ///   - fault: what is wrong with the reply; other faults change nothing here.
    ///   - settings: of the service.
    ///   - id: the end of its id.
    ///   - createdAt: the moment that it names.
    init(_ body: ChatBody, fault: ChatFault?, settings: ChatSettings, id: String, createdAt: Timestamp) {
        let text = ChatText(body, leastTokens: settings.leastTokens)
        self.id = "chatcmpl-" + id
        self.createdAt = createdAt
        model = body.model + ChatSettings.snapshot
        promptTokens = text.promptTokens
        hasChoices = fault != .noChoices
        hasUsage = fault != .noUsage
        let half = Array(text.tokens.prefix((text.tokens.count + 1) / 2))
        (message, finishReason) =
            switch fault {
            case .emptyContent: (.text([]), "stop")
            case .refusal: (.refusal(["I'm ", "sorry, ", "I can't help with that."]), "stop")
            case .toolCall: (.toolCall, "tool_calls")
            case .contentFilter: (.text(half), "content_filter")
            case .length: (.text(half), "length")
            default: (.text(text.tokens), text.isCut ? "length" : "stop")
            }
    }

    /// How many tokens the message has.
    var tokenCount: Int {
        switch message {
        case .text(let tokens), .refusal(let tokens): tokens.count
        case .toolCall: 12
        }
    }

    /// The body of a plain answer.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        begin(&writer, object: "chat.completion")
        writer.name("choices")
        writer.beginArray()
        if hasChoices { writeChoice(to: &writer) }
        writer.endArray()
        if hasUsage { writeUsage(to: &writer) }
        writer.member("service_tier", "default")
        writer.member("system_fingerprint", "fp_sandbox")
        writer.endObject()
        return writer.bytes
    }

    private func writeChoice(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("index", 0)
        writer.name("message")
        writer.beginObject()
        writer.member("role", "assistant")
        switch message {
        case .text(let tokens):
            writer.member("content", tokens.joined())
            writer.nullMember("refusal")
        case .refusal(let tokens):
            writer.nullMember("content")
            writer.member("refusal", tokens.joined())
        case .toolCall:
            writer.nullMember("content")
            writer.nullMember("refusal")
            writer.member("tool_calls", raw: Self.toolCalls)
        }
        writer.member("annotations", raw: Array("[]".utf8))
        writer.endObject()
        writer.nullMember("logprobs")
        writer.member("finish_reason", finishReason)
        writer.endObject()
    }

    private static let toolCalls = Array(
        #"[{"id":"call_sandbox1","type":"function","function":{"name":"order_status","arguments":"{\"id\":7}"}}]"#.utf8)
    private static let toolCallDelta = Array(
        #"{"tool_calls":[{"index":0,"id":"call_sandbox1","type":"function","function":{"name":"order_status","arguments":""}}]}"#
            .utf8)
    private static let toolArgumentsDelta = Array(
        #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"id\":7}"}}]}"#.utf8)
}

// The events of a stream.
extension ChatCompletion {
    /// One event: its JSON, and whether a token comes with it.
    struct Event: Sendable {
        var json: [UInt8]
        var isToken = false
    }

    /// The events but for `[DONE]`: the role, each token, the reason of the end and, when it was asked for, the usage.
    func events(includesUsage: Bool) -> [Event] {
        guard hasChoices else { return includesUsage && hasUsage ? [usageEvent] : [] }
        // With the usage asked for, every event before it says that it is not there yet.
        let says = includesUsage && hasUsage
        var events = [Event(json: chunk(Self.delta(role: true, "content", ""), nil, says))]
        switch message {
        case .text(let tokens):
            events += tokens.map { Event(json: chunk(Self.delta("content", $0), nil, says), isToken: true) }
        case .refusal(let tokens):
            events += tokens.map { Event(json: chunk(Self.delta("refusal", $0), nil, says), isToken: true) }
        case .toolCall:
            for delta in [Self.toolCallDelta, Self.toolArgumentsDelta] {
                events.append(Event(json: chunk(delta, nil, says), isToken: true))
            }
        }
        events.append(Event(json: chunk(Array("{}".utf8), finishReason, says)))
        if says { events.append(usageEvent) }
        return events
    }

    private var usageEvent: Event {
        var writer = JSONWriter()
        writer.beginObject()
        begin(&writer, object: "chat.completion.chunk")
        writer.member("choices", raw: Array("[]".utf8))
        writeUsage(to: &writer)
        writer.endObject()
        return Event(json: writer.bytes)
    }

    private func chunk(_ delta: [UInt8], _ finishReason: String?, _ saysNoUsage: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        begin(&writer, object: "chat.completion.chunk")
        writer.name("choices")
        writer.beginArray()
        writer.beginObject()
        writer.member("index", 0)
        writer.member("delta", raw: delta)
        writer.nullMember("logprobs")
        writer.member("finish_reason", finishReason)
        writer.endObject()
        writer.endArray()
        if saysNoUsage { writer.nullMember("usage") }
        writer.endObject()
        return writer.bytes
    }

    private static func delta(role: Bool = false, _ name: StaticString, _ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if role { writer.member("role", "assistant") }
        writer.member(name, text)
        if role { writer.nullMember("refusal") }
        writer.endObject()
        return writer.bytes
    }

    private func begin(_ writer: inout JSONWriter, object: String) {
        writer.member("id", id)
        writer.member("object", object)
        writer.member("created", createdAt.microseconds / 1_000_000)
        writer.member("model", model)
    }

    private func writeUsage(to writer: inout JSONWriter) {
        writer.name("usage")
        writer.beginObject()
        writer.member("prompt_tokens", promptTokens)
        writer.member("completion_tokens", tokenCount)
        writer.member("total_tokens", promptTokens + tokenCount)
        writer.member("prompt_tokens_details", raw: Array(#"{"cached_tokens":0,"audio_tokens":0}"#.utf8))
        writer.member("completion_tokens_details", raw: Array(#"{"reasoning_tokens":0,"audio_tokens":0}"#.utf8))
        writer.endObject()
    }
}
