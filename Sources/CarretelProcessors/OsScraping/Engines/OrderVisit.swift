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
        /// The service order, before all of it was to be seen.
        case partly
        /// Something else than expected, which a look from the start may set right when the page was one that was
        /// used before.
        case strange(PortalFailure)
    }

    /// Finds the service order.
    ///
    /// A page that still shows an earlier one is used as it is, which saves loading it, and believed only when it
    /// names the one asked for: anything else is looked at again from the start.
    func answer(_ os: String) async throws(PortalFailure) -> OrderAnswer {
        var isWarm = !browser.isFresh
        var hasNewLogin = browser.isFresh
        if hasNewLogin { try await logIn() }
        var deadline = attempt.now.monotonic + limit
        while true {
            // Of a page that was used before half of the time, so that there is some for a look from the start.
            switch try await look(for: os, isWarm: isWarm, until: isWarm ? deadline + limit / -2 : deadline) {
            case .found(let record) where !isWarm || record.isOrder(os):
                session.noteAnswer()
                return .found(record)
            case .notFound where !isWarm:
                session.noteAnswer()
                return .notFound
            case .strange(let failure) where !isWarm: throw failure
            case .partly where !isWarm: throw late(os)
            case .found, .notFound, .strange, .partly: break
            case .loggedOut:
                if hasNewLogin { throw session.noteFutileLogin(at: attempt.now.monotonic) }
                hasNewLogin = true
                let begin = attempt.now.monotonic
                try await logIn()
                // Logging in has a limit of its own.
                deadline = deadline + (attempt.now.monotonic - begin)
            }
            isWarm = false
        }
    }

    private func look(
        for os: String, isWarm: Bool, until deadline: MonotonicInstant
    ) async throws(PortalFailure) -> Sight {
        let steps = steps(os, until: deadline)
        let search = account.layout.search
        do throws(BrowserFailure) {
            if !isWarm {
                guard steps.left > .zero else { return .strange(late(os)) }
                try await steps.open(PortalAddress.address(search.startPath, below: account.baseURL))
            }
            if let end = try await steps.run(search.steps) { return try await sight(end, os) }
            guard let page = try await steps.page() else { return try await sight(.missing(nil), os) }
            switch page {
            case .loggedOut: return .loggedOut
            case .notFound:
                // The words may stand in a text of the service order itself: then its number decides.
                let sight = try await read(os, verdictOnly: true)
                guard case .partly = sight else { return sight }
            case .failing: return try await sight(.failing, os)
            case .found: break
            }
            if let end = try await steps.run(search.details) { return try await sight(end, os) }
            guard try await steps.hasLoaded() else { return .strange(late(os)) }
            return try await read(os, verdictOnly: false)
        } catch {
            throw PortalFailure(error)
        }
    }

    private func steps(_ os: String, until deadline: MonotonicInstant) -> BrowserSteps {
        BrowserSteps(
            browser: browser, pages: account.layout.pages, attempt: attempt, os: os, deadline: deadline)
    }

    /// What a step that could not be done says of the page.
    private func sight(_ end: BrowserSteps.End, _ os: String) async throws(BrowserFailure) -> Sight {
        switch end {
        case .loggedOut: return .loggedOut
        case .failing: return .strange(.failed("The portal showed a failure in place of service order \(os)."))
        case .missing(let selector):
            do throws(BrowserFailure) { return try await missing(selector, os) } catch {
                // A page that is still waited for answers nothing, at a moment when the time is up anyway.
                guard error.kind == .gone else { throw error }
                return .strange(late(os))
            }
        }
    }

    private func missing(_ selector: HTMLSelector?, _ os: String) async throws(BrowserFailure) -> Sight {
        let loading = account.layout.pages.loading
        guard try await browser.wait(for: [loading], limit: .zero) == nil else { return .strange(late(os)) }
        let sight = try await read(os, verdictOnly: true)
        guard case .strange(let failure) = sight, failure.kind == .layoutChanged, let selector else { return sight }
        return .strange(
            .layoutChanged("The page has no element \(TerminalText.escape(selector.text)) to go on with."))
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
        case .found(let record): return verdictOnly ? .partly : .found(record)
        case .loggedOut, .loginRefused: return .loggedOut
        case .notFound: return .notFound
        case .incomplete(let record, _) where verdictOnly && record.isOrder(os): return .partly
        case .incomplete, .needsScript, .unknown: break
        }
        if let failure = try await failureOfServer(os) { return .strange(failure) }
        switch verdict {
        case .incomplete(_, let missing):
            return .strange(
                .layoutChanged("Service order \(os) has no value for \(missing.joined(separator: ", "))."))
        case .unknown(let words): return .strange(.layoutChanged("Service order \(os): \(words)"))
        default: return .strange(late(os))
        }
    }

    /// What the answer that brought the page says against it, where a layout's conditions do not know the page.
    private func failureOfServer(_ os: String) async throws(BrowserFailure) -> PortalFailure? {
        let load = try await browser.load()
        if load.isUnderWay { return late(os) }
        return load.status.flatMap { PortalVerdictTable.failure(ofStatus: $0, at: "The page") }
    }
}

