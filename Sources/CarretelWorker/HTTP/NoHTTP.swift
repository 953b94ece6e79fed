package import CarretelCore

/// No way to upstream systems: where a worker is put together without one.
package struct NoHTTP: HTTPClient {
    /// Answers nothing.
    package init() {}

    /// Always fails, as `unavailable`.
    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        throw Self.failure
    }

    /// Always fails, as `unavailable`.
    package func stream(
        _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
    ) async throws(HTTPFailure) -> HTTPResponse {
        throw Self.failure
    }

    /// There are no sessions.
    package func forget(session: String) {}

    private static let failure = HTTPFailure(.unavailable, "Requests cannot be sent from here.")
}
