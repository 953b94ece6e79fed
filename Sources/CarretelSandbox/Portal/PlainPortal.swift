/// The portal whose pages are drawn by the server.
struct PlainPortal: Sendable {
    let desk: PortalDesk

    /// Answers a call whose session, where it needs one, is there.
    func answer(_ call: PortalCall, _ session: PortalSessions.Session?, _ fault: PortalFault?) -> PortalAnswer {
        switch call.method {
        case .loginPage: loginPage(session, fault)
        case .login: login(call, session, fault)
        case .logout: logout(session)
        case .home: PortalAnswer(reply: .page(PortalPage.home))
        case .search: search(call)
        case .order, .orderPart: order(call, fault)
        case .script: PortalAnswer(reply: .script(PortalPage.shellScript))
        default: PortalAnswer(reply: .picture)
        }
    }

    /// What somebody without a session gets.
    func loggedOut() -> PortalAnswer {
        PortalAnswer(reply: .redirect(to: "/portal/login"), word: "logged-out")
    }

    /// The form, in a session that binds its token.
    func loginForm(_ old: PortalSessions.Session?, error: String? = nil) -> Reply {
        let isFresh = old == nil
        let session = old ?? desk.open(.plain, loggedIn: false)
        let page = Reply.page(PortalPage.login(token: session.token, error: error))
        return isFresh ? page.with(session) : page
    }

    private func loginPage(_ session: PortalSessions.Session?, _ fault: PortalFault?) -> PortalAnswer {
        if fault == .layout { return PortalAnswer(reply: .page(PortalPage.renamedLogin)) }
        if session?.loggedInAt != nil { return PortalAnswer(reply: .redirect(to: "/portal/")) }
        return PortalAnswer(reply: loginForm(session))
    }

    private func login(
        _ call: PortalCall, _ session: PortalSessions.Session?, _ fault: PortalFault?
    ) -> PortalAnswer {
        let form = call.request.form
        guard let session, form["csrf"] == session.token else {
            return PortalAnswer(reply: .page(PortalPage.wrongToken, status: 403), word: "wrong-token")
        }
        let isRight = form["usuario"] == desk.settings.username && form["senha"] == desk.settings.password
        guard isRight, fault != .loginRefused else {
            return PortalAnswer(reply: loginForm(session, error: "Usuário ou senha inválidos"), word: "refused")
        }
        let opened = desk.open(.plain, loggedIn: true, insteadOf: session.id)
        if fault == .loginBroken { desk.close(opened) }
        return PortalAnswer(reply: .redirect(to: "/portal/").with(opened))
    }

    private func logout(_ session: PortalSessions.Session?) -> PortalAnswer {
        desk.close(session)
        return PortalAnswer(reply: .redirect(to: "/portal/login").withoutSession(.plain))
    }

    private func search(_ call: PortalCall) -> PortalAnswer {
        guard call.numberText != nil else { return PortalAnswer(reply: .page(PortalPage.search)) }
        guard let order = desk.order(of: call, nil) else { return Self.notFound }
        return PortalAnswer(reply: .page(PortalPage.found(order)), hasOrder: true)
    }

    private func order(_ call: PortalCall, _ fault: PortalFault?) -> PortalAnswer {
        if fault == .spaShell { return PortalAnswer(reply: .page(PortalPage.shell)) }
        guard let order = desk.order(of: call, fault) else { return Self.notFound }
        let seed = desk.settings.seed
        let page =
            if fault == .layout {
                PortalPage.renamed(order)
            } else if call.method == .orderPart {
                PortalPage.content(of: order, seed: seed)
            } else {
                PortalPage.order(order, seed: seed)
            }
        return PortalAnswer(reply: .page(page), hasOrder: true)
    }

    private static let notFound = PortalAnswer(reply: .page(PortalPage.notFound), word: "not-found")
}
