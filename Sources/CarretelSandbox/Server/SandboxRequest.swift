/// One HTTP request, read whole.
package struct SandboxRequest: Sendable {
    /// `GET`, `POST`, …
    package var method: String
    /// The path without the query, as sent.
    package var path: String
    /// What follows the question mark, taken apart; the last of two equal names counts.
    package var query: [String: String]
    /// The headers, names in small letters.
    package var headers: [String: String]
    /// The body, as many bytes as were announced.
    package var body: [UInt8] = []

    /// Whether the client wants the connection to stay open: the rule of HTTP/1.1 (RFC 9112, section 9.3).
    var keepsConnection: Bool { headers["connection"]?.lowercased() != "close" }

    /// The value of a cookie; nil when the client sent none of that name.
    func cookie(_ name: String) -> String? {
        for part in (headers["cookie"] ?? "").split(separator: ";") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0] == name { return String(pair[1]) }
        }
        return nil
    }

    /// The members of a form sent by POST (`application/x-www-form-urlencoded`).
    var form: [String: String] { Self.members(String(decoding: body, as: UTF8.self)[...]) }

    /// How long the announced body is; nil when the header is no length.
    var announcedLength: Int? {
        guard let text = headers["content-length"] else { return 0 }
        return Int(text).flatMap { $0 >= 0 ? $0 : nil }
    }
}

extension SandboxRequest {
    /// Reads the lines before the empty line; nil when they are no request head of HTTP/1.1.
    init?(head: ArraySlice<UInt8>) {
        var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)[
            ...]
        guard let words = lines.popFirst()?.split(separator: " "), words.count == 3, words[2].hasPrefix("HTTP/1.")
        else {
            return nil
        }
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        method = String(words[0])
        path = String(target.first ?? "")
        query = target.count > 1 ? Self.members(target[1]) : [:]
        headers = [:]
        for line in lines where !line.isEmpty {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].trimmingSpaces)
        }
    }

    /// Takes `a=1&b=2` apart, as a query or a form has it.
    private static func members(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            found[decoded(parts[0])] = parts.count > 1 ? decoded(parts[1]) : ""
        }
        return found
    }

    /// Undoes `%2F` and the plus for a space; what is no escape stays as it is.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(Substring(digits), radix: 16) {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Substring {
    /// Without the spaces and tabs at both ends.
    fileprivate var trimmingSpaces: Substring {
        var text = self
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text.drop { $0 == " " || $0 == "\t" }
    }
}
