package import CarretelCore
import Synchronization
import Testing

/// An upstream system in memory: answers from a list or by a closure, and keeps the requests.
///
///     let http = ScriptedHTTP()
///     http.add(.json(#"{"total_de_paginas": 1}"#))
///     http.add(HTTPFailure(.timedOut, "Too slow."))
package final class ScriptedHTTP: HTTPClient {
    /// Answers one request.
    package typealias Answer = @Sendable (HTTPRequest) throws(HTTPFailure) -> HTTPResponse

    private struct State {
        var requests: [HTTPRequest] = []
        var answers: [Result<HTTPResponse, HTTPFailure>] = []
        var forgotten: [String] = []
    }

    /// How much of a body a stream's handler gets at once: little, so that what it gets is in several pieces.
    package let chunkBytes: Int
    private let answer: Answer?
    private let state = Mutex(State())

    /// Prepares an upstream.
    ///
    /// - Parameters:
    ///   - chunkBytes: the size of a stream's pieces.
    ///   - answer: answers what no ``add(_:)-(HTTPResponse)`` has an answer for; without it, that is a failure of the
    ///     test.
    package init(chunkBytes: Int = 16, answering answer: Answer? = nil) {
        self.chunkBytes = max(1, chunkBytes)
        self.answer = answer
    }

    /// Answers a coming request, after those added before.
    package func add(_ response: HTTPResponse) { state.withLock { $0.answers.append(.success(response)) } }
    /// Fails a coming request.
    package func add(_ failure: HTTPFailure) { state.withLock { $0.answers.append(.failure(failure)) } }

    /// All requests, in their order.
    package var requests: [HTTPRequest] { state.withLock { $0.requests } }
    /// How many added answers nobody has asked for.
    package var unasked: Int { state.withLock { $0.answers.count } }
    /// The sessions that were forgotten.
    package var forgotten: [String] { state.withLock { $0.forgotten } }

    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard !Task.isCancelled else { throw HTTPFailure(.cancelled, "The request was cancelled.") }
        let next = state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        if let next { return try next.get() }
        if let answer { return try answer(request) }
        Issue.record("No answer is prepared for \(request).")
        throw HTTPFailure(.unavailable, "No answer is prepared for \(request).")
    }

    package func stream(
        _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
    ) async throws(HTTPFailure) -> HTTPResponse {
        var response = try await send(request)
        var rest = response.body[...]
        response.body = []
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(chunkBytes))
            rest = rest.dropFirst(chunkBytes)
            guard onChunk(response.head, chunk) == .more else {
                response.wasStopped = true
                break
            }
        }
        return response
    }

    package func forget(session: String) { state.withLock { $0.forgotten.append(session) } }
}

extension HTTPResponse {
    /// An answer as tests need it.
    ///
    /// - Parameters:
    ///   - status: the status code.
    ///   - headers: names and values.
    ///   - body: the body as text.
    /// - Returns: the whole answer.
    package static func scripted(
        _ status: Int = 200, headers: [HTTPHeaders.Field] = [], body: String = ""
    ) -> HTTPResponse {
        HTTPResponse(
            head: HTTPResponseHead(version: .http11, status: status, headers: HTTPHeaders(headers)),
            body: Array(body.utf8), effectiveURL: "http://scripted.test/",
            timing: HTTPTiming(total: .milliseconds(1), firstByte: .milliseconds(1)), receivedBytes: body.utf8.count)
    }

    /// An answer with a JSON body.
    package static func json(_ body: String, status: Int = 200) -> HTTPResponse {
        scripted(status, headers: [HTTPHeaders.Field(name: "Content-Type", value: "application/json")], body: body)
    }
}

/// An upstream as a scripted attempt has it: nothing is answered once the attempt is to end.
struct ScriptedAttemptHTTP: HTTPClient {
    let attempt: ScriptedAttempt

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        try refuseIfCancelled()
        let response = try await attempt.upstream.send(request)
        try refuseIfCancelled()
        return response
    }

    func stream(
        _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
    ) async throws(HTTPFailure) -> HTTPResponse {
        try refuseIfCancelled()
        let response = try await attempt.upstream.stream(request, onChunk: onChunk)
        try refuseIfCancelled()
        return response
    }

    func forget(session: String) { attempt.upstream.forget(session: session) }

    /// Without counting as a look of the processor's.
    private func refuseIfCancelled() throws(HTTPFailure) {
        guard attempt.state.withLock({ $0.isCancelled }) else { return }
        throw HTTPFailure(.cancelled, "The attempt was asked to end.")
    }
}
