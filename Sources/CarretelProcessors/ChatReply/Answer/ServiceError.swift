import CarretelCore

/// An error as a service tells it: `{"error": {…}}`, the whole body where there is no such member, or what is no JSON.
struct ServiceError: Sendable, Hashable {
    /// What it says, for a person: free of secrets, cut short.
    let words: String
    /// Its `type` and `code`.
    let codes: Set<String>
    /// The member of the request that it is about, as it names it.
    let parameter: String?
    /// Members of the request that it names anywhere, of those that not every server takes.
    let namedMembers: Set<RequestMember>
    /// Whether its words are those of an account that can pay no more. They count where the status is that of a limit.
    let speaksOfQuota: Bool

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: of an answer with the status of an error.
    ///   - scrubber: knows the key.
    init(body: [UInt8], scrubber: SecretScrubber) {
        let whole = body
        let body = Array(body.prefix(ChatLimits.maxErrorBytes))
        // What is no JSON is quoted as it is; where its syntax breaks off helps nobody.
        if let json = try? JSONValue(parsing: body), json.kind == .object || json.kind == .array {
            self.init(json, scrubber: scrubber)
        } else {
            let text = String(decoding: body, as: UTF8.self)
            // An account that can pay no more is not asked again because its answer was cut.
            let all = body.count < whole.count ? String(decoding: whole, as: UTF8.self) : text
            self.init(
                words: Self.shown(text, scrubber), codes: SetbackTable.quotaCodes.filter { all.contains($0) },
                parameter: nil, texts: [text])
        }
    }

    /// Reads JSON: an error, something around one, or a list with one in it, as some services answer.
    init(_ json: JSONValue, scrubber: SecretScrubber) {
        let root = json.elements.first { _ in true } ?? json
        let error = root["error"].flatMap { $0.isNull ? nil : $0 } ?? root
        let said = error.string ?? error["message"]?.string ?? error["detail"]?.string
        let words = Self.shown(said ?? String(decoding: error.singleLine, as: UTF8.self), scrubber)
        let codes = ["type", "code"].compactMap { name in error[name]?.string ?? error[name]?.numberText }
        self.init(
            words: words, codes: Set(codes), parameter: error["param"]?.string, texts: Self.texts(of: error, depth: 0))
    }

    private init(words: String, codes: Set<String>, parameter: String?, texts: [String]) {
        self.words = words.isEmpty ? "nothing at all" : words
        self.codes = codes
        self.parameter = parameter
        namedMembers = Set(RequestMember.allCases.filter { member in texts.contains { Self.names(member, $0) } })
        speaksOfQuota = texts.contains(where: Self.isAboutQuota)
    }

    /// The status that an error would have had, had it come before the answer began.
    var impliedStatus: Int {
        if let status = codes.lazy.compactMap({ Int($0) }).first(where: { 400...599 ~= $0 }) { return status }
        let words = codes.joined(separator: " ").lowercased()
        if words.contains("rate_limit") || words.contains("slow_down") { return 429 }
        if words.contains("invalid_api_key") || words.contains("authentication") { return 401 }
        if words.contains("permission") { return 403 }
        if words.contains("model_not_found") { return 404 }
        if words.contains("context_length_exceeded") { return 400 }
        if words.contains("invalid_request") || words.contains("content_") { return 400 }
        return 500
    }

    /// Scrubbed before it is cut: a part of a secret would not be found.
    private static func shown(_ text: String, _ scrubber: SecretScrubber) -> String {
        let scrubbed = scrubber.scrub(text).drop { $0.isWhitespace }
        let cut = scrubbed.unicodeScalars.prefix(ChatLimits.maxQuoted)
        return TerminalText.escape(String(cut) + (cut.endIndex < scrubbed.unicodeScalars.endIndex ? "…" : ""))
    }
}

// What an error says in words.
extension ServiceError {
    /// Where errors of OpenAI, LiteLLM, vLLM and of pydantic (`detail`: `loc`, `msg`) say what is wrong. Not everything
    /// in them: some repeat the whole request.
    private static let telling: Set<String> = [
        "message", "param", "code", "type", "detail", "details", "msg", "loc", "error", "errors",
    ]

    /// What OpenAI says with `insufficient_quota`.
    private static let quotaWords = "exceeded your current quota"
    /// Gemini says the same of its limits a minute, and when they end.
    private static let limitWords = "retry in"

    /// LiteLLM has codes of its own and hands on what the service behind it said as text: its whole error, or its
    /// words alone.
    private static func isAboutQuota(_ text: String) -> Bool {
        if SetbackTable.quotaCodes.contains(where: { text.contains($0) }) { return true }
        let text = text.lowercased()
        return text.contains(quotaWords) && !text.contains(limitWords)
    }

    private static func texts(of json: JSONValue, depth: Int) -> [String] {
        guard depth < 6 else { return [] }
        if let text = json.string { return [text] }
        let members = json.members.filter { telling.contains($0.name) }.map(\.value)
        return (members + json.elements.map { $0 }).flatMap { texts(of: $0, depth: depth + 1) }
    }

    /// Whether a text has the member's name as a word of its own.
    private static func names(_ member: RequestMember, _ text: String) -> Bool {
        let text = Array(text.utf8)
        let name = Array(member.rawValue.utf8)
        guard text.count >= name.count else { return false }
        return (0...(text.count - name.count)).contains { start in
            let end = start + name.count
            return text[start] == name[0] && text[start..<end].elementsEqual(name)
                && (start == 0 || !isOfName(text[start - 1])) && (end == text.count || !isOfName(text[end]))
        }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || byte == UInt8(ascii: "_")
    }
}
