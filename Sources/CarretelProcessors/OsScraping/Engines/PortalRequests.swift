import CarretelCore

/// The requests that go to a portal.
struct PortalRequests: Sendable {
    let account: PortalAccount

    /// Gets a page.
    func get(_ url: String, _ ticket: PortalSession.Ticket) -> HTTPRequest {
        prepared(HTTPRequest(.get, url), ticket)
    }

    /// Sends a login form with all its members, user and password filled in.
    func submit(
        _ form: LoginForm, to url: String, as login: Login, _ ticket: PortalSession.Ticket
    ) -> HTTPRequest {
        var members = form.hidden.map { ($0.name, $0.value) }
        members.append((form.username, login.user))
        members.append((form.password, login.password.reveal()))
        let body = members.map { "\(Self.encode($0.0))=\(Self.encode($0.1))" }.joined(separator: "&")
        var request = HTTPRequest(
            .post, url, headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(body.utf8))
        request.secrets = [login.password]
        return prepared(request, ticket)
    }

    private func prepared(_ request: HTTPRequest, _ ticket: PortalSession.Ticket) -> HTTPRequest {
        var request = request
        request.limits = HTTPLimits(
            total: account.timeout, connect: min(account.timeout, HTTPLimits.defaultConnect),
            maxBodyBytes: HTMLLimits().bytes)
        request.allowsPlainHTTP = account.allowsPlainHTTP
        request.session = ticket.jar
        // A page may repeat what was sent to get it.
        if let login = account.login { request.secrets = [login.password] }
        return request
    }

    /// As forms are sent (application/x-www-form-urlencoded): a blank as `+`.
    private static func encode(_ text: String) -> String {
        PortalAddress.encode(text).split(separator: "%20", omittingEmptySubsequences: false).joined(separator: "+")
    }
}
