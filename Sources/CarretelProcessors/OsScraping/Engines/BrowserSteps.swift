import CarretelCore

/// Does the steps of a layout in a browser, each as soon as its element is there, all within one limit.
struct BrowserSteps: Sendable {
    /// Why the steps could not be done to their end.
    enum End {
        case loggedOut
        /// The portal says that it fails.
        case failing
        /// The element, or what a step waits for, did not come within the limit.
        case missing(HTMLSelector?)
    }

    /// What kind of page came.
    enum Page {
        case loggedOut
        case notFound
        case found
        case failing
    }

    let browser: any BrowserSession
    let pages: PageKinds
    let attempt: any AttemptContext
    /// Takes the place of `{os}`.
    let os: String
    let deadline: MonotonicInstant

    /// What is left of the limit.
    var left: Duration { max(.zero, deadline - attempt.now.monotonic) }

    func open(_ url: String) async throws(BrowserFailure) { try await browser.open(url, limit: left) }

    /// Waits until the page is one that the layout knows; nil when none came within the limit.
    func page() async throws(BrowserFailure) -> Page? {
        let kinds: [(PageCondition, Page)] = [
            (pages.loginRefused, .loggedOut), (pages.loggedOut, .loggedOut), (pages.notFound, .notFound),
            (pages.found, .found), (pages.failing, .failing),
        ]
        return try await browser.wait(for: kinds.map(\.0), limit: left).map { kinds[$0].1 }
    }

    /// Waits until scripts have done their work.
    ///
    /// - Returns: false when they were still at it at the limit.
    func hasLoaded() async throws(BrowserFailure) -> Bool {
        guard !pages.loading.isEmpty else { return true }
        return try await browser.wait(for: [pages.loading.negated], limit: left) != nil
    }

    /// Does steps in their order.
    ///
    /// - Returns: nil when all were done.
    func run(_ steps: [BrowserStep]) async throws(BrowserFailure) -> End? {
        for (index, step) in steps.enumerated() {
            let end =
                switch step {
                case .click(let selector, isOptional: false):
                    try await reach(selector) { () throws(BrowserFailure) in try await browser.click(selector) }
                case .click(let selector, isOptional: true):
                    try await clickIfThere(selector, before: steps.dropFirst(index + 1))
                case .type(let text, let selector, let submits):
                    try await reach(selector) { () throws(BrowserFailure) in
                        let text = SecretText(PortalAddress.fill(text, with: os))
                        try await browser.type(text, into: selector, submits: submits)
                    }
                case .wait(let condition): try await wait(for: condition.filled(with: os))
                }
            if let end { return end }
        }
        return nil
    }

    private func reach(
        _ selector: HTMLSelector, _ act: () async throws(BrowserFailure) -> Void
    ) async throws(BrowserFailure) -> End? {
        if let end = try await wait(for: PageCondition([.init(selector)]), naming: selector) { return end }
        try await act()
        return nil
    }

    /// An element that need not be there: looked for until the next step could be done.
    private func clickIfThere(
        _ selector: HTMLSelector, before steps: ArraySlice<BrowserStep>
    ) async throws(BrowserFailure) -> End? {
        var conditions = [PageCondition([.init(selector)]), pages.loggedOut]
        if let next = steps.lazy.compactMap({ $0.beginning(os) }).first { conditions.append(next) }
        switch try await browser.wait(for: conditions, limit: conditions.count > 2 ? left : .zero) {
        case 0:
            do throws(BrowserFailure) { try await browser.click(selector) } catch {
                guard error.kind == .elementMissing else { throw error }
            }
            return nil
        case 1: return .loggedOut
        default: return nil
        }
    }

    private func wait(
        for condition: PageCondition, naming selector: HTMLSelector? = nil
    ) async throws(BrowserFailure) -> End? {
        switch try await browser.wait(for: [condition, pages.loggedOut, pages.failing], limit: left) {
        case 0: nil
        case 1: .loggedOut
        case nil: .missing(selector)
        default: .failing
        }
    }
}

extension BrowserStep {
    /// What shows that the step can be done; nil for one that may be passed over.
    fileprivate func beginning(_ os: String) -> PageCondition? {
        switch self {
        case .click(_, isOptional: true): nil
        case .click(let selector, isOptional: false), .type(_, let selector, _): PageCondition([.init(selector)])
        case .wait(let condition): condition.filled(with: os)
        }
    }
}

extension PageCondition {
    /// With the number in the place of `{os}`.
    fileprivate func filled(with os: String) -> PageCondition {
        var filled = self
        filled.tests = tests.map { Test($0.selector, text: $0.text.map { PortalAddress.fill($0, with: os) }) }
        return filled
    }
}
