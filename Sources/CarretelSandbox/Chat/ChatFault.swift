/// What can befall a call of the chat service, on request.
enum ChatFault: String, CaseIterable, Sendable {
    // Errors with a status of their own: see ``refusal(model:)``.
    case badRequest = "bad-request"
    case contextTooLong = "context-too-long"
    case invalidKey = "invalid-key"
    case forbidden
    case noModel = "no-model"
    case requestTimeout = "request-timeout"
    case conflict
    case unprocessable
    case rateLimit = "rate-limit"
    case slowDown = "slow-down"
    case insufficientQuota = "insufficient-quota"
    case creditExhausted = "credit-exhausted"
    case serverError = "server-error"
    case textError = "text-500"
    case badGateway = "bad-gateway"
    case overloaded
    case gatewayTimeout = "gateway-timeout"
    /// An error under status 200.
    case error200 = "error-200"

    // What a reply may be besides a text.
    case emptyContent = "empty-content"
    case refusal
    case toolCall = "tool-call"
    case contentFilter = "content-filter"
    /// The reply is cut as by a limit.
    case length
    case noChoices = "no-choices"
    case noUsage = "no-usage"

    // How it comes.
    /// The right answer, late.
    case slow
    /// Half of the answer, then nothing until the client leaves.
    case stall
    /// An error among the events of a stream, under status 200.
    case streamError = "stream-error"
    /// Half of the events, then the end of the connection.
    case streamBroken = "stream-broken"
    /// Half of the events, then a proper end without `[DONE]`.
    case streamShort = "stream-short"
    /// All events but `[DONE]`.
    case noDone = "no-done"
    /// An event that is no JSON.
    case streamGarbage = "stream-garbage"
    /// Comments, other fields, other line ends and spaces, as the format of server-sent events allows them.
    case streamOdd = "stream-odd"
    /// The right bytes, seven at a time: lines and characters are torn.
    case streamTorn = "stream-torn"
    /// A whole answer although a stream was asked for.
    case noStream = "no-stream"

    /// Every word of the chat service.
    static let vocabulary = FaultVocabulary(own: allCases.map(\.rawValue), chance: chance)

    /// The words that can be played on a call: a plan for all passes over the others.
    static func vocabulary(_ method: ChatMethod, isStream: Bool) -> FaultVocabulary {
        if method == .chat { return isStream ? vocabulary : ofPlainCalls }
        return ofModels
    }

    /// What a retry mends.
    private static let chance = [
        "rate-limit", "slow-down", "server-error", "bad-gateway", "overloaded", "gateway-timeout", "html-502",
        "html-503",
        "truncated", "reset",
    ]

    private static let ofPlainCalls = FaultVocabulary(
        own: allCases.filter { !$0.isOfStream }.map(\.rawValue), chance: chance)
    private static let ofModels = FaultVocabulary(
        own: allCases.filter { $0.refusal(model: "") != nil || $0 == .slow || $0 == .stall }.map(\.rawValue),
        chance: chance)

    private var isOfStream: Bool {
        switch self {
        case .streamError, .streamBroken, .streamShort, .noDone, .streamGarbage, .streamOdd, .streamTorn, .noStream:
            true
        default: false
        }
    }
}

extension ChatFault {
    /// The error that it is; nil when it is none.
    func refusal(model: String) -> ChatRefusal? {
        switch self {
        case .badRequest: error(400, "The request could not be understood.", "invalid_request_error")
        case .contextTooLong:
            ChatRefusal(
                word: rawValue, status: 400,
                message:
                    "This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 "
                    + "tokens. Please reduce the length of the messages.", param: "messages",
                code: "context_length_exceeded")
        case .invalidKey: .wrongKey
        case .forbidden:
            error(
                403, "Country, region, or territory not supported", "request_forbidden",
                "unsupported_country_region_territory")
        case .noModel: .noModel(model)
        case .requestTimeout: error(408, "The request took too long to arrive.", nil)
        case .conflict: error(409, "The resource was changed by another request.", nil)
        case .unprocessable: error(422, "The request was understood and cannot be carried out.", nil)
        case .serverError:
            error(500, "The server had an error while processing your request. Sorry about that!", "server_error")
        case .textError: ChatRefusal(word: rawValue, status: 500, message: "Internal Server Error", shape: .text)
        case .badGateway: error(502, "The server had an error talking to another one.", "server_error")
        case .overloaded:
            error(
                503, "The server is overloaded or not ready yet.", "service_unavailable_error", "server_is_overloaded")
        case .gatewayTimeout: error(504, "The server did not get an answer in time.", "server_error")
        case .error200:
            error(200, "The server had an error while processing your request. Sorry about that!", "server_error")
        default: tooMany(model: model)
        }
    }

    /// The errors under status 429.
    private func tooMany(model: String) -> ChatRefusal? {
        switch self {
        case .rateLimit:
            error(
                429,
                "Rate limit reached for \(model) in organization org-sandbox on requests per min (RPM): Limit 3, Used "
                    + "3, Requested 1. Please try again in 20s.", "rate_limit_error", "rate_limit_exceeded")
        case .slowDown:
            error(429, "Too many requests came at once. Please slow down.", "rate_limit_error", "slow_down")
        case .insufficientQuota:
            error(
                429, "You exceeded your current quota, please check your plan and billing details.",
                "insufficient_quota",
                "insufficient_quota")
        case .creditExhausted:
            error(
                429, "Your credit balance is exhausted.", "credit_balance_exhausted", "credit_balance_exhausted")
        default: nil
        }
    }

    private func error(_ status: Int, _ message: String, _ type: String?, _ code: String? = nil) -> ChatRefusal {
        ChatRefusal(word: rawValue, status: status, message: message, type: type, code: code)
    }
}
