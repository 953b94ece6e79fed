/// Writes the HTML of the portal's pages, as untidy as that of real ones: the same order, the same bytes.
struct PortalMarkup {
    /// How characters that HTML 4 has names for are written.
    private enum Spelling: CaseIterable {
        case utf8, named, numeric
    }

    private var dice: RecordDice
    private let spelling: Spelling

    /// The hand that wrote the page of an order.
    init(seed: UInt64, number: Int) {
        dice = RecordDice(seed: seed, stream: .portalMarkup, index: number)
        spelling = dice.one(of: Spelling.allCases)
    }

    /// `<p>LABEL: value</p>`, as in the block at the top.
    mutating func line(_ field: PortalOrder.Field) -> String {
        "  <p>\(text(field.label)): \(text(field.shown))</p>\n"
    }

    /// `<p><b>LABEL:</b> value</p>`, some of them broken in ways that a browser mends without a word.
    mutating func paragraph(_ field: PortalOrder.Field) -> String {
        let label = text(field.label)
        let value = text(field.shown)
        return switch dice.below(14) {
        case 0: "  <p><b>\(label):</b> \(value)\n"
        case 1: "  <P CLASS=linha><B>\(label):</B> \(value)</P>\n"
        case 2: "  <p><b>\(label):</b></span> \(value)</p>\n"
        case 3: "  <p><b>\(label):</b></b> \(value)</p>\n"
        case 4: "  <p align=left id='c'><b> \(label): </b> <span>\(value)</p>\n"
        default: "  <p><b>\(label):</b> \(value)</p>\n"
        }
    }

    /// A text, escaped in the way of this page.
    func text(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if let name = Self.always[scalar] {
                escaped += name
            } else if scalar.isASCII || spelling == .utf8 {
                escaped.unicodeScalars.append(scalar)
            } else if spelling == .named, let name = Self.names[scalar] {
                escaped += "&\(name);"
            } else {
                escaped += "&#\(scalar.value);"
            }
        }
        return escaped
    }

    /// What has to be escaped on any page.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { $0 += always[$1] ?? String($1) }
    }

    private static let always: [Unicode.Scalar: String] = [
        "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "\u{A0}": "&nbsp;",
    ]

    private static let names: [Unicode.Scalar: String] = [
        "Á": "Aacute", "Â": "Acirc", "Ã": "Atilde", "Ç": "Ccedil", "É": "Eacute", "Ê": "Ecirc", "Í": "Iacute",
        "Ó": "Oacute", "Õ": "Otilde", "Ú": "Uacute", "º": "ordm",
    ]
}
