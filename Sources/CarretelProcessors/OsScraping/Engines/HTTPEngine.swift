import CarretelCore

/// Reads service orders by HTTP alone.
struct HTTPEngine: PortalEngine {
    let account: PortalAccount
    let reader: any PageReading
    let session: PortalSession
    let settings: ScrapeSettings
    let attempt: any AttemptContext

    func read(_ os: String) async -> OrderReading {
        do throws(PortalFailure) {
            return OrderReading(.success(try await answer(os)), by: .http)
        } catch {
            return OrderReading(.failure(error), by: .http)
        }
    }

    private func answer(_ os: String) async throws(PortalFailure) -> OrderAnswer {
        guard let path = account.layout.search.path else {
            throw .needsScript("The layout \(account.layout.name) has no path for requests.")
        }
        let address = PortalAddress.address(path, below: account.baseURL, os: os)
        var isRenewed = false
        while true {
            let ticket = try await session.enter(attempt, idle: settings.sessionIdle) { ticket in await logIn(ticket) }
            switch try await ask(os, address, ticket) {
            case .found(let record):
                session.noteAnswer(ticket)
                return .found(record)
            case .notFound:
                session.noteAnswer(ticket)
                return .notFound
            case .failed(let failure): throw failure
            case .loggedOut:
                if let failure = session.end(ticket, at: attempt.now.monotonic) { throw failure }
                guard !isRenewed else { throw .loggedOut }
                isRenewed = true
            }
        }
    }

    /// The page of a service order, by way of the search where the layout has one.
    private func ask(
        _ os: String, _ address: String, _ ticket: PortalSession.Ticket
    ) async throws(PortalFailure) -> PortalVerdictTable.Ruling {
        let page = try await page(at: address, ticket)
        if let ruling = page.ruling { return ruling }
        let verdict = try page.reading { (bytes, charset) throws(HTMLFailure) in
            try reader.read(bytes, charset: charset, os: os)
        }
        guard account.layout.search.result != nil, verdict.mayHoldLink, 200...299 ~= page.status else {
            return PortalVerdictTable.ruling(on: verdict, status: page.status, at: page.place)
        }
        let link = try page.reading { (bytes, charset) throws(HTMLFailure) in
            try reader.link(bytes, charset: charset, os: os)
        }
        guard let link else { return PortalVerdictTable.ruling(on: verdict, status: page.status, at: page.place) }
        guard let target = PortalAddress.resolve(link, on: page.url) else {
            return .failed(.layoutChanged("\(page.place) links the service order to another host."))
        }
        let order = try await self.page(at: target, ticket)
        if let ruling = order.ruling { return ruling }
        let found = try order.reading { (bytes, charset) throws(HTMLFailure) in
            try reader.read(bytes, charset: charset, os: os)
        }
        return PortalVerdictTable.ruling(on: found, status: order.status, at: order.place)
    }

    private func page(at url: String, _ ticket: PortalSession.Ticket) async throws(PortalFailure) -> PortalPage {
        try await page(PortalRequests(account: account).get(url, ticket))
    }

    private func page(_ request: HTTPRequest) async throws(PortalFailure) -> PortalPage {
        do throws(HTTPFailure) {
            return PortalPage(try await attempt.http.send(request), request, now: attempt.now.wall)
        } catch {
            throw PortalFailure(error)
        }
    }
}

extension HTTPEngine {
    /// Logs in with fresh cookies; nil is well.
    private func logIn(_ ticket: PortalSession.Ticket) async -> PortalFailure? {
        guard let form = account.layout.login, let login = account.login else { return nil }
        do throws(PortalFailure) {
            let page = try await page(at: PortalAddress.address(form.path, below: account.baseURL), ticket)
            if case .failed(let failure) = page.ruling { return failure }
            let request = try submission(of: page, as: login, ticket)
            let answer: PortalPage
            do throws(PortalFailure) { answer = try await self.page(request) } catch {
                session.noteUnanswered(attempt.key)
                throw error
            }
            return try refusal(in: answer)
        } catch {
            return error
        }
    }

    private func submission(
        of page: PortalPage, as login: Login, _ ticket: PortalSession.Ticket
    ) throws(PortalFailure) -> HTTPRequest {
        let form = try page.reading { (bytes, charset) throws(HTMLFailure) in
            try reader.loginForm(bytes, charset: charset)
        }
        guard let form else {
            let verdict = try page.reading { (bytes, charset) throws(HTMLFailure) in
                try reader.read(bytes, charset: charset, os: "")
            }
            guard verdict != .needsScript else { throw .needsScript("\(page.place) is a page that only scripts fill.") }
            throw .layoutChanged("\(page.place) has no form to log in with.")
        }
        guard form.isPost else {
            throw .layoutChanged("\(page.place) would put the password into an address; it is not sent so.")
        }
        guard let target = PortalAddress.resolve(form.action, on: page.url) else {
            throw .layoutChanged("\(page.place) sends its login to another host; no password goes there.")
        }
        return PortalRequests(account: account).submit(form, to: target, as: login, ticket)
    }

    /// What the answer to a login says against it.
    private func refusal(in page: PortalPage) throws(PortalFailure) -> PortalFailure? {
        switch page.ruling {
        case .failed(let failure): return failure
        case .loggedOut: return .loginFailed("\(page.place) refused the login with status \(page.status).")
        case .found, .notFound, nil: break
        }
        let verdict = try page.reading { (bytes, charset) throws(HTMLFailure) in
            try reader.read(bytes, charset: charset, os: "")
        }
        switch verdict {
        case .loginRefused: return .loginFailed("\(page.place) refused the login.")
        case .loggedOut: return .loginFailed("\(page.place) showed the login page again.")
        case .needsScript: return .needsScript("\(page.place) is a page that only scripts fill.")
        case .found, .incomplete, .notFound, .unknown:
            guard page.status != 403 else { return .loginFailed("\(page.place) refused the login with status 403.") }
            guard 200...299 ~= page.status else {
                return .layoutChanged("\(page.place) answered the login with status \(page.status).")
            }
            return nil
        }
    }
}

extension PageVerdict {
    /// Whether a page of search results may be what it was read off: such a page is none that the layout tells apart.
    fileprivate var mayHoldLink: Bool {
        switch self {
        case .unknown, .incomplete: true
        case .found, .notFound, .loggedOut, .loginRefused, .needsScript: false
        }
    }
}
