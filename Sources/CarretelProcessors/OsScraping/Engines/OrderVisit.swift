import CarretelCore

/// One look at one service order in one browser.
struct OrderVisit: Sendable {
    let account: PortalAccount
    let reader: any PageReading
    let session: PortalSession
    let attempt: any AttemptContext
    let browser: any BrowserSession
    /// For one service order, and for one login.
    let limit: Duration

    /// Where a look ended.
    private enum Sight {
        case found(OrderRecord)
        case notFound
        case loggedOut
        /// Something else than expected, which a look from the start may set right when the page was one that was
        /// used before.
        case strange(PortalFailure)
    }

    /// Finds the service order.
    ///
    /// A page that still shows an earlier one is used as it is, which saves loading it, and believed only when it
    /// shows the one asked for: anything else is looked at again from the start.
    func answer(_ os: String) async throws(PortalFailure) -> OrderAnswer {
        var isWarm = !browser.isFresh
        if browser.isFresh { try await logIn() }
        var isRenewed = false
        while true {
            switch try await look(for: os, isWarm: isWarm) {
            case .found(let record): return .found(record)
            case .notFound where !isWarm: return .notFound
            case .strange(let failure) where !isWarm: throw failure
            case .notFound, .strange: break
            case .loggedOut:
                guard !isRenewed else { throw .loggedOut }
                isRenewed = true
                try await logIn()
            }
            isWarm = false
        }
    }

    private func look(for os: String, isWarm: Bool) async throws(PortalFailure) -> Sight {
        let steps = BrowserSteps(browser: browser, pages: account.layout.pages, attempt: attempt, os: os, limit: limit)
        let search = account.layout.search
        do throws(BrowserFailure) {
            if !isWarm { try await steps.open(PortalAddress.address(search.startPath, below: account.baseURL)) }
            if let end = try await steps.run(search.steps) { return try await sight(end, os) }
            guard let page = try await steps.page() else { return try await sight(.missing(nil), os) }
            switch page {
            case .loggedOut: return .loggedOut
            case .notFound: return .notFound
            case .failing: return try await sight(.failing, os)
            case .found: break
            }
            if let end = try await steps.run(search.details) { return try await sight(end, os) }
            return try await read(os, verdictOnly: false)
        } catch {
            throw PortalFailure(error)
        }
    }

    /// What a step that could not be done says of the page.
    private func sight(_ end: BrowserSteps.End, _ os: String) async throws(BrowserFailure) -> Sight {
        switch end {
        case .loggedOut: return .loggedOut
        case .failing: return .strange(.failed("The portal showed a failure in place of service order \(os)."))
        case .missing(let selector):
            let loading = account.layout.pages.loading
            guard try await browser.wait(for: [loading], limit: .zero) == nil else { return .strange(late(os)) }
            let sight = try await read(os, verdictOnly: true)
            guard case .strange(let failure) = sight, failure.kind == .layoutChanged, let selector else { return sight }
            return .strange(
                .layoutChanged("The page has no element \(TerminalText.escape(selector.text)) to go on with."))
        }
    }

    private func late(_ os: String) -> PortalFailure {
        .timedOut("The portal did not show service order \(os) within \(HumanText.duration(limit)).")
    }

    /// Reads the page as it is now.
    ///
    /// - Parameters:
    ///   - os: the service order asked for.
    ///   - verdictOnly: the way to the page was not gone to its end, so that a service order on it is none that counts.
    /// - Returns: what it is.
    /// - Throws: when the browser does not give it.
    private func read(_ os: String, verdictOnly: Bool) async throws(BrowserFailure) -> Sight {
        let html = try await browser.html()
        let verdict: PageVerdict
        do throws(HTMLFailure) { verdict = try reader.read(html, charset: "utf-8", os: os) } catch {
            return .strange(PortalFailure(error))
        }
        switch verdict {
        case .found(let record) where !verdictOnly: return .found(record)
        case .loggedOut, .loginRefused: return .loggedOut
        case .notFound: return .notFound
        case .needsScript, .found:
            return .strange(late(os))
        case .incomplete(_, let missing):
            return .strange(
                .layoutChanged("Service order \(os) has no value for \(missing.joined(separator: ", "))."))
        case .unknown(let words): return .strange(.layoutChanged("Service order \(os): \(words)"))
        }
    }
}

extension OrderVisit {
    /// Logs the browser in, where the layout has a login.
    private func logIn() async throws(PortalFailure) {
        guard let form = account.layout.login, let login = account.login else { return }
        try await session.logInAlone(attempt.key) {
            do throws(BrowserFailure) { return try await logIn(form, as: login) } catch { return PortalFailure(error) }
        }
    }

    private func logIn(_ form: PortalLogin, as login: Login) async throws(BrowserFailure) -> PortalFailure? {
        let steps = BrowserSteps(browser: browser, pages: account.layout.pages, attempt: attempt, os: "", limit: limit)
        try await steps.open(PortalAddress.address(form.path, below: account.baseURL))
        guard try await browser.wait(for: [PageCondition([.init(form.password)])], limit: steps.left) != nil else {
            if case .strange(let failure) = try await read("", verdictOnly: true), failure.kind == .timedOut {
                return .timedOut("The portal did not show its login within \(HumanText.duration(limit)).")
            }
            return .layoutChanged(
                "The login page has no element \(TerminalText.escape(form.password.text)) for the password.")
        }
        guard account.isOwn(try await browser.address()) else {
            return .layoutChanged("The login page leads to another host; no password goes there.")
        }
        try await browser.type(SecretText(login.user), into: form.username, submits: false)
        try await browser.type(SecretText(login.password), into: form.password, submits: false)
        try await browser.click(form.submit)
        let gone = PageCondition([.init(form.password.absence)])
        switch try await browser.wait(for: [account.layout.pages.loginRefused, gone], limit: steps.left) {
        case 0: return .loginFailed("The portal refused the login.")
        case nil: return .timedOut("The portal did not answer the login within \(HumanText.duration(limit)).")
        default: return nil
        }
    }
}

extension HTMLSelector {
    /// Names the page's root when there is no element that this one names.
    var absence: HTMLSelector {
        switch language {
        case .css: .css("html:not(:has(\(text)))")
        case .xpath: .xpath("/html[not(\(text))]")
        }
    }
}
