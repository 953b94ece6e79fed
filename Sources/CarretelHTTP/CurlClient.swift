import CCarretelHTTP
package import CarretelCore
import CarretelSystem

/// The way to upstream systems, on libcurl: one thread drives all requests, and sleeps while there are none.
///
/// Connections are kept and shared by all requests, HTTP/2 is spoken where the server offers it, answers come
/// compressed where it can, and certificates are always checked. The thread ends with ``shutDown()``, or when nobody
/// holds the client any more.
package final class CurlClient: HTTPClient {
    private let inbox: LoopInbox
    private let thread: PlainThread
    private let configuration: HTTPClientConfiguration

    /// The library is set up with the first client and never put down, since other threads may use it.
    private static let isLibraryReady = carretel_http_set_up() == 0

    /// Starts the client's thread.
    ///
    /// - Parameter configuration: what holds for all requests.
    /// - Throws: ``HTTPFailure`` of kind `unavailable` when the library cannot be set up or there is no room for a
    ///   thread.
    package init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) throws(HTTPFailure) {
        guard Self.isLibraryReady, let loop = CurlLoop(idleConnections: configuration.idleConnections) else {
            throw HTTPFailure(.unavailable, "The HTTP library could not be set up.")
        }
        let inbox = LoopInbox(waking: loop)
        do throws(SystemError) {
            thread = try PlainThread.start(name: "http") {
                RequestLoop(loop: loop, inbox: inbox, configuration: configuration).run()
            }
        } catch {
            throw HTTPFailure(.unavailable, "The HTTP client's thread could not be started: \(error.description)")
        }
        self.inbox = inbox
        self.configuration = configuration
    }

    deinit { inbox.close() }

    /// Starts a request. ``HTTPCall/cancel()`` ends it from anywhere; whoever wants only the answer uses ``send(_:)``.
    ///
    /// - Parameters:
    ///   - request: checked before anything is sent.
    ///   - onChunk: gets the body of the last answer piece by piece, on the client's thread; nil collects it.
    /// - Returns: the request under way.
    package func start(_ request: HTTPRequest, onChunk: HTTPChunkHandler? = nil) -> HTTPCall {
        let call = makeCall(request, onChunk)
        if !inbox.post(.start(call)) {
            call.finish(.failure(call.failure(.cancelled, words: "the client is shut down")))
        }
        return call
    }

    private func makeCall(_ request: HTTPRequest, _ onChunk: HTTPChunkHandler?) -> HTTPCall {
        HTTPCall(request: request, onChunk: onChunk, hiding: configuration.proxies.secrets, inbox: inbox)
    }

    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await answer(request, nil)
    }

    package func stream(
        _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
    ) async throws(HTTPFailure) -> HTTPResponse {
        try await answer(request, onChunk)
    }

    private func answer(_ request: HTTPRequest, _ onChunk: HTTPChunkHandler?) async throws(HTTPFailure) -> HTTPResponse
    {
        // Otherwise the thread might send it before it hears of the end.
        guard !Task.isCancelled else { throw makeCall(request, onChunk).failure(.cancelled) }
        return try await start(request, onChunk: onChunk).response()
    }

    package func forget(session: String) {
        _ = inbox.post(.forget(session))
    }

    /// Ends every request as cancelled, closes all connections and waits for the thread. Not to be called from a
    /// chunk's handler, which is on that thread. Further requests are cancelled at once.
    package func shutDown() {
        inbox.close()
        thread.join()
    }
}
