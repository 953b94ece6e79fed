extension PageCondition {
    /// Looks at a page.
    ///
    /// - Throws: ``HTMLFailure`` for a selector that is none or looks at too much.
    package func holds(of page: any HTMLPage) throws(HTMLFailure) -> Bool {
        for test in tests where try test.holds(of: page) { return !isNegated }
        return isNegated
    }
}

extension PageCondition.Test {
    /// Looks at a page.
    fileprivate func holds(of page: any HTMLPage) throws(HTMLFailure) -> Bool {
        guard let selector else {
            return text.map { PageText.folded(page.text(of: nil)).contains(PageText.folded($0)) } ?? false
        }
        let elements = try page.elements(selector, in: nil)
        guard let text else { return !elements.isEmpty }
        let wanted = PageText.folded(text)
        return elements.contains { PageText.folded(page.text(of: $0)).contains(wanted) }
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
