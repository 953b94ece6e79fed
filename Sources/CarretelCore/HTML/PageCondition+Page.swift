extension PageCondition {
    /// Looks at a page.
    ///
    /// - Throws: ``HTMLFailure`` for a selector that is none or looks at too much.
    package func holds(of page: any HTMLPage) throws(HTMLFailure) -> Bool {
        var all: String?
        for test in tests {
            if let selector = test.selector {
                if try Self.holds(selector, test.text, of: page) { return !isNegated }
            } else if let text = test.text {
                // However many tests look at it.
                if all == nil { all = PageText.folded(try page.text(of: nil)) }
                if all?.contains(PageText.folded(text)) == true { return !isNegated }
            }
        }
        return isNegated
    }

    private static func holds(
        _ selector: HTMLSelector, _ text: String?, of page: any HTMLPage
    ) throws(HTMLFailure) -> Bool {
        let elements = try page.elements(selector, in: nil)
        guard let text else { return !elements.isEmpty }
        let wanted = PageText.folded(text)
        for element in page.outermost(elements) where try PageText.folded(page.text(of: element)).contains(wanted) {
            return true
        }
        return false
    }
}

/// Texts of pages as people read them.
package enum PageText {
    /// Runs of white space, those of `&nbsp;` too, as one blank; none at the ends.
    package static func collapsed(_ text: String) -> String {
        var collapsed = String.UnicodeScalarView()
        var isPending = false
        for scalar in text.unicodeScalars where !isInvisible(scalar) {
            if scalar.properties.isWhitespace {
                isPending = !collapsed.isEmpty
            } else {
                if isPending { collapsed.append(" ") }
                isPending = false
                collapsed.append(scalar)
            }
        }
        return String(collapsed)
    }

    /// ``collapsed(_:)``, in lower case.
    package static func folded(_ text: String) -> String { collapsed(text).lowercased() }

    /// The characters that only say where a line may break.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{AD}", "\u{200B}", "\u{2060}", "\u{FEFF}": true
        default: false
        }
    }
}
