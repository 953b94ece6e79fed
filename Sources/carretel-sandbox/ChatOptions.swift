import ArgumentParser
import CarretelCore
import CarretelSandbox

/// What the chat service knows and how it answers.
struct ChatOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Lets in this key; may be repeated.", valueName: "key"))
    var chatKey: [String] = []

    @Flag(help: "Lets in everybody, with any key or none.")
    var chatOpen = false

    @Option(help: ArgumentHelp("A model that there is; may be repeated.", valueName: "name"))
    var chatModel: [String] = []

    @Option(help: ArgumentHelp("Makes each answer take at least so long until its first byte.", valueName: "ms"))
    var chatLatency = 0

    @Option(help: ArgumentHelp("How fast the tokens of a reply come; 0 is at once.", valueName: "n"))
    var chatTokensPerSecond = 0.0

    @Option(help: ArgumentHelp("Fills a reply up to so many tokens.", valueName: "n"))
    var chatLeastTokens = 0

    @Option(
        help: ArgumentHelp(
            "By which name the limit of a reply is known: both, max_tokens or max_completion_tokens.", valueName: "name"
        ))
    var chatKnows = ChatLimitNames.both.rawValue

    @Option(
        help: ArgumentHelp(
            "What is done about the other name: unsupported, unrecognized, detail, flat or ignored.", valueName: "kind")
    )
    var chatRefusal = ChatLimitRefusal.unsupported.rawValue

    /// Takes the options over.
    func apply(to chat: inout ChatSettings) throws(FailureReason) {
        guard min(chatLatency, chatLeastTokens) >= 0, chatTokensPerSecond >= 0 else {
            throw Self.failure("The latency, the speed and the length of a reply must not be negative.")
        }
        guard !chatOpen || chatKey.isEmpty else { throw Self.failure("--chat-open and --chat-key exclude each other.") }
        if chatOpen { chat.keys = [] }
        if !chatKey.isEmpty { chat.keys = chatKey }
        if !chatModel.isEmpty { chat.models = chatModel }
        chat.latency = .milliseconds(chatLatency)
        (chat.tokensPerSecond, chat.leastTokens) = (chatTokensPerSecond, chatLeastTokens)
        chat.knows = try Self.word("chat-knows", chatKnows)
        chat.refusal = try Self.word("chat-refusal", chatRefusal)
    }

    private static func word<Words: RawRepresentable<String> & CaseIterable>(
        _ option: String, _ text: String
    ) throws(FailureReason) -> Words {
        guard let word = Words(rawValue: text) else {
            let known = Words.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure("--\(option) \"\(text)\" is not one of \(known).")
        }
        return word
    }

    private static func failure(_ message: String) -> FailureReason {
        FailureReason(.permanent, code: "usage", message: message)
    }
}
