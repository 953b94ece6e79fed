/// What becomes of an answer that sends the client elsewhere (301, 302, 303, 307 or 308 with a `Location`).
package enum HTTPRedirects: Sendable, Hashable {
    /// So many hops are followed unless told otherwise.
    package static let defaultLimit = 5

    /// It is an answer like any other.
    case handedOver
    /// Followed as long as scheme, host and port stay the same; anything else is a failure.
    case sameOrigin(limit: Int)
    /// Followed to any host, never from https to http. Past the first host no login, no header with a secret, no
    /// cookie and no body goes along.
    case anyHost(limit: Int)

    /// Whether an answer with that status and a `Location` is followed, or refused for where it leads.
    package func follows(_ status: Int) -> Bool {
        self != .handedOver && [301, 302, 303, 307, 308].contains(status)
    }

    fileprivate var limit: Int {
        switch self {
        case .handedOver: 0
        case .sameOrigin(let limit), .anyHost(let limit): limit
        }
    }
}

extension HTTPRequest {
    /// The request that follows a redirect.
    ///
    /// - Parameters:
    ///   - status: the answer's status.
    ///   - location: where it leads, made absolute; nil when the answer does not say.
    ///   - hops: how many redirects were followed before.
    /// - Returns: nil when the answer is to be taken as it is.
    /// - Throws: ``HTTPFailure`` of kind `redirectRefused`, or `plainRefused` for one that is not encrypted.
    package func redirected(
        status: Int, location: String?, after hops: Int
    ) throws(HTTPFailure) -> HTTPRequest? {
        guard redirects.follows(status), let location else { return nil }
        let from = try HTTPTarget(url)
        guard hops < redirects.limit else {
            throw refusal(from, "redirects more than \(redirects.limit) times")
        }
        let target: HTTPTarget
        do throws(HTTPFailure) { target = try HTTPTarget(location) } catch {
            throw refusal(from, "redirects to what is no URL of http or https, or has a user name in it")
        }
        var next = self
        next.url = target.url
        if status == 303 && method != .head || (status <= 302 && method == .post) { next.turnIntoGet() }
        guard !target.hasSameOrigin(as: from) else { return next }
        guard case .anyHost = redirects else { throw refusal(from, "redirects to another host, port or scheme") }
        guard !(from.scheme == .https && target.scheme == .http) else {
            throw refusal(from, "redirects from https to http")
        }
        try target.checkTransport(allowsPlainHTTP: allowsPlainHTTP)
        guard next.body.isEmpty else { throw refusal(from, "redirects the request's body to another host") }
        next.forgetWhoWeAre()
        return next
    }

    /// As browsers have always done for 301 and 302, and RFC 9110 says for 303.
    private mutating func turnIntoGet() {
        method = .get
        body = []
        headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
    }

    private mutating func forgetWhoWeAre() {
        secrets += headers.flatMap(\.value.secrets) + (login.map { [$0.password, $0.basicToken] } ?? [])
        headers.removeAll { header in
            !header.value.secrets.isEmpty || ["authorization", "cookie"].contains(header.name.lowercased())
        }
        login = nil
        session = nil
    }

    private func refusal(_ from: HTTPTarget, _ what: String) -> HTTPFailure {
        HTTPFailure(.redirectRefused, scrubber.scrub("\(from.redacted) \(what)."))
    }
}
