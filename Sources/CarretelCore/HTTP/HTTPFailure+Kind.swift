extension HTTPFailure {
    /// What kept a request from its answer.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// The URL is not one of http or https, or two readers could understand it differently.
        case invalidURL
        /// A header would break the request's lines, or is one that the client writes itself.
        case invalidRequest
        /// In the clear to another machine, and the profile does not allow it.
        case plainRefused
        /// The host's name has no address now.
        case unresolved
        /// No way to the address.
        case unreachable
        /// Nobody listens at the port.
        case refused
        /// No connection, or none that is encrypted, in time.
        case connectTimedOut
        /// No complete answer in time.
        case timedOut
        /// The server's certificate is not for this host, has expired, or is signed by nobody that is trusted.
        case untrusted
        /// No encrypted connection came about, for another reason than the certificate.
        case tls
        /// The proxy does not let the request through. One that cannot be reached is told as `refused` or `unreachable`.
        case proxy
        /// The connection ended before there was an answer.
        case closed
        /// The connection ended in the middle of the answer.
        case truncated
        /// What came is not HTTP, or not encoded as it says.
        case malformed
        /// The answer's body is larger than the request allows.
        case bodyTooLarge
        /// The answer's headers are larger than the request allows.
        case headersTooLarge
        /// The server sends us to where the request may not follow.
        case redirectRefused
        /// The request was cancelled, or the client is shut down.
        case cancelled
        /// This machine lacks something: memory, descriptors, the file of certificates.
        case unavailable
    }
}

extension HTTPFailure.Kind {
    /// The stable name for programs.
    package var code: String {
        switch self {
        case .invalidURL: "http_invalid_url"
        case .invalidRequest: "http_invalid_request"
        case .plainRefused: "http_plain_refused"
        case .unresolved: "http_unresolved"
        case .unreachable: "http_unreachable"
        case .refused: "http_refused"
        case .connectTimedOut: "http_connect_timed_out"
        case .timedOut: "http_timed_out"
        case .untrusted, .tls: "http_tls"
        case .proxy: "http_proxy"
        case .closed: "http_closed"
        case .truncated: "http_truncated"
        case .malformed: "http_malformed"
        case .bodyTooLarge: "http_body_too_large"
        case .headersTooLarge: "http_headers_too_large"
        case .redirectRefused: "http_redirect_refused"
        case .cancelled: FailureReason.cancelledCode
        case .unavailable: "http_unavailable"
        }
    }

    /// Whether it may go well another time.
    package var failureClass: FailureClass {
        switch self {
        case .invalidURL, .invalidRequest, .untrusted, .redirectRefused: .permanent
        case .plainRefused, .bodyTooLarge, .headersTooLarge, .cancelled: .policy
        case .unresolved, .unreachable, .refused, .connectTimedOut, .timedOut, .tls, .proxy, .closed, .truncated,
            .malformed, .unavailable:
            .transient
        }
    }

    /// What happened, as the second half of a sentence.
    package var sentence: String {
        switch self {
        case .invalidURL: "this is no URL that a request can go to"
        case .invalidRequest: "the request cannot be sent as it is"
        case .plainRefused: "an unencrypted connection to another machine is not allowed"
        case .unresolved: "the host's name could not be resolved"
        case .unreachable: "the host could not be reached"
        case .refused: "the connection was refused"
        case .connectTimedOut: "no connection came about in time"
        case .timedOut: "there was no complete answer in time"
        case .untrusted: "the server's certificate cannot be trusted"
        case .tls: "no encrypted connection came about"
        case .proxy: "the proxy did not let the request through"
        case .closed: "the connection ended before there was an answer"
        case .truncated: "the connection ended in the middle of the answer"
        case .malformed: "the answer is not valid HTTP"
        case .bodyTooLarge: "the answer is larger than allowed"
        case .headersTooLarge: "the answer's headers are larger than allowed"
        case .redirectRefused: "the server redirects to where the request may not follow"
        case .cancelled: "the request was cancelled"
        case .unavailable: "this machine could not make the request"
        }
    }

    /// How to mend it, where that is not plain.
    package var hint: String? {
        switch self {
        case .invalidURL, .invalidRequest: "Correct the profile's URL."
        case .plainRefused: "Use https, or let the profile allow plain http: allow_plain_http: true."
        case .unresolved, .unreachable, .refused:
            "See that the profile's host and port are right and the system runs, and so does the proxy, where https_proxy "
                + "or http_proxy names one."
        case .connectTimedOut, .timedOut: "The system may be slow now; a longer request timeout may help."
        case .untrusted: "Renew the server's certificate, or name the file of the authority that signed it."
        case .proxy: "See https_proxy, http_proxy and no_proxy in the environment."
        case .bodyTooLarge: "Ask for smaller pages."
        case .redirectRefused: "Put the address that the system has moved to into the profile."
        case .tls, .closed, .truncated, .malformed, .headersTooLarge, .cancelled, .unavailable: nil
        }
    }
}
