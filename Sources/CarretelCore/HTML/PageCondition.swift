/// Tells one kind of page from another: holds when any of its tests does, or, negated, when none does.
/// One without tests never holds, and negated always.
package struct PageCondition: Sendable, Hashable {
    /// One look at a page.
    package struct Test: Sendable, Hashable {
        /// The elements looked at; nil for the whole page.
        package var selector: HTMLSelector?
        /// Text that at least one of them contains, upper and lower case and runs of white space not told apart; nil
        /// when it is enough that there is such an element.
        package var text: String?

        /// Joins the two; one of them is given.
        package init(_ selector: HTMLSelector? = nil, text: String? = nil) {
            self.selector = selector
            self.text = text
        }
    }

    package var tests: [Test]
    /// Whether it holds when none of its tests does.
    package private(set) var isNegated = false

    /// Joins tests.
    package init(_ tests: [Test] = []) { self.tests = tests }

    /// Holds when this does not.
    package var negated: PageCondition {
        var condition = self
        condition.isNegated.toggle()
        return condition
    }

    /// Whether it can hold of any page.
    package var isEmpty: Bool { tests.isEmpty }
}
