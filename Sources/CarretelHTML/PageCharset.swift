import CCarretelHTML
import CarretelCore

/// How a page's bytes are to be taken: by its byte order mark, else what the answer's headers say, else a `meta` within
/// its first bytes, else UTF-8.
struct PageCharset {
    /// The encodings that are read.
    enum Charset {
        case utf8, windows1252, latin9, utf16LittleEndian, utf16BigEndian

        /// The C target's name for it.
        var code: Int32 {
            switch self {
            case .utf8: CARRETEL_HTML_UTF8
            case .windows1252: CARRETEL_HTML_WINDOWS_1252
            case .latin9: CARRETEL_HTML_ISO_8859_15
            case .utf16LittleEndian: CARRETEL_HTML_UTF16_LE
            case .utf16BigEndian: CARRETEL_HTML_UTF16_BE
            }
        }

        /// By the names of the Encoding Standard, which has windows-1252 for ISO-8859-1 and ASCII too; nil for others.
        init?(label: some StringProtocol) {
            switch label.lowercased() {
            case "utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8": self = .utf8
            case "windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "iso88591", "latin1",
                "l1", "us-ascii", "ascii", "ansi_x3.4-1968", "ibm819", "cp819":
                self = .windows1252
            case "iso-8859-15", "iso8859-15", "iso_8859-15", "iso885915", "l9", "latin-9": self = .latin9
            case "utf-16", "utf-16le", "unicode", "ucs-2": self = .utf16LittleEndian
            case "utf-16be", "unicodefffe": self = .utf16BigEndian
            default: return nil
            }
        }
    }

    /// How far into a page a `meta` may name its encoding.
    private static let searchedBytes = 4_096

    let charset: Charset
    /// The bytes of a byte order mark.
    let markLength: Int

    /// Decides.
    init(of bytes: [UInt8], announced: String?) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            (charset, markLength) = (.utf8, 3)
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            (charset, markLength) = (.utf16LittleEndian, 2)
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            (charset, markLength) = (.utf16BigEndian, 2)
        } else {
            let named = announced.flatMap { Charset(label: $0.trimmed) } ?? Self.declared(in: bytes)
            (charset, markLength) = (named ?? .utf8, 0)
        }
    }

    /// What a `meta` says: `<meta charset="…">` or `<meta … content="text/html; charset=…">`.
    private static func declared(in bytes: [UInt8]) -> Charset? {
        let start = bytes.prefix(searchedBytes)
        var at = start.startIndex
        while let begin = start[at...].firstIndex(of: UInt8(ascii: "<")) {
            let rest = start[(begin + 1)...]
            at = rest.startIndex
            if rest.starts(with: "!--".utf8) {
                guard let end = rest.firstRange(of: Array("-->".utf8)) else { return nil }
                at = end.upperBound
            } else if rest.prefix(4).map({ $0 | 0x20 }) == Array("meta".utf8) {
                let tag = rest.prefix { $0 != UInt8(ascii: ">") }
                at = tag.endIndex
                // Bytes that are no ASCII belong to no charset's name.
                let text = String(decoding: tag.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self).lowercased()
                guard let charset = label(in: text[...]).flatMap({ Charset(label: $0) }) else { continue }
                // Whoever could read this far has no UTF-16 before them.
                switch charset {
                case .utf16LittleEndian, .utf16BigEndian: return .utf8
                case .utf8, .windows1252, .latin9: return charset
                }
            }
        }
        return nil
    }

    private static func label(in tag: Substring) -> Substring? {
        guard let name = tag.firstRange(of: "charset") else { return nil }
        let value = tag[name.upperBound...].drop { $0.isWhitespace }
        guard value.first == "=" else { return nil }
        let label = value.dropFirst().drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }
        return label.prefix { $0.isLetter || $0.isNumber || "-_.:".contains($0) }
    }
}

extension String {
    fileprivate var trimmed: Substring {
        let isEdge: (Character) -> Bool = { $0.isWhitespace || $0 == "\"" || $0 == "'" }
        guard let last = lastIndex(where: { !isEdge($0) }) else { return "" }
        return self[...last].drop(while: isEdge)
    }
}
