/// Reads CSS selectors, character by character.
struct CSSReader {
    private static let supported =
        "Supported are element names, *, .class, #id, [name], [name=value] with = ~= |= ^= $= *=, :first-child, "
        + ":last-child, :nth-child(number), :not(…) with one simple selector, and the separators blank, >, +, ~ and ,"

    private let text: String
    private let scalars: [Unicode.Scalar]
    private var at = 0

    init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    /// Reads the whole text.
    mutating func readList() throws(HTMLFailure) -> [CSSSelector.Complex] {
        var list = [try readComplex()]
        while let scalar = peek() {
            guard scalar == "," else { throw unexpected("a comma or the end") }
            at += 1
            list.append(try readComplex())
        }
        return list
    }

    private mutating func readComplex() throws(HTMLFailure) -> CSSSelector.Complex {
        skipBlanks()
        var complex = CSSSelector.Complex(first: try readCompound())
        while let combinator = readCombinator() {
            complex.rest.append((combinator, try readCompound()))
        }
        return complex
    }

    /// Nil at the end of the selector or a comma.
    private mutating func readCombinator() -> CSSSelector.Combinator? {
        let start = at
        skipBlanks()
        let combinator: CSSSelector.Combinator
        switch peek() {
        case nil, ",": return nil
        case ">": combinator = .child
        case "+": combinator = .next
        case "~": combinator = .sibling
        default: return at > start ? .descendant : nil
        }
        at += 1
        skipBlanks()
        return combinator
    }

    private mutating func readCompound() throws(HTMLFailure) -> CSSSelector.Compound {
        var compound = CSSSelector.Compound()
        let start = at
        if peek() == "*" {
            at += 1
        } else if startsName {
            compound.conditions.append(.type(try readName().lowercased()))
        }
        while let condition = try readSimple() { compound.conditions.append(condition) }
        guard at > start else { throw unexpected("an element") }
        return compound
    }

    /// What may follow an element's name; nil when nothing of it does.
    private mutating func readSimple() throws(HTMLFailure) -> CSSSelector.Condition? {
        switch peek() {
        case ".":
            at += 1
            return .attribute("class", .word(try readName()))
        case "#":
            at += 1
            return .attribute("id", .equal(try readName()))
        case "[": return try readAttribute()
        case ":": return try readPseudoClass()
        default: return nil
        }
    }

    private mutating func readAttribute() throws(HTMLFailure) -> CSSSelector.Condition {
        at += 1
        skipBlanks()
        let name = try readName().lowercased()
        skipBlanks()
        if peek() == "]" {
            at += 1
            return .attribute(name, .present)
        }
        let match = try readMatch()
        skipBlanks()
        guard peek() == "]" else { throw unexpected("]") }
        at += 1
        return .attribute(name, match)
    }

    private mutating func readMatch() throws(HTMLFailure) -> CSSSelector.Match {
        let kind = peek()
        if let kind, "~|^$*".unicodeScalars.contains(kind) { at += 1 }
        guard peek() == "=" else { throw unexpected("], =, ~=, |=, ^=, $= or *=") }
        at += 1
        skipBlanks()
        let value = try readValue()
        switch kind {
        case "~": return .word(value)
        case "|": return .dashed(value)
        case "^": return .prefix(value)
        case "$": return .suffix(value)
        case "*": return .part(value)
        default: return .equal(value)
        }
    }

    private mutating func readPseudoClass() throws(HTMLFailure) -> CSSSelector.Condition {
        let start = at
        at += 1
        guard startsName else { throw unexpected("the name of a pseudo-class") }
        switch try readName().lowercased() {
        case "first-child": return .firstChild
        case "last-child": return .lastChild
        case "nth-child":
            try open()
            let number = try readNumber()
            try close()
            return .nthChild(number)
        case "not":
            try open()
            let condition = startsName ? .type(try readName().lowercased()) : try readSimple()
            guard let condition else { throw unexpected("one element name, .class, #id, [attribute] or pseudo-class") }
            try close()
            return .not(condition)
        default:
            at = start
            throw unexpected("another pseudo-class")
        }
    }

    private mutating func open() throws(HTMLFailure) {
        guard peek() == "(" else { throw unexpected("(") }
        at += 1
        skipBlanks()
    }

    private mutating func close() throws(HTMLFailure) {
        skipBlanks()
        guard peek() == ")" else { throw unexpected(")") }
        at += 1
    }

    private mutating func readNumber() throws(HTMLFailure) -> Int {
        let digits = scalars[at...].prefix { "0"..."9" ~= $0 }
        guard let number = Int(String(String.UnicodeScalarView(digits))), 1...1_000_000 ~= number else {
            throw unexpected("a whole number from 1 to 1000000")
        }
        at += digits.count
        return number
    }

    /// A name, or a text in quotes.
    private mutating func readValue() throws(HTMLFailure) -> String {
        guard let quote = peek(), quote == "\"" || quote == "'" else { return try readName() }
        let start = at
        at += 1
        var value = String.UnicodeScalarView()
        while let scalar = peek(), scalar != quote {
            value.append(scalar == "\\" ? try readEscape() : scalar)
            if scalar != "\\" { at += 1 }
        }
        guard peek() == quote else {
            at = start
            throw unexpected("a text that ends with the same quote")
        }
        at += 1
        return String(value)
    }

    private var startsName: Bool { peek().map { Self.isName($0) || $0 == "\\" } ?? false }

    private mutating func readName() throws(HTMLFailure) -> String {
        var name = String.UnicodeScalarView()
        while let scalar = peek(), Self.isName(scalar) || scalar == "\\" {
            name.append(scalar == "\\" ? try readEscape() : scalar)
            if scalar != "\\" { at += 1 }
        }
        guard !name.isEmpty else { throw unexpected("a name") }
        // A leading digit is let through, though CSS has it escaped: ids of portals begin with them.
        return String(name)
    }

    /// `\` and a character, or up to six hexadecimal digits and one blank.
    private mutating func readEscape() throws(HTMLFailure) -> Unicode.Scalar {
        at += 1
        let digits = scalars[at...].prefix { $0.properties.isASCIIHexDigit }.prefix(6)
        guard !digits.isEmpty else {
            guard let scalar = peek() else { throw unexpected("a character after \\") }
            at += 1
            return scalar
        }
        at += digits.count
        if let scalar = peek(), Self.isBlank(scalar) { at += 1 }
        let code = UInt32(String(String.UnicodeScalarView(digits)), radix: 16) ?? 0
        return code == 0 ? "\u{FFFD}" : Unicode.Scalar(code) ?? "\u{FFFD}"
    }

    private mutating func skipBlanks() {
        while let scalar = peek(), Self.isBlank(scalar) { at += 1 }
    }

    private func peek() -> Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { " \t\n\r\u{0C}".unicodeScalars.contains(scalar) }

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
        default: scalar.value >= 0x80
        }
    }

    private func unexpected(_ expected: String) -> HTMLFailure {
        let found =
            at < scalars.count ? "\"\(String(String.UnicodeScalarView(scalars[at...].prefix(20))))\"" : "its end"
        return HTMLFailure(
            .invalidSelector,
            "The CSS selector \"\(text)\" has \(found) at character \(at + 1), where \(expected) is expected. "
                + Self.supported + ".")
    }
}
