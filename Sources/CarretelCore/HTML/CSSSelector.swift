/// A CSS selector, read and taken apart. What is left out of CSS, which is most pseudo-classes and namespaces, is
/// refused by name.
struct CSSSelector: Equatable {
    /// How an element stands to the one before it in the text.
    enum Combinator: Equatable {
        case descendant, child, next, sibling
    }

    /// What one element must be.
    indirect enum Condition: Equatable {
        /// In lower case, as HTML has them.
        case type(String)
        case attribute(String, Match)
        case firstChild
        case lastChild
        case nthChild(Int)
        case not(Condition)
    }

    /// What an attribute must be.
    enum Match: Equatable {
        case present
        case equal(String)
        case word(String)
        case dashed(String)
        case prefix(String)
        case suffix(String)
        case part(String)
    }

    /// Conditions on one element; none is `*`.
    struct Compound: Equatable {
        var conditions: [Condition] = []
    }

    /// Elements one after the other, each with what ties it to the one before; the last is the one that is looked for.
    struct Complex: Equatable {
        var first: Compound
        var rest: [(combinator: Combinator, compound: Compound)] = []

        static func == (one: Complex, other: Complex) -> Bool {
            one.first == other.first
                && one.rest.elementsEqual(other.rest) { $0.combinator == $1.combinator && $0.compound == $1.compound }
        }
    }

    /// Any of them.
    var alternatives: [Complex]

    /// Reads a selector.
    ///
    /// - Throws: ``HTMLFailure`` of kind `invalidSelector`, which names the place.
    init(_ text: String) throws(HTMLFailure) {
        var reader = CSSReader(text)
        alternatives = try reader.readList()
    }
}
