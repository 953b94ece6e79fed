import CarretelCore

/// An answer that is an error, in the shape of one of the programs that speak this protocol.
struct ChatRefusal: Error, Sendable {
    /// How the members lie.
    enum Shape: Sendable {
        /// `{"error": {"message", "type", "param", "code"}}`, OpenAI's own.
        case nested
        /// `{"error": {"code", "message"}}`, that of Azure's gateway.
        case azure
        /// `{"detail": [{"type", "loc", "msg", "input"}]}`, pydantic's.
        case detail
        /// `{"object": "error", "message", "type", "param", "code"}` with the status as code, that of older vLLM.
        case flat
        /// The message as plain text.
        case text
    }

    /// What the log calls it.
    var word: String
    var status: Int
    var message: String
    var type: String? = "invalid_request_error"
    var param: String?
    var code: String?
    var shape = Shape.nested

    /// The answer, without the headers that all answers have.
    var reply: Reply {
        guard shape != .text else {
            return Reply(status: status, contentType: "text/plain; charset=utf-8", body: Array(message.utf8))
        }
        var reply = Reply.json(body, status: status)
        reply.contentType = "application/json"
        return reply
    }

    /// The body as JSON.
    var body: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch shape {
        case .nested, .text:
            writer.name("error")
            writer.beginObject()
            writer.member("message", message)
            writer.member("type", type)
            writer.member("param", param)
            writer.member("code", code)
            writer.endObject()
        case .azure:
            writer.name("error")
            writer.beginObject()
            writer.member("code", code)
            writer.member("message", message)
            writer.endObject()
        case .detail: writeDetail(to: &writer)
        case .flat:
            writer.member("object", "error")
            writer.member("message", message)
            writer.member("type", type)
            writer.member("param", param)
            writer.member("code", status)
        }
        writer.endObject()
        return writer.bytes
    }

    private func writeDetail(to writer: inout JSONWriter) {
        writer.name("detail")
        writer.beginArray()
        writer.beginObject()
        writer.member("type", type)
        writer.name("loc")
        writer.beginArray()
        writer.string("body")
        writer.string(param ?? "")
        writer.endArray()
        writer.member("msg", message)
        writer.nullMember("input")
        writer.endObject()
        writer.endArray()
    }
}

// What a request may be refused for.
extension ChatRefusal {
    static func path(_ request: SandboxRequest) -> ChatRefusal {
        ChatRefusal(word: "not-found", status: 404, message: "Invalid URL (\(request.method) \(request.path))")
    }

    static func method(_ request: SandboxRequest) -> ChatRefusal {
        ChatRefusal(
            word: "wrong-method", status: 405, message: "Not allowed to \(request.method) on \(request.path).",
            code: "method_not_supported")
    }

    static let noKey = ChatRefusal(
        word: "no-key", status: 401,
        message: "You didn't provide an API key. You need to provide your API key in an Authorization header using "
            + "Bearer auth (i.e. Authorization: Bearer YOUR_KEY).")

    static let wrongKey = ChatRefusal(
        word: ChatFault.invalidKey.rawValue, status: 401,
        message: "Incorrect API key provided: ****. You can find your API key at "
            + "https://platform.openai.com/account/api-keys.", code: "invalid_api_key")

    static let wrongAzureKey = ChatRefusal(
        word: ChatFault.invalidKey.rawValue, status: 401,
        message:
            "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key "
            + "for an active subscription and use a correct regional API endpoint for your resource.", code: "401",
        shape: .azure)

    static let noDeployment = ChatRefusal(
        word: ChatFault.noModel.rawValue, status: 404,
        message: "The API deployment for this resource does not exist. If you created the deployment within the last 5 "
            + "minutes, please wait a moment and try again.", code: "DeploymentNotFound", shape: .azure)

    static func noModel(_ name: String) -> ChatRefusal {
        ChatRefusal(
            word: ChatFault.noModel.rawValue, status: 404,
            message: "The model `\(name)` does not exist or you do not have access to it.", code: "model_not_found")
    }

    /// Something wrong in the body.
    static func body(_ message: String, param: String? = nil, code: String? = nil) -> ChatRefusal {
        ChatRefusal(word: "bad-body", status: 400, message: message, param: param, code: code)
    }

    /// The refusal of a limit under a name that is not known; nil when that is passed over.
    static func limit(_ name: String, other: String, _ refusal: ChatLimitRefusal) -> ChatRefusal? {
        let word = "unknown-limit"
        switch refusal {
        case .unsupported:
            return ChatRefusal(
                word: word, status: 400,
                message: "Unsupported parameter: '\(name)' is not supported with this model. Use '\(other)' instead.",
                param: name, code: "unsupported_parameter")
        case .unrecognized:
            return ChatRefusal(word: word, status: 400, message: "Unrecognized request argument supplied: \(name)")
        case .detail:
            return ChatRefusal(
                word: word, status: 422, message: "Extra inputs are not permitted", type: "extra_forbidden",
                param: name, shape: .detail)
        case .flat:
            return ChatRefusal(
                word: word, status: 400,
                message: "[{'type': 'extra_forbidden', 'loc': ('body', '\(name)'), 'msg': 'Extra inputs are not "
                    + "permitted'}]", type: "BadRequestError", shape: .flat)
        case .ignored: return nil
        }
    }
}
