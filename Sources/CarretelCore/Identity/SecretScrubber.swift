/// Takes secrets out of text that others wrote, above all out of what an upstream system answers, before any of it
/// gets into an error or a log: servers repeat what they were sent.
///
/// A secret is found as it is, percent-encoded, form-encoded, escaped for JSON or HTML, and in Base64 alone or as the
/// password of a known user. Letters match in either case, since the digits of `%c3` and `\u00E3` come in both.
package struct SecretScrubber: Sendable {
    /// All that is looked for, folded to lower case, the longest first, so that of two that overlap nothing is left.
    private let forms: [[UInt8]]
    private let firstBytes: Set<UInt8>

    /// Prepares for some secrets; empty ones are passed over.
    ///
    /// - Parameters:
    ///   - secrets: what must not be seen.
    ///   - logins: names with passwords; the name alone may be seen.
    package init(_ secrets: [Secret], logins: [Login] = []) {
        var forms: Set<[UInt8]> = []
        for secret in secrets + logins.map(\.password) where !secret.isEmpty {
            for form in SecretForms.all(of: secret.reveal()) { forms.insert(Self.folded(form)) }
        }
        for login in logins where !login.password.isEmpty {
            for form in SecretForms.base64(of: login.user + ":" + login.password.reveal()) {
                forms.insert(Self.folded(form))
            }
        }
        self.forms = forms.sorted { $0.count > $1.count }
        firstBytes = Set(forms.compactMap(\.first))
    }

    /// The text with `(secret)` in the place of each secret.
    package func scrub(_ text: String) -> String {
        guard !forms.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let folded = Self.folded(bytes)
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            place += copy(from: bytes, folded, at: place, to: &result)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Takes from the beginning of a text that is still to go on all that no more text can make a part of a secret.
    ///
    /// - Parameter held: what has come and was not taken; what may be the beginning of a secret stays in it, less
    ///   than the longest of all forms.
    /// - Returns: what was taken, scrubbed as the whole text would be.
    package func take(from held: inout String) -> String {
        guard !forms.isEmpty else {
            defer { held = "" }
            return held
        }
        let bytes = Array(held.utf8)
        let folded = Self.folded(bytes)
        var place = 0
        var result: [UInt8] = []
        while place < bytes.count, !mayBegin(in: folded, at: place) {
            place += copy(from: bytes, folded, at: place, to: &result)
        }
        held = String(decoding: bytes[place...], as: UTF8.self)
        return String(decoding: result, as: UTF8.self)
    }

    /// Appends what a place stands for, a whole secret or one byte.
    ///
    /// - Returns: how many bytes that were.
    private func copy(from bytes: [UInt8], _ folded: [UInt8], at place: Int, to result: inout [UInt8]) -> Int {
        guard let length = matchLength(in: folded, at: place) else {
            result.append(bytes[place])
            return 1
        }
        result += Secret.placeholder.utf8
        return length
    }

    /// Whether a form begins here and goes on behind the end of the text.
    private func mayBegin(in folded: [UInt8], at place: Int) -> Bool {
        let rest = folded[place...]
        guard firstBytes.contains(folded[place]) else { return false }
        return forms.contains { $0.count > rest.count && $0.starts(with: rest) }
    }

    private func matchLength(in folded: [UInt8], at place: Int) -> Int? {
        guard firstBytes.contains(folded[place]) else { return nil }
        return forms.first { folded[place...].starts(with: $0) }?.count
    }

    private static func folded(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 + 32 : $0 }
    }
}

/// How one secret may be written.
private enum SecretForms {
    static func all(of text: String) -> [[UInt8]] {
        [Array(text.utf8), percentEncoded(text), formEncoded(text), html(text)]
            + [false, true].flatMap { slash in [false, true].map { json(text, escapesSlash: slash, isASCII: $0) } }
            + base64(of: text)
    }

    /// Standard and URL-safe digits; without padding, which is then a part of what stays.
    static func base64(of text: String) -> [[UInt8]] {
        let standard = Array(Base64.encode(text.utf8).utf8).filter { $0 != UInt8(ascii: "=") }
        let safe = standard.map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        return [standard, safe]
    }

    private static func percentEncoded(_ text: String) -> [UInt8] {
        text.utf8.flatMap { isAlphanumeric($0) || "-._~".utf8.contains($0) ? [$0] : percent($0) }
    }

    /// As forms are sent (application/x-www-form-urlencoded).
    private static func formEncoded(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte in
            if byte == UInt8(ascii: " ") { return [UInt8(ascii: "+")] }
            return isAlphanumeric(byte) || "-._*".utf8.contains(byte) ? [byte] : percent(byte)
        }
    }

    private static func json(_ text: String, escapesSlash: Bool, isASCII: Bool) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar -> [UInt8] in
            switch scalar {
            case "\"", "\\": return Array("\\\(scalar)".utf8)
            case "/" where escapesSlash: return Array("\\/".utf8)
            case "\n": return Array("\\n".utf8)
            case "\r": return Array("\\r".utf8)
            case "\t": return Array("\\t".utf8)
            default:
                let mustEscape = scalar.value < 0x20 || (isASCII && scalar.value > 0x7E)
                return mustEscape ? UTF16.encode(scalar).map { $0.flatMap(escape) } ?? [] : Array(String(scalar).utf8)
            }
        }
    }

    private static func html(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case UInt8(ascii: "<"): Array("&lt;".utf8)
            case UInt8(ascii: ">"): Array("&gt;".utf8)
            case UInt8(ascii: "\""): Array("&quot;".utf8)
            case UInt8(ascii: "'"): Array("&#39;".utf8)
            default: [byte]
            }
        }
    }

    private static func escape(_ unit: UInt16) -> [UInt8] {
        [UInt8(ascii: "\\"), UInt8(ascii: "u")] + hexadecimal(UInt8(unit >> 8)) + hexadecimal(UInt8(unit & 0xFF))
    }

    private static func percent(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "%")] + hexadecimal(byte)
    }

    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
