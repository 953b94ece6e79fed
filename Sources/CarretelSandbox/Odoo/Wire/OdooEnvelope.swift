/// How a result or an exception is wrapped.
enum OdooEnvelope: Sendable {
    /// JSON-RPC 2.0, with the id as it was sent.
    case rpc(id: [UInt8])
    /// The bare value under `/json/2`.
    case bare

    /// The answer with a result; nil is what a method gives that returns nothing.
    func reply(_ result: [UInt8]?) -> Reply {
        guard case .rpc(let id) = self else { return .json(result ?? Array("null".utf8)) }
        var text = OdooText(capacity: (result?.count ?? 0) + 64)
        text.raw("{\"jsonrpc\": \"2.0\", \"id\": ")
        text.raw(id)
        if let result {
            text.raw(", \"result\": ")
            text.raw(result)
        }
        text.raw("}")
        return .json(text.bytes)
    }

    /// The answer with an exception.
    func reply(_ refusal: OdooRefusal, version: OdooVersion) -> Reply {
        var text = OdooText(capacity: 4_096)
        guard case .rpc(let id) = self else {
            Self.write(refusal, status: refusal.status, to: &text)
            var reply = Reply.json(text.bytes, status: refusal.status)
            if refusal.status == 401 { reply.headers.append("WWW-Authenticate: Bearer") }
            return reply
        }
        text.raw("{\"jsonrpc\": \"2.0\", \"id\": ")
        // Whatever was sent: the exception comes before the body is read.
        text.raw(refusal == .sessionExpired ? Array("null".utf8) : id)
        text.raw(", \"error\": {\"code\": ")
        text.integer(refusal.code ?? (version == .v17 ? 200 : 0))
        text.raw(", \"message\": ")
        switch refusal.code {
        case 100: text.raw("\"Odoo Session Expired\"")
        case 404: text.raw("\"404: Not Found\"")
        default: text.raw("\"Odoo Server Error\"")
        }
        text.raw(", \"data\": ")
        Self.write(refusal, status: nil, to: &text)
        text.raw("}}")
        return .json(text.bytes)
    }

    /// Under JSON-RPC the traceback comes second, in a bare answer last.
    private static func write(_ refusal: OdooRefusal, status: Int?, to text: inout OdooText) {
        text.raw("{\"name\": ")
        text.string(refusal.name)
        if status == nil {
            text.raw(", \"debug\": ")
            text.string(refusal.traceback)
        }
        text.raw(", \"message\": ")
        text.string(refusal.message)
        text.raw(", \"arguments\": [")
        text.string(refusal.message)
        if let status, refusal == .invalidKey {
            text.raw(", ")
            text.integer(status)
        }
        text.raw("], \"context\": {}")
        if status != nil {
            text.raw(", \"debug\": ")
            text.string(refusal.traceback)
        }
        text.raw("}")
    }
}