extension OrderVisit {
    /// Logs the browser in, where the layout has a login.
    private func logIn() async throws(PortalFailure) {
        guard let form = account.layout.login, let login = account.login else { return }
        try await session.logInAlone(attempt, by: .browser) {
            do throws(BrowserFailure) { return try await logIn(form, as: login) } catch { return PortalFailure(error) }
        }
    }

    private func logIn(_ form: PortalLogin, as login: Login) async throws(BrowserFailure) -> PortalFailure? {
        if let failure = unusable(login) { return failure }
        let steps = steps("", until: attempt.now.monotonic + limit)
        try await steps.open(PortalAddress.address(form.path, below: account.baseURL))
        guard try await browser.wait(for: [PageCondition([.init(form.password)])], limit: steps.left) != nil else {
            return try await noForm(form)
        }
        guard account.isOwn(try await browser.address()) else {
            return .layoutChanged("The login page leads to another host; no password goes there.")
        }
        try await browser.type(SecretText(login.user), into: form.username, submits: false)
        try await browser.type(SecretText(login.password), into: form.password, submits: false)
        try await browser.click(form.submit)
        let gone = PageCondition([.init(form.password)]).negated
        switch try await browser.wait(for: [account.layout.pages.loginRefused, gone], limit: steps.left) {
        case 0: return .loginFailed("The portal refused the login.")
        case nil:
            session.noteUnanswered(attempt.key)
            return .timedOut("The portal did not answer the login within \(HumanText.duration(limit)).")
        default: return nil
        }
    }

    private func noForm(_ form: PortalLogin) async throws(BrowserFailure) -> PortalFailure {
        switch try await read("", verdictOnly: true) {
        case .strange(let failure) where failure.kind == .timedOut:
            .timedOut("The portal did not show its login within \(HumanText.duration(limit)).")
        case .strange(let failure) where failure.kind == .failed: failure
        default:
            .layoutChanged("The login page has no element \(TerminalText.escape(form.password.text)) for the password.")
        }
    }

    /// Some characters stand for keys where a browser is told to type: WebDriver, section 15.4.2.
    private func unusable(_ login: Login) -> PortalFailure? {
        let text = login.user + login.password.reveal()
        guard text.unicodeScalars.contains(where: { "\u{E000}"..."\u{F8FF}" ~= $0 }) else { return nil }
        return PortalFailure(
            .unusable,
            FailureReason(
                .permanent, code: "profile_invalid",
                message: "The profile's username or password has a character from U+E000 to U+F8FF, which no browser "
                    + "can type.", pointer: "/parameters/profile",
                hint: "Choose another password, or let the job's engine be http."))
    }
}

extension OrderRecord {
    /// Whether it names this service order.
    fileprivate func isOrder(_ os: String) -> Bool { orderNumber.map { Cleaning.isSame($0, os) } ?? false }
}
