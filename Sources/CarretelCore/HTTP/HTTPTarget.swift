// Where a request goes. The parser is narrower than RFC 3986 on purpose: whatever two parsers could read as two
// different hosts is refused, and the client sends ``HTTPTarget/url``, which is put together from what was read here.

/// An absolute URL of http or https, taken apart and checked.
package struct HTTPTarget: Sendable, Hashable {
    /// How the server is spoken to.
    package enum Scheme: String, Sendable, Hashable {
        case http
        case https

        /// The port when the URL names none.
        package var defaultPort: Int { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    package let port: Int
    /// Begins with a slash.
    package let path: String
    /// What follows the question mark; nil without one. May hold secrets.
    package let query: String?

    /// Reads a URL. A fragment is dropped.
    ///
    /// - Throws: ``HTTPFailure`` of kind `invalidURL`, which does not quote the URL, for it may hold a secret.
    package init(_ text: String) throws(HTTPFailure) {
        var parser = TargetParser(text)
        scheme = try parser.takeScheme()
        (host, port) = try parser.takeAuthority(scheme)
        (path, query) = try parser.takeRest()
    }

    /// The URL to send a request to.
    package var url: String { redacted + (query.map { "?" + $0 } ?? "") }

    /// The URL without its query, for errors and logs: `https://host:443/path`.
    package var redacted: String {
        "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
    }

    /// ``redacted`` for people: without what servers put behind a `;` of the path, which may be a session.
    package var place: String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map { $0.prefix { $0 != ";" } }
        return redacted.dropLast(path.count) + parts.joined(separator: "/")
    }

    /// Whether scheme, host and port are the same: what one server's answers may lead to.
    package func hasSameOrigin(as other: HTTPTarget) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// Whether the host is this machine for certain, by its text alone: `localhost`, 127.0.0.0/8 or `::1`. A name that
    /// only resolves to such an address is not, since a name server could say otherwise tomorrow.
    package var isLoopback: Bool {
        if ["localhost", "::1", "0:0:0:0:0:0:0:1"].contains(host) { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map(Self.decimalByte)
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }

    /// A number from 0 to 255 without leading zeros: with one, some read it as octal.
    private static func decimalByte(_ text: Substring) -> UInt8? {
        guard let number = UInt8(text), text.elementsEqual(String(number)) else { return nil }
        return number
    }

    /// Refuses to send anything in the clear to another machine.
    ///
    /// - Parameter allowsPlainHTTP: what the profile says.
    /// - Throws: ``HTTPFailure`` of kind `plainRefused`.
    package func checkTransport(allowsPlainHTTP: Bool) throws(HTTPFailure) {
        guard scheme == .https || isLoopback || allowsPlainHTTP else {
            throw HTTPFailure(.plainRefused, "The URL is not encrypted, and no other machine is spoken to so.")
        }
    }
}
