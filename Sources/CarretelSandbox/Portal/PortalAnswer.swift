/// What became of a call.
struct PortalAnswer: Sendable {
    var reply: Reply
    /// What the log calls it.
    var word = "ok"
    /// Whether it shows an order.
    var hasOrder = false
}

extension Reply {
    /// A page of a portal, which no cache may keep.
    static func page(_ text: String, status: Int = 200) -> Reply {
        Reply(
            status: status, contentType: "text/html; charset=utf-8", body: Array(text.utf8),
            headers: ["Cache-Control: no-store"])
    }

    /// Sends the client to another path.
    static func redirect(to path: String) -> Reply {
        var reply = page("", status: 302)
        reply.headers.append("Location: \(path)")
        return reply
    }

    /// A picture so small that it says nothing.
    static let picture = Reply(
        status: 200, contentType: "image/svg+xml",
        body: Array(
            #"<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><path d="M0 0h16v16H0z"/></svg>"#.utf8),
        headers: ["Cache-Control: no-store"])

    /// A script.
    static func script(_ text: String) -> Reply {
        Reply(status: 200, contentType: "text/javascript; charset=utf-8", body: Array(text.utf8))
    }

    /// The same with the cookie of a session.
    func with(_ session: PortalSessions.Session) -> Reply {
        var reply = self
        let (side, id) = (session.side, session.id)
        reply.headers.append("Set-Cookie: \(side.cookie)=\(id); Path=\(side.rawValue); HttpOnly; SameSite=Lax")
        return reply
    }

    /// The same with the end of the cookie.
    func withoutSession(_ side: PortalSide) -> Reply {
        var reply = self
        reply.headers.append("Set-Cookie: \(side.cookie)=; Path=\(side.rawValue); Max-Age=0; HttpOnly; SameSite=Lax")
        return reply
    }
}
