package import CarretelCore
import CarretelSystem
import Synchronization

/// One request under way, and its answer when there is one.
package final class HTTPCall: Sendable {
    private typealias Waiter = CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>

    private struct State {
        var answer: Result<HTTPResponse, HTTPFailure>?
        var waiters: [Waiter] = []
    }

    /// What was asked for, before any redirect.
    package let request: HTTPRequest
    let onChunk: HTTPChunkHandler?
    let scrubber: SecretScrubber
    let startedAt = SystemClock.now().monotonic
    private let inbox: LoopInbox
    private let state = Mutex(State())

    init(request: HTTPRequest, onChunk: HTTPChunkHandler?, hiding others: [Secret], inbox: LoopInbox) {
        self.request = request
        self.onChunk = onChunk
        self.inbox = inbox
        // Those of the request beside those of the configuration: either may be quoted in what the library says.
        var all = request
        all.secrets += others
        scrubber = all.scrubber
    }

    /// Waits for the answer. Cancelling the waiting task cancels the request.
    ///
    /// - Returns: the answer, whatever its status.
    /// - Throws: ``HTTPFailure`` when there is none.
    package func response() async throws(HTTPFailure) -> HTTPResponse {
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { wait($0) }
        } onCancel: {
            cancel()
        }
        return try answer.get()
    }

    /// Ends the request as cancelled, unless it has ended. Returns at once, from any thread.
    package func cancel() {
        _ = inbox.post(.cancel(self))
    }

    private func wait(_ waiter: Waiter) {
        let answer = state.withLock { state in
            if state.answer == nil { state.waiters.append(waiter) }
            return state.answer
        }
        if let answer { waiter.resume(returning: answer) }
    }

    /// Sets the answer; the first one counts.
    func finish(_ answer: Result<HTTPResponse, HTTPFailure>) {
        let waiters = state.withLock { state -> [Waiter] in
            guard state.answer == nil else { return [] }
            state.answer = answer
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: answer) }
    }

    /// A failure with the redacted URL in front.
    func failure(_ kind: HTTPFailure.Kind, at target: HTTPTarget? = nil, words: String = "") -> HTTPFailure {
        HTTPFailure(kind, at: place(target), words: words, scrubber: scrubber)
    }

    private func place(_ target: HTTPTarget?) -> String {
        if let target { return "\(request.method.rawValue) \(target.redacted)" }
        do throws(HTTPFailure) { return place(try HTTPTarget(request.url)) } catch { return request.method.rawValue }
    }
}
