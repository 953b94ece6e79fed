import CarretelCore

/// The HTTP client as one attempt has it: what is under way ends at once when the attempt is cancelled. The task that
/// runs the attempts one after the other is itself never cancelled, so each request gets one of its own.
struct AttemptHTTP: HTTPClient {
    let client: any HTTPClient
    let cancellation: Cancellation

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try await cancellable { [client] () async throws(HTTPFailure) in try await client.send(request) }
    }

    func stream(
        _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
    ) async throws(HTTPFailure) -> HTTPResponse {
        try await cancellable { [client] () async throws(HTTPFailure) in
            try await client.stream(request, onChunk: onChunk)
        }
    }

    func forget(session: String) { client.forget(session: session) }

    private func cancellable(
        _ send: @escaping @Sendable () async throws(HTTPFailure) -> HTTPResponse
    ) async throws(HTTPFailure) -> HTTPResponse {
        guard cancellation.reason == nil else {
            throw HTTPFailure(.cancelled, "The attempt was asked to end.")
        }
        // Waited for below, and cancelled with whoever waits.
        let request = Task { () async -> Result<HTTPResponse, HTTPFailure> in
            do throws(HTTPFailure) { return .success(try await send()) } catch { return .failure(error) }
        }
        let listener = cancellation.listen { request.cancel() }
        let answer = await withTaskCancellationHandler {
            await request.value
        } onCancel: {
            request.cancel()
        }
        cancellation.forget(listener)
        return try answer.get()
    }
}
