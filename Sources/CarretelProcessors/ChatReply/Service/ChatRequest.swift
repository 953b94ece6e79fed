import CarretelCore

/// What is asked of a service for one reply.
struct ChatRequest: Sendable {
    let account: ChatAccount
    let entity: Entity
    let parameters: ChatParameters
    /// How many messages of the history go along.
    let historyMessages: Int

    /// The model that is to answer.
    var model: String { entity.model ?? account.model }

    /// The request as it goes out.
    ///
    /// - Parameters:
    ///   - shape: which members it has.
    ///   - left: of the time for the whole answer.
    /// - Returns: the request, which takes no longer than that.
    func http(_ shape: RequestShape, left: Duration) -> HTTPRequest {
        var headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Accept", parameters.isStream ? "text/event-stream, application/json" : "application/json"),
        ]
        if let key = account.apiKey {
            switch account.authorization {
            case .bearer: headers.append(HTTPHeader("Authorization", "Bearer \(key)"))
            case .apiKey: headers.append(HTTPHeader("api-key", SecretText(key)))
            }
        }
        if !account.organization.isEmpty {
            headers.append(HTTPHeader("OpenAI-Organization", SecretText(account.organization)))
        }
        if !account.project.isEmpty { headers.append(HTTPHeader("OpenAI-Project", SecretText(account.project))) }
        var request = HTTPRequest(.post, account.endpoint, headers: headers, body: body(shape))
        request.limits = HTTPLimits(
            total: left, connect: min(ChatLimits.connect, left), maxBodyBytes: ChatLimits.maxBodyBytes)
        request.allowsPlainHTTP = account.allowsPlainHTTP
        return request
    }

    private func body(_ shape: RequestShape) -> [UInt8] {
        var writer = JSONWriter(capacity: 2_048)
        writer.beginObject()
        writer.member("model", model)
        writer.name("messages")
        writer.beginArray()
        if let prompt = entity.systemPrompt { Self.write("system", prompt, to: &writer) }
        for turn in parameters.history.suffix(historyMessages) {
            Self.write(turn.role.rawValue, turn.content, to: &writer)
        }
        Self.write("user", parameters.message, to: &writer)
        writer.endArray()
        writer.name(shape.tokens.rawValue)
        writer.integer(account.maxTokens)
        if shape.hasTemperature, case .thousandths(let temperature) = entity.temperature ?? account.temperature {
            writer.name("temperature")
            writer.decimal(temperature, places: 3)
        }
        if parameters.isStream {
            writer.member("stream", true)
            if shape.hasStreamOptions {
                writer.name("stream_options")
                writer.beginObject()
                writer.member("include_usage", true)
                writer.endObject()
            }
        }
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ role: String, _ content: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("role", role)
        writer.member("content", content)
        writer.endObject()
    }
}
