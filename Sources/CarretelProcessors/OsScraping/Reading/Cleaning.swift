import CarretelCore

/// Makes labels and values of a portal's pages fit to be compared and kept (docs/os-scraping.md).
struct Cleaning: Sendable {
    /// A longer text before a colon is a sentence, no label.
    static let maxLabelCharacters = 80
    /// The fields with the number of the service order, the better first.
    static let orderNumberFields = ["OS", "NÚMERO DA OS"]
    /// A service order without any of these is none.
    static let identifyingFields = ["OS", "NOME CLIENTE", "CNPJ"]

    /// What portals write of a service order's state, and what runs into fields of the equipment.
    private static let statusWords = [
        "TERMINADA", "EM ANDAMENTO", "PENDENTE", "CANCELADA", "APROVADA", "REPROVADA",
    ]
    /// How the labels of the equipment's fields begin, without accents.
    private static let equipmentLabels = [
        "TIPO DO EQUIPAMENTO", "EQUIPAMENTO", "FABRICANTE", "MODELO", "NUMERO DE SERIE", "POTENCIA", "TENSAO",
        "CORRENTE",
        "FREQUENCIA", "ROTACAO", "CARCACA", "GRAU DE PROTECAO", "PESO",
    ]

    private let placeholders: Set<String>
    private let names: [String: String]

    /// Prepares for the fields of a layout.
    init(_ rules: FieldRules) {
        placeholders = Set(rules.placeholders.map { PageText.collapsed($0).uppercased() })
        names = Dictionary(
            rules.names.sorted { $0.key < $1.key }.map { (Self.label($0.key), Self.label($0.value)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A label as the portal has it, for the name of ours: in upper case, without its colon.
    func name(ofLabel label: String) -> String {
        let label = Self.label(label)
        return names[label] ?? label
    }

    /// The value of a field; empty where the portal shows that there is none.
    func value(_ text: String, of name: String) -> String {
        let text = PageText.collapsed(text)
        guard !placeholders.contains(text.uppercased()) else { return "" }
        if Self.orderNumberFields.contains(name) { return text.isEmpty ? "" : Self.orderNumber(text) }
        guard Self.isOfEquipment(name) else { return text }
        let cut = Self.withoutStatus(text)
        return placeholders.contains(cut.uppercased()) ? "" : cut
    }

    /// A label in upper case, without colon and needless blanks.
    static func label(_ text: String) -> String {
        var label = PageText.collapsed(text).uppercased()
        while label.last == ":" || label.last == " " { label.removeLast() }
        return label
    }

    /// The number of a service order without leading zeros; `0` when there is nothing else.
    static func orderNumber(_ text: String) -> String {
        let number = PageText.collapsed(text).drop { $0 == "0" }
        return number.isEmpty ? "0" : String(number)
    }

    /// Whether two texts are one number: leading zeros and upper and lower case aside.
    static func isSame(_ one: String, _ other: String) -> Bool {
        orderNumber(one).lowercased() == orderNumber(other).lowercased()
    }

    /// A value of the equipment up to a state of the service order that has run into it.
    static func withoutStatus(_ text: String) -> String {
        let characters = Array(text)
        let upper = characters.map { $0.uppercased() }
        let starts = statusWords.compactMap { word in place(of: word.map { String($0) }, in: upper) }
        guard let start = starts.min() else { return text }
        return PageText.collapsed(String(characters[..<start]).trimmingEnd { " -–/|,;:(".contains($0) })
    }

    /// Where a word begins that stands by itself.
    private static func place(of word: [String], in text: [String]) -> Int? {
        guard text.count >= word.count else { return nil }
        return (0...(text.count - word.count)).first { start in
            let end = start + word.count
            return text[start..<end].elementsEqual(word) && (start == 0 || !isWord(text[start - 1]))
                && (end == text.count || !isWord(text[end]))
        }
    }

    private static func isWord(_ character: String) -> Bool {
        character.unicodeScalars.first.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
    }

    private static func isOfEquipment(_ name: String) -> Bool {
        let plain = String(String.UnicodeScalarView(name.unicodeScalars.map { unaccented[$0] ?? $0 }))
        return equipmentLabels.contains { plain.hasPrefix($0) }
    }

    /// The letters of Portuguese labels.
    private static let unaccented: [Unicode.Scalar: Unicode.Scalar] = [
        "Á": "A", "À": "A", "Â": "A", "Ã": "A", "Ç": "C", "É": "E", "Ê": "E", "Í": "I", "Ó": "O", "Ô": "O", "Õ": "O",
        "Ú": "U", "Ü": "U",
    ]
}

extension String {
    fileprivate func trimmingEnd(where isCut: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isCut(last) { text.removeLast() }
        return text
    }
}
