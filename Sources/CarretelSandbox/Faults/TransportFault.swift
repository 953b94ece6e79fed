/// What can go wrong between any HTTP server and its client, whatever the system behind it.
enum TransportFault: String, CaseIterable, Sendable {
    /// The page of a gateway whose application is down, in HTML.
    case html502 = "html-502"
    case html503 = "html-503"
    case html504 = "html-504"
    /// A login page with status 200, as a captive portal or an expired session gives.
    case htmlLogin = "html-login"
    /// Status 200 and no body.
    case emptyBody = "empty-body"
    /// Half of the body that was announced, then the end.
    case truncated
    /// A connection reset in place of an answer.
    case reset
    /// No answer, ever.
    case hang
    /// The right body under a wrong Content-Type.
    case wrongType = "wrong-type"
    /// A body of the length announced that is no JSON.
    case badJSON = "bad-json"

    /// Spoils an answer.
    func applied(to reply: Reply) -> Reply {
        var reply = reply
        switch self {
        case .html502: return .gateway(502)
        case .html503: return .gateway(503)
        case .html504: return .gateway(504)
        case .htmlLogin: return .html(Self.loginPage, status: 200)
        case .emptyBody: reply.body = []
        case .truncated: reply.delivery = .truncated(after: reply.body.count / 2)
        case .reset: reply.delivery = .reset
        case .hang: reply.delivery = .never
        case .wrongType: reply.contentType = "text/html; charset=utf-8"
        case .badJSON: reply.body = Array(reply.body.prefix(reply.body.count / 2)) + Array(",}".utf8)
        }
        return reply
    }

    private static let loginPage = """
        <!DOCTYPE html>
        <html><head><title>Entrar</title></head>
        <body><form action="/login" method="post"><input name="email"><input name="senha" type="password"></form></body>
        </html>

        """
}
