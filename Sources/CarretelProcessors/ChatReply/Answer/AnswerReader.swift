import CarretelCore

/// Reads a chat completion that came as one body.
struct AnswerReader: Sendable {
    let quoting: ChatQuoting
    /// For dates in headers.
    let now: Timestamp

    /// Reads an answer, whatever its status.
    ///
    /// - Parameters:
    ///   - head: status and headers.
    ///   - body: all of it.
    /// - Returns: the reply, or why there is none.
    func read(_ head: HTTPResponseHead, body: [UInt8]) -> ChatReading {
        var reading = ChatReading(
            facts: ChatFacts(requestID: quoting.name(head.headers["x-request-id"])),
            result: .failure(Setback(reason: .answerInvalid, message: "")))
        guard 200...299 ~= head.status else {
            let error = ServiceError(body: body, scrubber: quoting.scrubber)
            reading.result = .failure(SetbackTable.setback(head, error, at: now))
            return reading
        }
        // What is no JSON is no chat completion; where its syntax breaks off helps nobody.
        guard let json = try? JSONValue(parsing: body, limits: JSONLimits(maxBytes: ChatLimits.maxBodyBytes)) else {
            reading.result = .failure(invalid(body.isEmpty ? "an empty body" : "a body that is no JSON"))
            return reading
        }
        if let error = json["error"], !error.isNull {
            let error = ServiceError(json, scrubber: quoting.scrubber)
            reading.result = .failure(SetbackTable.setback(error, inside: head, at: now))
            return reading
        }
        reading.wasTaken = true
        reading.facts.model = quoting.name(json["model"]?.string)
        reading.facts.usage = quoting.usage(json["usage"])
        reading.result = reply(json, &reading.facts)
        return reading
    }

    private func reply(_ json: JSONValue, _ facts: inout ChatFacts) -> Result<String, Setback> {
        guard let choice = json["choices"]?.elements.first(where: { _ in true }) else {
            return .failure(invalid("an answer without choices"))
        }
        facts.finishReason = quoting.name(choice["finish_reason"]?.string)
        guard let message = choice["message"], message.kind == .object else {
            return .failure(invalid("a choice without a message"))
        }
        let hasToolCall =
            message["tool_calls"].map { $0.count > 0 } ?? false || message["function_call"]?.kind == .object
        return Self.judge(
            text: Self.text(of: message["content"]) ?? "", refusal: message["refusal"]?.string,
            hasToolCall: hasToolCall,
            facts, quoting)
    }

    /// A content: text, or a list of parts with text; nil for anything else.
    static func text(of content: JSONValue?) -> String? {
        guard let content else { return nil }
        guard content.kind == .array else { return content.string }
        return content.elements.compactMap { $0["text"]?.string }.joined()
    }

    /// Whether what came is a reply.
    ///
    /// - Parameters:
    ///   - text: all of it.
    ///   - refusal: why the model would not answer.
    ///   - hasToolCall: whether it wants to call a tool.
    ///   - facts: what else was said.
    ///   - quoting: knows the key.
    /// - Returns: the reply, or why it is none.
    static func judge(
        text: String, refusal: String?, hasToolCall: Bool, _ facts: ChatFacts, _ quoting: ChatQuoting
    ) -> Result<String, Setback> {
        if let refusal, !refusal.isEmpty {
            let words = quoting.words(refusal) ?? ""
            return .failure(Setback(reason: .refused, message: "The model refuses to answer: \(words)"))
        }
        if facts.finishReason == "content_filter" {
            return .failure(
                Setback(reason: .contentFiltered, message: "A filter of the service took the answer away."))
        }
        let reply = quoting.reply(text)
        guard reply.isEmpty else { return .success(reply) }
        if hasToolCall || ["tool_calls", "function_call"].contains(facts.finishReason) {
            return .failure(Setback(reason: .toolCall, message: "The model wants to call a tool and says nothing."))
        }
        let why = facts.finishReason == "length" ? ": its tokens were used up before the first word" : ""
        return .failure(Setback(reason: .answerEmpty, message: "The answer has no text\(why)."))
    }

    /// What comes of an answer that is no chat completion.
    private func invalid(_ found: String) -> Setback {
        Setback(reason: .answerInvalid, message: "Expected a chat completion, found \(found).")
    }
}
