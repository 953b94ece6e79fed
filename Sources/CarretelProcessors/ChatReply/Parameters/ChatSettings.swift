import CarretelCore

/// What an operator sets for `chat-reply`: keys `types.chat-reply.…` of the configuration.
struct ChatSettings: Sendable {
    /// The declared settings (docs/chat-reply.md).
    static let schema = ParameterSchema([
        ParameterField(
            "answer_seconds", .integer(1...ChatLimits.maxAnswerSeconds),
            "How long the whole answer may take, waits and further tries included, before the fallback is the reply.",
            default: "18"),
        ParameterField(
            "history_messages", .integer(0...Int64(ChatLimits.maxHistory)),
            "How many messages of the history go out: the last ones.", default: "3"),
        ParameterField(
            "retries", .integer(0...10), "How often a request that failed is made again.", default: "1"),
    ])

    let answerTime: Duration
    let historyMessages: Int
    let retries: Int

    /// Reads settings that are valid by ``schema``; what is not set has its default.
    init(_ settings: JSONValue) {
        func number(_ name: String, _ value: Int) -> Int { settings[name]?.int64.map { Int($0) } ?? value }
        answerTime = .seconds(number("answer_seconds", 18))
        historyMessages = number("history_messages", 3)
        retries = number("retries", 1)
    }
}
