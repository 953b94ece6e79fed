/// Reads HTML as browsers do: broken markup is ordinary and never an error, limits are.
package protocol HTMLParser: Sendable {
    /// Parses a page. Nothing is loaded from anywhere, and no entity but HTML's own is expanded.
    ///
    /// - Parameters:
    ///   - bytes: the page.
    ///   - charset: what the answer's headers say, like `utf-8`; nil to go by the page itself, else UTF-8.
    ///   - limits: what it may cost.
    /// - Returns: the page's tree.
    /// - Throws: ``HTMLFailure``.
    func parse(_ bytes: [UInt8], charset: String?, limits: HTMLLimits) throws(HTMLFailure) -> any HTMLPage
}

/// A parsed page. Not to be used by two tasks at the same time.
package protocol HTMLPage {
    /// The elements that a selector names, in the order of the page.
    ///
    /// - Parameters:
    ///   - selector: relative to `element` where one is given: it then names descendants of it.
    ///   - element: of this page; nil for the whole page.
    /// - Returns: each element once.
    /// - Throws: ``HTMLFailure`` of kind `invalidSelector`, `tooCostly` or `noMemory`.
    func elements(_ selector: HTMLSelector, in element: HTMLElement?) throws(HTMLFailure) -> [HTMLElement]
    /// All text within an element, or the whole page, without that of `script`, `style`, `template` and `noscript`;
    /// line breaks (`br` and the ends of block elements) as `\n`, other white space as it stands.
    ///
    /// - Throws: ``HTMLFailure`` of kind `tooCostly` or `noMemory`.
    func text(of element: HTMLElement?) throws(HTMLFailure) -> String
    /// Elements in the order of the page, without those whose text is a part of another's before them.
    func outermost(_ elements: [HTMLElement]) -> [HTMLElement]
    /// An attribute's value; nil when the element has none of that name.
    func attribute(_ name: String, of element: HTMLElement) -> String?
    /// An element's name in lower case.
    func name(of element: HTMLElement) -> String
}

/// Stands for one element of one page.
package struct HTMLElement: Sendable, Hashable {
    /// The page's own number of it.
    package let index: Int

    /// Wraps a number.
    package init(index: Int) { self.index = index }
}

/// What reading a page may cost.
package struct HTMLLimits: Sendable, Hashable {
    /// The largest page in bytes.
    package var bytes = 8 << 20
    /// How deep elements may stand in one another.
    package var depth = 512
    /// How many elements a page may have.
    package var elements = 500_000
    /// How long parsing may take.
    package var time = Duration.seconds(5)
    /// How long finding elements and texts of a page may take, all of it together.
    package var looking = Duration.seconds(10)
    /// How many bytes the texts that are looked at on a page may come to, one that is looked at twice counted twice:
    /// elements that stand in one another have the same text again and again.
    package var text = 64 << 20

    /// The standard limits.
    package init() {}
}

/// Why a page could not be read.
package struct HTMLFailure: Error, Sendable, Hashable {
    /// What went wrong.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Larger than ``HTMLLimits/bytes``.
        case tooLarge = "too_large"
        /// Deeper than ``HTMLLimits/depth``, or more elements than ``HTMLLimits/elements``.
        case tooComplex = "too_complex"
        /// Longer than ``HTMLLimits/time`` or ``HTMLLimits/looking``, more than ``HTMLLimits/text``, or a selector that
        /// looks at too much.
        case tooCostly = "too_costly"
        /// A selector that is none.
        case invalidSelector = "invalid_selector"
        /// The system had no memory for it.
        case noMemory = "no_memory"
    }

    package var kind: Kind
    /// One sentence, which names the limit where one was hit.
    package var message: String

    /// Joins the two.
    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// For attempts without pages.
package struct NoHTMLParser: HTMLParser {
    /// Reads nothing.
    package init() {}

    /// Refuses.
    package func parse(_ bytes: [UInt8], charset: String?, limits: HTMLLimits) throws(HTMLFailure) -> any HTMLPage {
        throw HTMLFailure(.noMemory, "No HTML can be read here.")
    }
}
