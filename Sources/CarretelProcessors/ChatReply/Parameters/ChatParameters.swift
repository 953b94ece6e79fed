import CarretelCore

/// What a job asks of `chat-reply`, read from its `parameters`.
struct ChatParameters: Sendable {
    /// One message of the history.
    struct Turn: Sendable, Hashable {
        /// Who spoke.
        enum Role: String, CaseIterable {
            case user, assistant
        }

        var role: Role
        var content: String
    }

    /// The members by which jobs share an answer.
    static let sharedMembers = ["session_id", "entity_id", "message", "profile"]

    /// The declared members (docs/chat-reply.md).
    static let schema = ParameterSchema([
        ParameterField(
            "session_id", .string(maxBytes: ChatLimits.maxIdentifierBytes), "Whose conversation it is.", required: true),
        ParameterField(
            "entity_id", .string(maxBytes: ChatLimits.maxIdentifierBytes),
            "Who answers: an entity of the profile, else its `default`.", required: true),
        ParameterField(
            "message", .string(maxBytes: ChatLimits.maxMessageBytes), "What is to be answered.", required: true),
        ParameterField(
            "history", .array(of: .object(turn), count: 0...ChatLimits.maxHistory),
            "What was said before, the oldest first; only the last few messages go out.", default: "[]"),
        ParameterField(
            "stream", .boolean, "Whether text is told as events while it comes.", default: "false"),
        ParameterField(
            "profile", .string(maxBytes: 100), "Which service and key: a profile of the configuration.",
            default: "\"\(Profile.standardName)\""),
    ])

    private static let turn = ParameterSchema([
        ParameterField("role", .choice(Turn.Role.allCases.map(\.rawValue)), "Who spoke.", required: true),
        ParameterField("content", .string(maxBytes: ChatLimits.maxMessageBytes), "What was said.", required: true),
    ])

    let sessionID: String
    let entityID: String
    let message: String
    let history: [Turn]
    let isStream: Bool

    /// Reads parameters that are valid by ``schema``.
    ///
    /// - Throws: permanent `invalid_parameters` when they are not: a frame need not come from the daemon.
    init(_ parameters: JSONValue) throws(FailureReason) {
        let reader = ParameterReader(parameters)
        func text(_ name: String) throws(FailureReason) -> String {
            guard let text = parameters[name]?.string else { throw reader.invalid(name) }
            return text
        }
        sessionID = try text("session_id")
        entityID = try text("entity_id")
        message = try text("message")
        var history: [Turn] = []
        for turn in parameters["history"]?.elements.map({ $0 }) ?? [] {
            guard let role = turn["role"]?.string.flatMap({ Turn.Role(rawValue: $0) }),
                let content = turn["content"]?.string
            else { throw reader.invalid("history") }
            history.append(Turn(role: role, content: content))
        }
        self.history = history
        isStream = parameters["stream"]?.boolean ?? false
    }
}
