import CarretelCore

/// What an answer with an error, or no answer at all, means (docs/chat-reply.md).
enum SetbackTable {
    /// Codes of an account that can pay no more.
    static let quotaCodes: Set<String> = ["insufficient_quota", "credit_balance_exhausted"]
    /// Codes of filters; the second is Azure's.
    private static let filterCodes: Set<String> = ["content_policy_violation", "content_filter"]
    /// The second is Azure's.
    private static let modelCodes: Set<String> = ["model_not_found", "DeploymentNotFound"]

    /// The code of a conversation that is too long; its words name the limit of tokens, which is not what is wrong.
    private static let lengthCode = "context_length_exceeded"

    /// An answer with the status of an error.
    ///
    /// - Parameters:
    ///   - response: its status and headers.
    ///   - error: its body.
    ///   - now: for dates in headers.
    /// - Returns: the setback.
    static func setback(_ response: HTTPResponseHead, _ error: ServiceError, at now: Timestamp) -> Setback {
        let (reason, mayPass) = row(response.status, error)
        let pace = RetryPace(response.headers, at: now)
        let isAboutShape =
            [400, 422].contains(response.status) && reason != .quotaExhausted && pace.shouldRetry != false
            && !error.codes.contains(lengthCode)
        return Setback(
            reason: reason, message: "The service answers \(response.status): \(error.words)", mayPass: mayPass,
            pace: pace, unwelcome: isAboutShape ? error.namedMembers : [])
    }

    /// An error in an answer that says of itself that it is none: in a stream, above all.
    ///
    /// - Parameters:
    ///   - error: the error.
    ///   - response: status and headers of the answer.
    ///   - now: for dates in headers.
    /// - Returns: the setback.
    static func setback(_ error: ServiceError, inside response: HTTPResponseHead, at now: Timestamp) -> Setback {
        let (reason, mayPass) = row(error.impliedStatus, error)
        return Setback(
            reason: reason, message: "The service answers \(response.status) with an error: \(error.words)",
            mayPass: mayPass, pace: RetryPace(response.headers, at: now))
    }

    /// No answer.
    static func setback(_ failure: HTTPFailure) -> Setback {
        Setback(
            reason: reason(failure.kind), message: failure.message,
            mayPass: failure.kind.failureClass == .transient)
    }

    private static func row(_ status: Int, _ error: ServiceError) -> (FallbackReason, mayPass: Bool) {
        if !error.codes.isDisjoint(with: quotaCodes) { return (.quotaExhausted, false) }
        switch status {
        case 408: return (.timedOut, true)
        case 409: return (.conflict, true)
        case 429: return error.speaksOfQuota ? (.quotaExhausted, false) : (.rateLimited, true)
        case 500...: return (.serverError, true)
        case 401: return (.unauthorized, false)
        case 403: return (.forbidden, false)
        case 404: return (isAboutModel(error) ? .modelNotFound : .notFound, false)
        case 400...:
            if !error.codes.isDisjoint(with: filterCodes) { return (.contentFiltered, false) }
            return (error.codes.isDisjoint(with: modelCodes) ? .invalidRequest : .modelNotFound, false)
        // A redirect that was not followed, or nothing where a reply should be.
        default: return (.answerInvalid, false)
        }
    }

    /// Servers have no code for it: llama.cpp, vLLM and LiteLLM say it in words.
    private static func isAboutModel(_ error: ServiceError) -> Bool {
        !error.codes.isDisjoint(with: modelCodes) || error.parameter == "model"
            || error.words.lowercased().contains("model")
    }

    private static func reason(_ kind: HTTPFailure.Kind) -> FallbackReason {
        switch kind {
        case .timedOut, .connectTimedOut: .timedOut
        case .truncated: .truncated
        case .malformed, .bodyTooLarge, .headersTooLarge: .answerInvalid
        case .invalidURL, .invalidRequest, .plainRefused: .profileInvalid
        case .unresolved, .unreachable, .refused, .untrusted, .tls, .proxy, .closed, .redirectRefused, .cancelled,
            .unavailable:
            .unreachable
        }
    }
}
