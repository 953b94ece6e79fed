/// Reads a URL from the front to the back.
struct TargetParser {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    mutating func takeScheme() throws(HTTPFailure) -> HTTPTarget.Scheme {
        // In one place, for all the parts: nothing that a parser might drop, decode or take for a slash.
        guard rest.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\\") }) else {
            throw failure("has a character that must be percent-encoded")
        }
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { throw failure("is not absolute") }
        let name = String(Substring(rest[..<colon])).lowercased()
        guard let scheme = HTTPTarget.Scheme(rawValue: name) else {
            throw failure("is neither of https nor of http")
        }
        rest = rest[rest.index(after: colon)...]
        guard rest.starts(with: "//".utf8) else { throw failure("has no // after its scheme") }
        rest = rest.dropFirst(2)
        return scheme
    }

    mutating func takeAuthority(_ scheme: HTTPTarget.Scheme) throws(HTTPFailure) -> (host: String, port: Int) {
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        let authority = rest[..<end]
        rest = rest[end...]
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw failure("has a user name in it; logins go beside the URL")
        }
        if authority.first == UInt8(ascii: "[") { return try takeBracketed(authority.dropFirst(), scheme) }
        let colon = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        let host = authority[..<colon]
        guard 1...253 ~= host.count, host.allSatisfy(Self.isHostCharacter) else { throw failure("has no valid host") }
        return (text(host).lowercased(), try port(authority[colon...], scheme))
    }

    private func takeBracketed(
        _ authority: Substring.UTF8View, _ scheme: HTTPTarget.Scheme
    ) throws(HTTPFailure) -> (host: String, port: Int) {
        guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else { throw failure("has no valid host") }
        let host = authority[..<bracket]
        guard 2...45 ~= host.count, host.contains(UInt8(ascii: ":")),
            host.allSatisfy({ "0123456789abcdefABCDEF:.".utf8.contains($0) })
        else { throw failure("has no valid IPv6 address") }
        return (text(host).lowercased(), try port(authority[authority.index(after: bracket)...], scheme))
    }

    /// Reads what follows the host: nothing, or a colon and a number.
    private func port(_ part: Substring.UTF8View, _ scheme: HTTPTarget.Scheme) throws(HTTPFailure) -> Int {
        guard let first = part.first else { return scheme.defaultPort }
        let digits = part.dropFirst()
        guard first == UInt8(ascii: ":"), 1...5 ~= digits.count,
            digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let number = Int(text(digits)), 1...65_535 ~= number
        else { throw failure("has no valid port") }
        return number
    }

    mutating func takeRest() throws(HTTPFailure) -> (path: String, query: String?) {
        let withoutFragment = rest.prefix { $0 != UInt8(ascii: "#") }
        let path = withoutFragment.prefix { $0 != UInt8(ascii: "?") }
        let query = withoutFragment.dropFirst(path.count)
        return (path.isEmpty ? "/" : text(path), query.isEmpty ? nil : text(query.dropFirst()))
    }

    /// Names as they are used, underscores included. Nothing percent-encoded: it would be decoded after this check.
    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func text(_ bytes: Substring.UTF8View) -> String { String(Substring(bytes)) }

    private func failure(_ what: String) -> HTTPFailure { HTTPFailure(.invalidURL, "The URL \(what).") }
}
