/// The version that an answer came in.
package enum HTTPVersion: String, Sendable, Hashable {
    case http10 = "HTTP/1.0"
    case http11 = "HTTP/1.1"
    case http2 = "HTTP/2"
}

/// What is known of an answer before its body.
package struct HTTPResponseHead: Sendable, Hashable {
    package var version: HTTPVersion
    package var status: Int
    package var headers: HTTPHeaders

    /// Joins what the server sent.
    package init(version: HTTPVersion, status: Int, headers: HTTPHeaders) {
        self.version = version
        self.status = status
        self.headers = headers
    }
}

/// How long a request took, redirects included.
package struct HTTPTiming: Sendable, Hashable {
    /// From the call to the last byte.
    package var total: Duration
    /// From the call to the first byte of the answer.
    package var firstByte: Duration

    /// Joins both.
    package init(total: Duration, firstByte: Duration) {
        self.total = total
        self.firstByte = firstByte
    }
}

/// A complete answer, whatever its status.
package struct HTTPResponse: Sendable, Hashable {
    package var head: HTTPResponseHead
    /// Decompressed; empty when it went to a stream's handler.
    package var body: [UInt8]
    /// Where the answer came from after all redirects, without its query.
    package var effectiveURL: String
    package var timing: HTTPTiming
    /// What came over the wire for this answer, headers included and before decompression.
    package var receivedBytes: Int
    /// Whether a stream's handler ended it before its end.
    package var wasStopped: Bool

    /// Joins what is known.
    package init(
        head: HTTPResponseHead, body: [UInt8], effectiveURL: String, timing: HTTPTiming, receivedBytes: Int,
        wasStopped: Bool = false
    ) {
        self.head = head
        self.body = body
        self.effectiveURL = effectiveURL
        self.timing = timing
        self.receivedBytes = receivedBytes
        self.wasStopped = wasStopped
    }

    /// The status code: 200, 404.
    package var status: Int { head.status }
    package var headers: HTTPHeaders { head.headers }
    package var version: HTTPVersion { head.version }
    /// Whether the status is one of 200 to 299.
    package var isSuccess: Bool { 200...299 ~= status }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(status) from \(effectiveURL), \(body.count) bytes" }
    package var debugDescription: String { description }
    /// Without headers and body, which may repeat what was sent.
    package var customMirror: Mirror { Mirror(self, children: ["response": description]) }
}
