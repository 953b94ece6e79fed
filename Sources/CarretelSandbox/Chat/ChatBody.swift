import CarretelCore

/// What a call of `chat/completions` asks for.
struct ChatBody: Sendable {
    /// One message, its parts joined.
    struct Message: Sendable {
        var role: String
        var text: String
    }

    var model: String
    var messages: [Message]
    var isStream = false
    var includesUsage = false
    /// The most tokens of the reply; nil for no limit.
    var limit: Int?

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - bytes: the body.
    ///   - deployment: the model that the address names, which counts before that of the body.
    ///   - settings: which models and names there are.
    /// - Throws: the refusal of the first thing that is wrong.
    init(parsing bytes: [UInt8], deployment: String?, settings: ChatSettings) throws(ChatRefusal) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: bytes, limits: JSONLimits(requiresObject: true))
        } catch {
            throw .body(
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP "
                    + "library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)"
            )
        }
        for (name, _) in root.members where !Self.known.contains(name) {
            throw .body("Unrecognized request argument supplied: \(name)")
        }
        guard let model = deployment ?? root["model"]?.string else {
            throw .body("you must provide a model parameter")
        }
        self.model = model
        guard settings.models.contains(model) else {
            throw deployment == nil ? .noModel(model) : .noDeployment
        }
        messages = try Self.messages(root)
        isStream = root["stream"]?.boolean ?? false
        if let options = root["stream_options"], !options.isNull {
            guard isStream else {
                throw .body(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.", param: "stream_options")
            }
            includesUsage = options["include_usage"]?.boolean ?? false
        }
        try Self.checkTemperature(root)
        limit = try Self.limit(root, settings)
    }

    private static let known: Set<String> = [
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens",
        "max_tokens", "messages", "metadata", "modalities", "model", "n", "parallel_tool_calls", "prediction",
        "presence_penalty", "prompt_cache_key", "reasoning_effort", "response_format", "safety_identifier", "seed",
        "service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools",
        "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
    ]
    private static let roles = ["system", "assistant", "user", "function", "tool", "developer"]
}

extension ChatBody {
    private static func messages(_ root: JSONValue) throws(ChatRefusal) -> [Message] {
        guard let list = root["messages"] else {
            throw .body(
                "Missing required parameter: 'messages'.", param: "messages", code: "missing_required_parameter")
        }
        guard list.kind == .array else {
            throw .body(
                "Invalid type for 'messages': expected an array of objects, but got \(name(of: list)) instead.",
                param: "messages", code: "invalid_type")
        }
        guard list.count > 0 else {
            throw .body(
                "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
                param: "messages", code: "empty_array")
        }
        var messages: [Message] = []
        for (index, value) in list.elements.enumerated() {
            messages.append(try message(value, at: "messages[\(index)]"))
        }
        return messages
    }

    private static func message(_ value: JSONValue, at place: String) throws(ChatRefusal) -> Message {
        guard let role = value["role"]?.string else {
            throw .body(
                "Missing required parameter: '\(place).role'.", param: "\(place).role",
                code: "missing_required_parameter")
        }
        guard roles.contains(role) else {
            let known = roles.map { "'\($0)'" }
            throw .body(
                "Invalid value: '\(role)'. Supported values are: \(known.dropLast().joined(separator: ", ")), and "
                    + "'developer'.", param: "\(place).role", code: "invalid_value")
        }
        let content = value["content"]
        switch content?.kind {
        case .string: return Message(role: role, text: content?.string ?? "")
        case .array:
            return Message(role: role, text: content?.elements.compactMap { $0["text"]?.string }.joined() ?? "")
        // A call of a tool stands in place of the content.
        case .null where role == "assistant", nil where role == "assistant": return Message(role: role, text: "")
        default:
            throw .body(
                "Invalid type for '\(place).content': expected one of a string or array of objects, but got "
                    + "\(content.map { name(of: $0) } ?? "nothing") instead.", param: "\(place).content",
                code: "invalid_type")
        }
    }

    private static func checkTemperature(_ root: JSONValue) throws(ChatRefusal) {
        guard let value = root["temperature"], !value.isNull else { return }
        guard let number = value.numberText.flatMap({ Double($0) }) else {
            throw .body(
                "Invalid type for 'temperature': expected a decimal, but got \(name(of: value)) instead.",
                param: "temperature", code: "invalid_type")
        }
        guard number <= 2 else {
            throw .body(
                "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got \(number) instead.",
                param: "temperature", code: "decimal_above_max_value")
        }
        guard number >= 0 else {
            throw .body(
                "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got \(number) instead.",
                param: "temperature", code: "decimal_below_min_value")
        }
    }

    /// The limit of the reply, by the names that the service knows.
    private static func limit(_ root: JSONValue, _ settings: ChatSettings) throws(ChatRefusal) -> Int? {
        let (old, new) = (ChatLimitNames.maxTokens, ChatLimitNames.maxCompletionTokens)
        var limits: [Int] = []
        for (name, other) in [(old, new), (new, old)] {
            guard let value = root[name.rawValue], !value.isNull else { continue }
            guard settings.knows == .both || settings.knows == name else {
                if let refusal = ChatRefusal.limit(name.rawValue, other: other.rawValue, settings.refusal) {
                    throw refusal
                }
                continue
            }
            guard let number = value.int64 else {
                throw .body(
                    "Invalid type for '\(name.rawValue)': expected an integer, but got \(Self.name(of: value)) instead.",
                    param: name.rawValue, code: "invalid_type")
            }
            guard number > 0 else {
                throw .body(
                    "Invalid '\(name.rawValue)': integer below minimum value. Expected a value >= 1, but got \(number) "
                        + "instead.", param: name.rawValue, code: "integer_below_min_value")
            }
            limits.append(Int(number))
        }
        guard limits.count < 2 else {
            throw .body(
                "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                param: "max_tokens",
                code: "invalid_parameter_combination")
        }
        return limits.first
    }

    /// A kind of value as the messages name it.
    private static func name(of value: JSONValue) -> String {
        switch value.kind {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: value.int64 == nil ? "a decimal" : "an integer"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }
}
