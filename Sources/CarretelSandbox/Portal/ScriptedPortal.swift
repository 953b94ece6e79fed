import CarretelCore

/// The portal whose pages are built by script: one shell for all addresses, and an API that the script asks.
struct ScriptedPortal: Sendable {
    let desk: PortalDesk

    /// Answers a call whose session, where it needs one, is there.
    func answer(_ call: PortalCall, _ session: PortalSessions.Session?, _ fault: PortalFault?) -> PortalAnswer {
        switch call.method {
        case .spaPage: PortalAnswer(reply: .page(PortalScript.shell))
        case .spaScript: PortalAnswer(reply: .script(PortalScript.text))
        case .spaSession: sessionState(session)
        case .spaLogin: login(call, session, fault)
        case .spaLogout: logout(call, session)
        case .spaOrder: order(call, fault)
        case .spaDetails: details(call, fault)
        default: PortalAnswer(reply: .picture)
        }
    }

    /// What somebody without a session gets.
    func loggedOut() -> PortalAnswer {
        PortalAnswer(reply: Self.problem("Sessão não encontrada ou expirada", 401), word: "logged-out")
    }

    /// Who is logged in, if anybody, and the token that the session's next POST must carry.
    private func sessionState(_ old: PortalSessions.Session?) -> PortalAnswer {
        let session = old ?? desk.open(.scripted, loggedIn: false)
        let user = session.loggedInAt == nil ? nil : desk.settings.username
        let reply = Self.state(user, session)
        return PortalAnswer(reply: old == nil ? reply.with(session) : reply)
    }

    private func login(
        _ call: PortalCall, _ session: PortalSessions.Session?, _ fault: PortalFault?
    ) -> PortalAnswer {
        guard let session, call.request.headers["x-csrf-token"] == session.token else { return Self.wrongToken }
        // What is no JSON has neither name nor password.
        let body = try? JSONValue(parsing: call.request.body)
        let isRight =
            body?["usuario"]?.string == desk.settings.username && body?["senha"]?.string == desk.settings.password
        guard isRight, fault != .loginRefused else {
            return PortalAnswer(reply: Self.problem("Usuário ou senha inválidos", 401), word: "refused")
        }
        let opened = desk.open(.scripted, loggedIn: true, insteadOf: session.id)
        if fault == .loginBroken { desk.close(opened) }
        return PortalAnswer(reply: Self.state(desk.settings.username, opened).with(opened))
    }

    private func logout(_ call: PortalCall, _ session: PortalSessions.Session?) -> PortalAnswer {
        guard let session, call.request.headers["x-csrf-token"] == session.token else { return Self.wrongToken }
        desk.close(session)
        return PortalAnswer(reply: Self.json { $0.member("usuario", String?.none) }.withoutSession(.scripted))
    }

    private func order(_ call: PortalCall, _ fault: PortalFault?) -> PortalAnswer {
        guard let order = desk.order(of: call, fault) else { return Self.notFound }
        let isRenamed = fault == .layout
        let reply = Self.json { writer in
            writer.member("numero", "\(order.number)")
            writer.member("tema", isRenamed ? "rx" : "ant")
            // Once the labels are others nothing is left at the top.
            Self.write("cabecalho", isRenamed ? [] : order.header, to: &writer)
        }
        return PortalAnswer(reply: reply, hasOrder: true)
    }

    private func details(_ call: PortalCall, _ fault: PortalFault?) -> PortalAnswer {
        guard let order = desk.order(of: call, fault) else { return Self.notFound }
        let fields = fault == .layout ? order.renamed.fields : order.fields
        return PortalAnswer(reply: Self.json { Self.write("campos", fields, to: &$0) }, hasOrder: true)
    }

    private static func write(_ name: StaticString, _ fields: [PortalOrder.Field], to writer: inout JSONWriter) {
        writer.name(name)
        writer.beginArray()
        for field in fields {
            writer.beginObject()
            writer.member("rotulo", field.label)
            writer.member("valor", field.shown)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func state(_ user: String?, _ session: PortalSessions.Session) -> Reply {
        json { writer in
            writer.member("usuario", user)
            writer.member("csrf", session.token)
        }
    }

    private static let notFound = PortalAnswer(
        reply: problem("Nenhum resultado: a OS não foi encontrada", 404), word: "not-found")
    private static let wrongToken = PortalAnswer(reply: problem("Token inválido", 403), word: "wrong-token")

    private static func problem(_ message: String, _ status: Int) -> Reply {
        json(status) { $0.member("erro", message) }
    }

    private static func json(_ status: Int = 200, _ members: (inout JSONWriter) -> Void) -> Reply {
        var writer = JSONWriter()
        writer.beginObject()
        members(&writer)
        writer.endObject()
        var reply = Reply.json(writer.bytes, status: status)
        reply.headers = ["Cache-Control: no-store"]
        return reply
    }
}
