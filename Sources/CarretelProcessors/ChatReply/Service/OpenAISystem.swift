import CarretelCore

/// A service with OpenAI's chat completions as an upstream system. Every key has a default: without a key the replies
/// are fallbacks.
enum OpenAISystem {
    static let name = "openai"
    /// The one service that answers nobody without a key.
    static let ownHost = "api.openai.com"

    static let url = UpstreamSystem.Key(
        UpstreamSystem.addressName, environment: "OPENAI_BASE_URL", standard: "https://\(ownHost)/v1",
        "The address of the API, up to and with /v1.")
    static let apiKey = UpstreamSystem.Key(
        "api_key", environment: "OPENAI_API_KEY", isSecret: true, "The key; other services than OpenAI's may need none."
    )
    static let organization = UpstreamSystem.Key(
        "organization", environment: "OPENAI_ORG_ID", standard: "",
        "The organization that pays, where a key has several.")
    static let project = UpstreamSystem.Key(
        "project", environment: "OPENAI_PROJECT_ID", standard: "", "The project that pays, where a key has several.")

    static let model = UpstreamSystem.Key(
        "model", environment: "OPENAI_MODEL", isTuning: true, standard: "gpt-4o-mini",
        "The model that answers, for entities that name none.")
    static let auth = UpstreamSystem.Key(
        "auth", environment: "OPENAI_AUTH", isTuning: true, standard: Authorization.bearer.rawValue,
        "How the key is sent: bearer, or api-key as Azure wants it.")
    static let apiVersion = UpstreamSystem.Key(
        "api_version", environment: "OPENAI_API_VERSION", isTuning: true, standard: "",
        "The api-version that Azure wants in the address.")
    static let temperature = UpstreamSystem.Key(
        "temperature", environment: "OPENAI_TEMPERATURE", isTuning: true, standard: "0.85",
        "0 to 2 for entities that name none, or none to leave it to the service.")
    static let maxTokens = UpstreamSystem.Key(
        "max_tokens", environment: "OPENAI_MAX_TOKENS", isTuning: true, standard: "400",
        "The most tokens of a reply: 1 to 1000000.")
    static let tokenParameter = UpstreamSystem.Key(
        "token_parameter", environment: "OPENAI_TOKEN_PARAMETER", isTuning: true, standard: "auto",
        "What that limit is called first: max_completion_tokens (so does auto) or max_tokens.")
    static let entities = UpstreamSystem.Key(
        "entities", environment: "OPENAI_ENTITIES", isTuning: true, isDocument: true, standard: "{}",
        "Who answers: by entity_id, and default, names, prompts and fallback templates (docs/chat-reply.md).")
    static let allowPlainHTTP = UpstreamSystem.Key(
        "allow_plain_http", environment: "OPENAI_ALLOW_PLAIN_HTTP", isTuning: true, standard: "false",
        "Whether the address may be http:// on another machine: true or false.")

    static let system = UpstreamSystem(
        name: name,
        keys: [
            url, apiKey, organization, project, model, auth, apiVersion, temperature, maxTokens, tokenParameter,
            entities,
            allowPlainHTTP,
        ])

    /// How a key is sent.
    enum Authorization: String, Sendable, CaseIterable {
        case bearer
        case apiKey = "api-key"
    }
}
