import CarretelCore

/// What a service said beside the reply.
struct ChatFacts: Sendable, Hashable {
    /// The model that answered, as it names itself.
    var model: String?
    /// A JSON object, as it came; empty without one.
    var usage: [UInt8] = []
    var finishReason: String?
    /// For who asks the service's makers.
    var requestID: String?
}

/// One answer, read.
struct ChatReading: Sendable {
    var facts = ChatFacts()
    /// Whether the service took the request, whatever it made of it.
    var wasTaken = false
    /// The reply, or why there is none.
    var result: Result<String, Setback>
}

/// Takes over what a service says: free of secrets, and no longer than anybody needs.
struct ChatQuoting: Sendable {
    /// For what is quoted of errors: knows every secret.
    let scrubber: SecretScrubber
    /// For replies and their facts: knows those that are long enough not to be words.
    let replyScrubber: SecretScrubber

    /// Knows some secrets.
    init(_ secrets: [Secret]) {
        scrubber = SecretScrubber(secrets)
        replyScrubber = SecretScrubber(secrets.filter { $0.reveal().utf8.count >= ChatLimits.minSecretBytes })
    }

    /// A name or an id; nil when there is nothing left of it.
    func name(_ text: String?) -> String? { Self.short(text, replyScrubber) }

    /// Words of a refusal; nil when there is nothing left of them.
    func words(_ text: String?) -> String? { Self.short(text, scrubber) }

    private static func short(_ text: String?, _ scrubber: SecretScrubber) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return TerminalText.escape(String(scrubber.scrub(text).unicodeScalars.prefix(ChatLimits.maxName)))
    }

    /// A reply without blanks around it.
    func reply(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return replyScrubber.scrub(String(start[...last]))
    }

    /// `usage` as JSON; empty for anything but a small object.
    func usage(_ json: JSONValue?) -> [UInt8] {
        guard let json, json.kind == .object, json.raw.count <= ChatLimits.maxUsageBytes else { return [] }
        let text = String(decoding: json.singleLine, as: UTF8.self)
        return replyScrubber.scrub(text) == text ? Array(text.utf8) : []
    }
}
