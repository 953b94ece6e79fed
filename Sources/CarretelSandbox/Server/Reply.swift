/// One HTTP answer, and how much of it really goes out.
package struct Reply: Sendable {
    /// What is done with the answer on the wire.
    package enum Delivery: Sendable, Hashable {
        /// All of it; the connection stays open if the client wants that.
        case whole
        /// The head, which announces the whole body, and that many bytes of it; then the connection is closed.
        case truncated(after: Int)
        /// The head, which announces the whole body, and that many bytes of it; then nothing, until the client leaves.
        case stalled(after: Int)
        /// The head, then these pieces in place of the body.
        case streamed(ReplyStream)
        /// Nothing; the connection is reset (TCP RST), as when a process dies or a firewall gives up.
        case reset
        /// Nothing, ever; the connection stays open until the client leaves.
        case never
    }

    /// The HTTP status.
    package var status: Int
    /// The value of `Content-Type`.
    package var contentType: String
    /// The body.
    package var body: [UInt8]
    /// How it is sent.
    package var delivery: Delivery = .whole
    /// What `Server` says.
    package var server = "nginx"
    /// More lines of the head: `Date: …`.
    package var headers: [String] = []
    /// Whether the connection ends after it, whatever the client wants.
    package var closesConnection = false
    /// How long it is held back; a client that leaves meanwhile gets nothing.
    package var delay: Duration = .zero
    /// Told once, before the last byte goes out or when the client has left.
    package var settled: (@Sendable (ReplyFate) -> Void)?

    /// An answer in JSON, sent whole.
    package static func json(_ body: [UInt8], status: Int = 200) -> Reply {
        Reply(status: status, contentType: "application/json; charset=utf-8", body: body)
    }

    /// A page in HTML, sent whole.
    package static func html(_ text: String, status: Int) -> Reply {
        Reply(status: status, contentType: "text/html", body: Array(text.utf8))
    }

    /// The short page that an nginx in front of an application shows.
    package static func gateway(_ status: Int) -> Reply {
        let title = "\(status) \(reason(status))"
        let lines = [
            "<html>", "<head><title>\(title)</title></head>", "<body>", "<center><h1>\(title)</h1></center>",
            "<hr><center>nginx</center>", "</body>", "</html>", "",
        ]
        return html(lines.joined(separator: "\r\n"), status: status)
    }

    /// Status line and headers, with the empty line.
    func head(keepsConnection: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.reason(status))\r\nServer: \(server)\r\n"
        if !contentType.isEmpty { text += "Content-Type: \(contentType)\r\n" }
        for header in headers { text += header + "\r\n" }
        if case .streamed = delivery {
            text += "Transfer-Encoding: chunked\r\n"
        } else {
            text += "Content-Length: \(body.count)\r\n"
        }
        text += "Connection: \(keepsConnection ? "keep-alive" : "close")\r\n\r\n"
        return Array(text.utf8)
    }

    /// The words of RFC 9110 for a status.
    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 302: "Found"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Entity"
        case 425: "Too Early"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Temporarily Unavailable"
        case 504: "Gateway Time-out"
        default: "Unknown"
        }
    }
}
