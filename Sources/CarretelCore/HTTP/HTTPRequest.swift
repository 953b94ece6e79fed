/// What is asked for.
package enum HTTPMethod: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
}

/// One header of a request.
package struct HTTPHeader: Sendable, Hashable {
    package var name: String
    /// May hold secrets: `HTTPHeader("Authorization", "Bearer \(token)")`.
    package var value: SecretText

    /// Joins name and value.
    package init(_ name: String, _ value: SecretText) {
        self.name = name
        self.value = value
    }
}

/// One request to an upstream system. Describing it shows method, redacted URL and sizes, never headers or body.
package struct HTTPRequest: Sendable, Hashable {
    package var method: HTTPMethod
    /// Absolute. Its query may hold secrets; when its path does, they are to be listed in ``secrets``.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    package var limits = HTTPLimits()
    /// Requests with the same name share cookies; nil sends and keeps none.
    package var session: String?
    /// What becomes of a redirect.
    package var redirects = HTTPRedirects.sameOrigin(limit: HTTPRedirects.defaultLimit)
    /// Whether `http://` may go to another machine than this one.
    package var allowsPlainHTTP = false
    /// Sent at once, by the Basic scheme.
    package var login: Login?
    /// The secrets in the URL's path and in the body; those of headers and login are known without.
    package var secrets: [Secret] = []
    /// Never on a connection that was used before.
    ///
    /// On one that the server has closed meanwhile the request is sent again by itself, since nothing of an answer had
    /// come. A request that must on no account be carried out twice says true.
    package var needsFreshConnection = false

    /// Describes a request; see the members for what else can be set.
    package init(_ method: HTTPMethod, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// Knows every secret of the request.
    package var scrubber: SecretScrubber {
        SecretScrubber(secrets + headers.flatMap(\.value.secrets), logins: login.map { [$0] } ?? [])
    }
}

extension HTTPRequest {
    /// Headers that the client writes itself: two of them would be read differently by different servers.
    private static let reserved: Set<String> = [
        "connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Checks everything that can be known without the network.
    ///
    /// - Returns: where the request goes.
    /// - Throws: ``HTTPFailure`` of kind `invalidURL`, `plainRefused` or `invalidRequest`.
    package func check() throws(HTTPFailure) -> HTTPTarget {
        let target = try HTTPTarget(url)
        try target.checkTransport(allowsPlainHTTP: allowsPlainHTTP)
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(Self.isTokenCharacter) else {
                throw HTTPFailure(.invalidRequest, "A header's name is empty or has a character that none may have.")
            }
            // Anything else could end the header and begin another one, or another request.
            guard header.value.reveal().utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw HTTPFailure(.invalidRequest, "The header \(header.name) has a control character in its value.")
            }
            guard !Self.reserved.contains(header.name.lowercased()) else {
                throw HTTPFailure(.invalidRequest, "The header \(header.name) is written by the client itself.")
            }
        }
        return target
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let place: String
        do throws(HTTPFailure) { place = scrubber.scrub(try HTTPTarget(url).redacted) } catch { place = "(no URL)" }
        return "\(method.rawValue) \(place), \(body.count) bytes"
    }

    package var debugDescription: String { description }

    /// Without headers and body, which a plain dump would show.
    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
