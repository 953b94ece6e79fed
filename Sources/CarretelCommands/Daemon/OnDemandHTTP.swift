internal import CarretelCore
internal import CarretelHTTP
internal import CarretelSystem
internal import Synchronization

/// The HTTP client of a worker, made with the first request unless it is asked for earlier: setting the library up costs
/// milliseconds and a thread, which most job types have no use for, and a machine on which it fails can still run those.
final class OnDemandHTTP: HTTPClient {
    private let configuration: HTTPClientConfiguration
    private let client = Mutex<CurlClient?>(nil)

    /// Takes proxies and authorities from this process's environment.
    init() {
        configuration = HTTPClientConfiguration(environment: ThisProcess.environment)
    }

    /// Makes the client before there is a request.
    func prepare() {
        // What fails here the first request meets again, and tells.
        _ = try? made()
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await made().send(request)
    }

    func stream(
        _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
    ) async throws(HTTPFailure) -> HTTPResponse {
        try await made().stream(request, onChunk: onChunk)
    }

    func forget(session: String) {
        // Without a client there is no session to forget.
        client.withLock { $0 }?.forget(session: session)
    }

    private func made() throws(HTTPFailure) -> CurlClient {
        try client.withLock { (client) throws(HTTPFailure) in
            if let client { return client }
            let made = try CurlClient(configuration: configuration)
            client = made
            return made
        }
    }
}
