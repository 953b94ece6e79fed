import CarretelSandbox

/// Reads and cleans the fields of a page in the simplest way that does.
enum PortalReading {
    /// The fields of the details of a page, cleaned.
    static func fields(ofPage page: String) -> [PortalTruth.Field] {
        let details = page.components(around: "<div class=\"os-detalhes\">").dropFirst().joined()
        let end = details.components(around: "</div>").first ?? ""
        return end.components(around: "<P").joined(separator: "<p").components(around: "<p").dropFirst().map {
            let text = text(of: "<p" + $0)
            let label = text.prefix { $0 != ":" }
            return field(String(label), String(text.dropFirst(label.count + 1)))
        }
    }

    /// A label and a value, cleaned.
    static func field(_ label: String, _ value: String) -> PortalTruth.Field {
        let label = collapsed(label)
        var value = collapsed(value)
        if ["*", "***", "SELECIONE", "ARQUIVAR"].contains(value) { value = "" }
        if ["OS", "NÚMERO DA OS"].contains(label) { value = String(value.drop { $0 == "0" }) }
        if ["TIPO DO EQUIPAMENTO", "FABRICANTE", "MODELO"].contains(label) {
            for status in ["TERMINADA", "EM ANDAMENTO", "PENDENTE", "CANCELADA", "REPROVADA", "APROVADA"]
            where value.hasSuffix(" " + status) {
                value = String(value.dropLast(status.count + 1))
            }
        }
        return PortalTruth.Field(name: label, value: value)
    }

    private static func collapsed(_ text: String) -> String {
        text.split { $0.isWhitespace }.joined(separator: " ")
    }

    /// Without tags, entities decoded.
    private static func text(of html: String) -> String {
        var text = ""
        var rest = html[...]
        while let character = rest.popFirst() {
            if character == "<" {
                rest = rest.drop { $0 != ">" }.dropFirst()
            } else if character == "&" {
                let name = rest.prefix { $0 != ";" }
                rest = rest.dropFirst(name.count + 1)
                text += entity(name)
            } else {
                text.append(character)
            }
        }
        return text
    }

    private static func entity(_ name: Substring) -> String {
        if name.hasPrefix("#"), let value = UInt32(name.dropFirst()), let scalar = Unicode.Scalar(value) {
            return String(Character(scalar))
        }
        return names[String(name)] ?? "&\(name);"
    }

    private static let names = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "nbsp": "\u{A0}", "Aacute": "Á", "Acirc": "Â", "Atilde": "Ã",
        "Ccedil": "Ç", "Eacute": "É", "Ecirc": "Ê", "Iacute": "Í", "Oacute": "Ó", "Otilde": "Õ", "Uacute": "Ú",
        "ordm": "º",
    ]
}
