import CarretelCore

/// Addresses within one portal: paths of the layout, and references of its pages.
enum PortalAddress {
    /// A path of the layout below the portal's address, with the number in the place of `{os}`.
    static func address(_ path: String, below base: String, os: String = "") -> String {
        base + (path.hasPrefix("/") ? "" : "/") + fill(path, with: encode(os))
    }

    /// A text of the layout with the number in the place of `{os}`.
    static func fill(_ text: String, with os: String) -> String {
        text.split(separator: "{os}", omittingEmptySubsequences: false).joined(separator: os)
    }

    /// What a reference on a page leads to (RFC 3986, section 5.2), without its fragment.
    ///
    /// - Parameters:
    ///   - reference: a link's `href`, a form's `action`; empty for the page itself.
    ///   - page: where it stands, absolute.
    /// - Returns: nil when it leads out of the page's scheme, host and port, or to no URL at all.
    static func resolve(_ reference: String, on page: String) -> String? {
        guard let base = try? HTTPTarget(page) else { return nil }  // What is no URL leads nowhere.
        let text = String(trimmed(reference).prefix { $0 != "#" })
        let origin = base.redacted.dropLast(base.path.count)
        let candidate: String
        if text.isEmpty {
            candidate = base.url
        } else if text.hasPrefix("//") {
            candidate = base.scheme.rawValue + ":" + text
        } else if text.hasPrefix("/") {
            candidate = origin + text
        } else if text.hasPrefix("?") {
            candidate = base.redacted + text
        } else if hasScheme(text) {
            candidate = text
        } else {
            candidate = origin + join(text, to: base.path)
        }
        // As above; a link to another host is one that we do not follow.
        guard let target = try? HTTPTarget(candidate), target.hasSameOrigin(as: base) else { return nil }
        return target.url
    }

    /// Percent-encodes all but letters, digits and `-._~`, so that a number is one component of a path.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func trimmed(_ text: String) -> Substring {
        var text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func hasScheme(_ text: String) -> Bool {
        let scheme = text.prefix { $0 != ":" && $0 != "/" && $0 != "?" }
        return scheme.count < text.count && text.dropFirst(scheme.count).first == ":"
    }

    private static func join(_ reference: String, to path: String) -> String {
        let query = reference.drop { $0 != "?" }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var parts = Array(folder.dropFirst())
        for part in reference.dropLast(query.count).split(separator: "/", omittingEmptySubsequences: false) {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/") + query
    }
}
