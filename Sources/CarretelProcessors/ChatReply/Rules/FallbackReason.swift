/// Why a reply is a fallback: a closed set of codes for programs (docs/chat-reply.md).
enum FallbackReason: String, Sendable, Hashable, CaseIterable {
    /// The service wants a key, and the profile has none.
    case noKey = "no_key"
    /// The configuration has no such profile.
    case profileUnknown = "profile_unknown"
    /// Something in the profile is not what it must be.
    case profileInvalid = "profile_invalid"
    /// No complete answer in time.
    case timedOut = "timed_out"
    /// Too many requests.
    case rateLimited = "rate_limited"
    /// The account's money or quota is used up.
    case quotaExhausted = "quota_exhausted"
    /// The key is wrong.
    case unauthorized
    /// The key is right, and may not do this.
    case forbidden
    /// There is nothing at the address.
    case notFound = "not_found"
    /// There is no such model.
    case modelNotFound = "model_not_found"
    /// The service was busy with something that excludes the request.
    case conflict
    /// The service does not take the request as it is.
    case invalidRequest = "invalid_request"
    /// The service fails.
    case serverError = "server_error"
    /// No connection, or none that is safe.
    case unreachable
    /// The answer ended in its middle.
    case truncated
    /// What came is no chat completion.
    case answerInvalid = "answer_invalid"
    /// A chat completion without text.
    case answerEmpty = "answer_empty"
    /// The model refuses to answer.
    case refused
    /// The model wants to call a tool, and has none.
    case toolCall = "tool_call"
    /// A filter of the service took the answer away.
    case contentFiltered = "content_filtered"
}
