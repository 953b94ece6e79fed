/// What is replied, as tokens. A token is four characters of Unicode, the last one may be shorter.
struct ChatText: Sendable {
    /// The tokens, which joined are the reply.
    let tokens: [String]
    /// Whether more was to be said than the limit allows.
    let isCut: Bool
    /// How many tokens the messages have: four for each message besides its text, and three in all.
    let promptTokens: Int

    /// The reply to some messages: it says what arrived.
    init(_ body: ChatBody, leastTokens: Int) {
        let last = body.messages.lastIndex { $0.role == "user" } ?? body.messages.endIndex
        let earlier = body.messages[..<last].filter { $0.role != "system" && $0.role != "developer" }.count
        let question = last < body.messages.endIndex ? body.messages[last].text : ""
        var tokens = Self.tokens("[\(earlier) earlier] You said: \(question)")
        while tokens.count < leastTokens { tokens.append(" um.") }
        isCut = body.limit.map { tokens.count > $0 } ?? false
        self.tokens = Array(tokens.prefix(body.limit ?? tokens.count))
        promptTokens = body.messages.reduce(3) { $0 + 4 + Self.tokens($1.text).count }
    }

    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var token = String.UnicodeScalarView()
        for character in text.unicodeScalars {
            token.append(character)
            if token.count == 4 {
                tokens.append(String(token))
                token = String.UnicodeScalarView()
            }
        }
        if !token.isEmpty { tokens.append(String(token)) }
        return tokens
    }
}
