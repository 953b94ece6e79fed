/// What the chat service knows and how it answers.
package struct ChatSettings: Sendable {
    /// Who is let in; when empty, everybody is, with any key or none.
    package var keys = [ChatSettings.defaultKey]
    /// The models that there are. An answer names the one asked for with ``snapshot`` behind it.
    package var models = ["gpt-4o-mini", "gpt-4o"]
    /// How long an answer takes until its first byte, at least.
    package var latency = Duration.zero
    /// How fast the tokens of a reply come after that; 0 is at once.
    package var tokensPerSecond = 0.0
    /// A reply is filled up to so many tokens.
    package var leastTokens = 0
    /// By which names it knows the limit of a reply.
    package var knows = ChatLimitNames.both
    /// What it does about the name that it does not know.
    package var refusal = ChatLimitRefusal.unsupported

    /// The key that is known when none is named.
    package static let defaultKey = "sandbox-openai-key"
    /// What an answer adds to the name of the model.
    package static let snapshot = "-2024-07-18"

    /// Describes a service that answers at once.
    package init() {}
}

/// By which names a service knows the limit of a reply.
package enum ChatLimitNames: String, CaseIterable, Sendable {
    case both
    case maxTokens = "max_tokens"
    case maxCompletionTokens = "max_completion_tokens"
}

/// What a service does about a limit under a name that it does not know.
package enum ChatLimitRefusal: String, CaseIterable, Sendable {
    /// 400 with the code `unsupported_parameter`, as OpenAI's newer models do about `max_tokens`.
    case unsupported
    /// 400 without a code, as Azure's older versions do about `max_completion_tokens`.
    case unrecognized
    /// 422 with a list in `detail`, as programs built on pydantic do.
    case detail
    /// 400 with the members of the error at the top and a number as code, as older vLLM does.
    case flat
    /// Nothing: the reply has no limit.
    case ignored
}
