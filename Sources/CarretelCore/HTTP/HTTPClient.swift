/// Whether a stream's handler wants to go on.
package enum HTTPStreamVerdict: Sendable, Hashable {
    case more
    /// The request ends here and is answered with what has come.
    case stop
}

/// Gets a body piece by piece: on the client's own thread, so it must return at once.
package typealias HTTPChunkHandler = @Sendable (HTTPResponseHead, [UInt8]) -> HTTPStreamVerdict

/// The way to upstream systems. Cancelling the calling task ends the request at once.
package protocol HTTPClient: Sendable {
    /// Sends a request and waits for the whole answer.
    ///
    /// - Returns: the answer, whatever its status.
    /// - Throws: ``HTTPFailure`` when there is none, and never an empty answer in its place.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

    /// As ``send(_:)``, with the body handed out as it comes. Answers that redirect are followed first.
    ///
    /// - Throws: ``HTTPFailure``; when it is `truncated` some of the body was handed out before.
    func stream(_ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler) async throws(HTTPFailure) -> HTTPResponse

    /// Drops the cookies of a session. Requests under way keep theirs.
    func forget(session: String)
}
