// XPath is written from the element that is looked for backwards: each element of the page is looked at once and asked
// for its ancestors and siblings, and those questions end at the first that fits. Forwards, elements in one another
// would be found again and again.

extension HTMLSelector {
    /// The selector as XPath 1.0 expressions, relative to the element they are asked of: each gives some of the
    /// elements. A list in CSS is not made one expression, because uniting two sets takes libxml2 the time of one size
    /// by the other.
    ///
    /// - Throws: ``HTMLFailure`` of kind `invalidSelector` for CSS that is none, or none that is supported. XPath is
    ///   not looked at.
    package func xpaths() throws(HTMLFailure) -> [String] {
        switch language {
        case .css: try CSSSelector(text).alternatives.map(\.xpath)
        case .xpath: [text]
        }
    }

    /// As messages name it: `The CSS selector "…"`.
    package var words: String {
        switch language {
        case .css: "The CSS selector \"\(text)\""
        case .xpath: "The XPath expression \"\(text)\""
        }
    }
}

extension CSSSelector.Complex {
    /// From the last element to the first.
    fileprivate var xpath: String {
        var before = ""
        var compound = first
        for (combinator, next) in rest {
            let test = compound.xpath(axis: combinator.axis, then: before)
            before = "[\(test)]"
            compound = next
        }
        return compound.xpath(axis: "descendant::", then: before)
    }
}

extension CSSSelector.Combinator {
    /// The way back.
    fileprivate var axis: String {
        switch self {
        case .descendant: "ancestor::"
        case .child: "parent::"
        case .next: "preceding-sibling::*[1]/self::"
        case .sibling: "preceding-sibling::"
        }
    }
}

extension CSSSelector.Compound {
    /// One step: the type as its node test, where it can be one.
    fileprivate func xpath(axis: String, then rest: String) -> String {
        var conditions = conditions[...]
        var test = "*"
        if case .type(let name) = conditions.first, name.isPlainName {
            test = name
            conditions.removeFirst()
        }
        return axis + test + conditions.map { "[\($0.xpath)]" }.joined() + rest
    }
}

extension CSSSelector.Condition {
    /// As a condition.
    fileprivate var xpath: String {
        switch self {
        case .type(let name): name.isPlainName ? "self::\(name)" : "name() = \(name.xpathLiteral)"
        case .attribute(let name, let match):
            match.xpath(of: name.isPlainName ? "@\(name)" : "@*[name() = \(name.xpathLiteral)]")
        // With a position, because within not() the library would gather all siblings.
        case .firstChild: "not(preceding-sibling::*[1])"
        case .lastChild: "not(following-sibling::*[1])"
        case .nthChild(1): "not(preceding-sibling::*[1])"
        case .nthChild(let number):
            // Not count(…): it would walk to the first sibling each time.
            "preceding-sibling::*[\(number - 1)] and not(preceding-sibling::*[\(number)])"
        case .not(let condition): "not(\(condition.xpath))"
        }
    }
}

extension CSSSelector.Match {
    /// CSS's white space as blanks, so that words stand between blanks.
    private static func spaced(_ attribute: String) -> String { "concat(' ', normalize-space(\(attribute)), ' ')" }

    fileprivate func xpath(of attribute: String) -> String {
        switch self {
        case .present: return attribute
        case .equal(let value): return "\(attribute) = \(value.xpathLiteral)"
        case .dashed(let value):
            let start = "starts-with(\(attribute), \("\(value)-".xpathLiteral))"
            return "\(attribute) = \(value.xpathLiteral) or \(start)"
        case .word(let value):
            // Such a value is no word, and nothing has it.
            guard !value.isEmpty, !value.unicodeScalars.contains(where: { " \t\n\r\u{0C}".unicodeScalars.contains($0) })
            else { return "false()" }
            return "contains(\(Self.spaced(attribute)), \(" \(value) ".xpathLiteral))"
        // By CSS nothing begins with, ends with or contains an empty text.
        case .prefix(""), .suffix(""), .part(""): return "false()"
        case .prefix(let value): return "starts-with(\(attribute), \(value.xpathLiteral))"
        case .part(let value): return "contains(\(attribute), \(value.xpathLiteral))"
        case .suffix(let value):
            let literal = value.xpathLiteral
            let count = value.unicodeScalars.count
            let end = "substring(\(attribute), string-length(\(attribute)) - \(count - 1))"
            return "string-length(\(attribute)) >= \(count) and \(end) = \(literal)"
        }
    }
}

extension String {
    /// Whether it can stand in XPath as a name.
    fileprivate var isPlainName: Bool {
        guard let first = unicodeScalars.first, "a"..."z" ~= first || first == "_" else { return false }
        return unicodeScalars.allSatisfy { "a"..."z" ~= $0 || "0"..."9" ~= $0 || $0 == "-" || $0 == "_" }
    }

    /// As XPath 1.0 writes a text: it has no escapes, so one with both quotes is put together.
    var xpathLiteral: String {
        // Not by Character: a quote with an accent over it is none to Swift, and one to XPath.
        guard utf8.contains(UInt8(ascii: "'")) else { return "'\(self)'" }
        guard utf8.contains(UInt8(ascii: "\"")) else { return "\"\(self)\"" }
        return "concat("
            + unicodeScalars.split(separator: "'", omittingEmptySubsequences: false).map { "'\(String($0))'" }
            .joined(separator: ", \"'\", ") + ")"
    }
}
