/// What the limit of a reply's tokens is called.
enum TokenParameter: String, Sendable, Hashable {
    case maxCompletionTokens = "max_completion_tokens"
    /// The old name, which some servers know alone and OpenAI's newer models refuse.
    case maxTokens = "max_tokens"

    /// Reads what a profile says.
    init?(configured text: String) {
        if text == "auto" { self = .maxCompletionTokens } else { self.init(rawValue: text) }
    }

    var other: TokenParameter { self == .maxTokens ? .maxCompletionTokens : .maxTokens }
}

/// Members of a request that not every server takes.
enum RequestMember: String, Sendable, Hashable, CaseIterable {
    case maxCompletionTokens = "max_completion_tokens"
    case maxTokens = "max_tokens"
    case streamOptions = "stream_options"
    case temperature
}

/// Which of these a request has.
struct RequestShape: Sendable, Hashable {
    var tokens: TokenParameter
    var hasStreamOptions = true
    var hasTemperature = true
    /// What was tried and refused: nothing is tried twice, so that no two members send a request round in circles.
    private var refused: Set<RequestMember> = []

    /// Asks for everything, the limit of tokens by that name.
    init(tokens: TokenParameter) { self.tokens = tokens }

    /// The shape of a request without the members that a server has refused.
    ///
    /// - Parameter members: those that its error names.
    /// - Returns: nil when there is no other shape to be tried.
    func without(_ members: Set<RequestMember>) -> RequestShape? {
        var shape = self
        shape.refused.formUnion(members)
        if members.contains(tokens.member), !refused.contains(tokens.other.member) { shape.tokens = tokens.other }
        if members.contains(.streamOptions) { shape.hasStreamOptions = false }
        if members.contains(.temperature) { shape.hasTemperature = false }
        let isOther =
            shape.tokens != tokens || shape.hasStreamOptions != hasStreamOptions
            || shape.hasTemperature != hasTemperature
        return isOther ? shape : nil
    }
}

extension TokenParameter {
    var member: RequestMember { self == .maxTokens ? .maxTokens : .maxCompletionTokens }
}
