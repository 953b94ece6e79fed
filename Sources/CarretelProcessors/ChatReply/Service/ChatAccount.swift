import CarretelCore

/// A service that answers, and who we are there: a profile with everything in it that a request needs.
struct ChatAccount: Sendable {
    /// The code of what is thrown for a profile that nobody has configured.
    static let unknownCode = "profile_unknown"
    /// Where every such service answers, below its address.
    private static let path = "/chat/completions"

    /// Where requests go.
    let endpoint: String
    /// Nil for a service that wants none.
    let apiKey: Secret?
    let authorization: OpenAISystem.Authorization
    /// Empty where none is named.
    let organization: String
    let project: String
    /// For entities that name none.
    let model: String
    let temperature: ChatTemperature
    let maxTokens: Int
    /// What the limit of tokens is called in the first request.
    let tokenParameter: TokenParameter
    let allowsPlainHTTP: Bool
    /// Tells this account from others without telling what it is.
    let identity: String
    /// Whether the service would answer nobody without a key and there is none.
    let lacksKey: Bool

    /// Reads a profile.
    ///
    /// - Throws: permanent `profile_unknown`, `profile_invalid` or `http_invalid_url`; policy `http_plain_refused`.
    init(_ profile: Profile) throws(FailureReason) {
        guard profile.isKnown else {
            throw FailureReason(
                .permanent, code: Self.unknownCode,
                message: "The configuration has no profile \(profile.name) for \(OpenAISystem.name).",
                pointer: "/parameters/profile",
                hint: "Add keys profiles.\(profile.name).\(OpenAISystem.name).… to the configuration.")
        }
        let target = try profile.address(OpenAISystem.url)
        guard !target.base.hasSuffix(Self.path) else {
            throw profile.invalid(
                OpenAISystem.url, "the address without \(Self.path), which is added", found: target.base)
        }
        allowsPlainHTTP = try profile.flag(OpenAISystem.allowPlainHTTP)
        do throws(HTTPFailure) { try target.checkTransport(allowsPlainHTTP: allowsPlainHTTP) } catch {
            throw error.reason
        }
        let version = try profile.word(OpenAISystem.apiVersion)
        endpoint = target.base + Self.path + (version.isEmpty ? "" : "?api-version=\(version)")
        apiKey = profile.secrets[OpenAISystem.apiKey.name]
        lacksKey = apiKey == nil && target.host == OpenAISystem.ownHost
        authorization = try profile.choice(
            OpenAISystem.auth, OpenAISystem.Authorization.init(rawValue:), "bearer or api-key")
        organization = try profile.word(OpenAISystem.organization)
        project = try profile.word(OpenAISystem.project)
        model = try profile.value(OpenAISystem.model)
        temperature = try profile.choice(
            OpenAISystem.temperature, ChatTemperature.init(_:), ChatTemperature.expectation)
        maxTokens = try profile.choice(
            OpenAISystem.maxTokens, { Int($0).flatMap { 1...1_000_000 ~= $0 ? $0 : nil } },
            "a whole number from 1 to 1000000")
        tokenParameter = try profile.choice(
            OpenAISystem.tokenParameter, TokenParameter.init(configured:),
            "auto, max_completion_tokens or max_tokens")
        identity = profile.identity
    }

    /// Takes the key out of what a service says.
    var quoting: ChatQuoting { ChatQuoting([apiKey].compactMap { $0 }) }
}

extension Profile {
    /// A value that is one of several.
    fileprivate func choice<Value>(
        _ key: UpstreamSystem.Key, _ read: (String) -> Value?, _ expected: String
    ) throws(FailureReason) -> Value {
        let text = try value(key)
        guard let value = read(text) else { throw invalid(key, expected, found: text) }
        return value
    }

    /// A value that stands in an address or a header; may be empty.
    fileprivate func word(_ key: UpstreamSystem.Key) throws(FailureReason) -> String {
        let text = try value(key)
        let isWord = text.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || "-_.".utf8.contains(byte)
        }
        guard isWord else { throw invalid(key, "letters, digits, hyphens, points and underscores", found: text) }
        return text
    }
}
