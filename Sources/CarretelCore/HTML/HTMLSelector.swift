/// Names elements of a page, by a CSS selector or an XPath expression.
package struct HTMLSelector: Sendable, Hashable {
    /// The language of ``text``.
    package enum Language: String, Sendable, Hashable, CaseIterable {
        case css, xpath
    }

    package var language: Language
    /// As the configuration has it.
    package var text: String

    /// A CSS selector.
    package static func css(_ text: String) -> HTMLSelector { HTMLSelector(language: .css, text: text) }
    /// An XPath 1.0 expression that gives elements.
    package static func xpath(_ text: String) -> HTMLSelector { HTMLSelector(language: .xpath, text: text) }

    /// Joins the two.
    package init(language: Language, text: String) {
        self.language = language
        self.text = text
    }
}
