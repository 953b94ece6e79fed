package import CarretelCore
import Synchronization

/// One call of the chat service: what was asked, and when.
package struct ChatExchange: Sendable {
    /// Which call of its method it is, from 1.
    package var number: Int
    /// `chat` or `models`.
    package var method: String
    /// The path with which it came.
    package var path: String
    /// The headers but for those with secrets, names in small letters.
    package var headers: [String: String]
    /// Where the key was: `bearer` or `api-key`; nil when there was none.
    package var keyForm: String?
    /// The body.
    package var body: [UInt8]
    /// The `x-request-id` of its answer.
    package var requestID: String
    /// When its request had been read.
    package var arrivedAt: MonotonicInstant
    /// When the last byte of its answer went out, or its client left; nil before.
    package var settledAt: MonotonicInstant?
    /// The status of the answer; nil until one was decided upon.
    package var status: Int?
    /// `ok`, or the word of the fault that was played or of the check that refused it; nil until that is known.
    package var outcome: String?
    /// After how many pieces of a stream the client left; nil when it did not.
    package var leftAfter: Int?

    /// The body as JSON; nil when it is none.
    package var json: JSONValue? {
        // What was wrong with it is the outcome's part.
        try? JSONValue(parsing: body)
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("number", number)
        writer.member("method", method)
        writer.member("path", path)
        writer.member("arrived_us", arrivedAt.nanoseconds / 1_000)
        writer.member("settled_us", settledAt.map { $0.nanoseconds / 1_000 })
        writer.member("status", status)
        writer.member("outcome", outcome)
        writer.member("left_after", leftAfter)
        writer.member("request_id", requestID)
        writer.member("key", keyForm)
        writer.name("headers")
        writer.beginObject()
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            writer.name(name)
            writer.string(value)
        }
        writer.endObject()
        writer.name("body")
        if json == nil { writer.string(utf8: body) } else { writer.rawOnOneLine(body) }
        writer.endObject()
    }
}

/// What the chat service was asked. Unlike the log of all calls it holds what was sent, but for keys and cookies.
package final class ChatLog: Sendable {
    /// The oldest calls are let go beyond this many.
    static let capacity = 20_000

    private static let secretHeaders: Set<String> = ["authorization", "api-key", "cookie"]

    private struct State {
        var calls: [ChatExchange] = []
        var dropped = 0
        var counts: [ChatMethod: Int] = [:]
        /// How often the log was emptied: a call that ends after that is not in it any more.
        var generation = 0
    }

    /// Where a call stands in the log.
    struct Place: Sendable {
        fileprivate var generation: Int
        fileprivate var index: Int
        /// Which call of its method it is.
        var number: Int
        /// The `x-request-id` of its answer.
        var requestID: String
    }

    private let state = Mutex(State())

    /// The calls in the order of their arrival, those that are under way too.
    package var calls: [ChatExchange] { state.withLock(\.calls) }

    /// Notes that a call has come.
    func begin(_ method: ChatMethod, _ request: SandboxRequest, at moment: MonotonicInstant) -> Place {
        state.withLock { state in
            let number = (state.counts[method] ?? 0) + 1
            state.counts[method] = number
            // In large steps, because each step moves what stays.
            if state.calls.count >= Self.capacity {
                state.calls.removeFirst(Self.capacity / 4)
                state.dropped += Self.capacity / 4
            }
            let place = Place(
                generation: state.generation, index: state.dropped + state.calls.count, number: number,
                requestID: "req_sandbox_\(method.rawValue)_\(number)")
            state.calls.append(
                ChatExchange(
                    number: number, method: method.rawValue, path: request.path,
                    headers: request.headers.filter { !Self.secretHeaders.contains($0.key) },
                    keyForm: ChatKey(request)?.form, body: request.body, requestID: place.requestID, arrivedAt: moment))
            return place
        }
    }

    /// Notes what a call is answered.
    func decide(_ place: Place, status: Int, outcome: String) {
        change(place) { call in
            call.status = status
            call.outcome = outcome
        }
    }

    /// Notes the end of a call.
    func settle(_ place: Place, _ fate: ReplyFate, at moment: MonotonicInstant) {
        change(place) { call in
            call.settledAt = moment
            if case .abandoned(let pieces) = fate { call.leftAfter = pieces }
        }
    }

    /// Forgets all calls and begins to count anew.
    func reset() {
        state.withLock { $0 = State(generation: $0.generation + 1) }
    }

    /// The log as one JSON object (docs/sandbox.md).
    var json: [UInt8] {
        let state = state.withLock { $0 }
        var writer = JSONWriter(capacity: 1 << 16)
        writer.beginObject()
        writer.member("dropped", state.dropped)
        writer.name("calls")
        writer.beginArray()
        for call in state.calls { call.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func change(_ place: Place, _ body: (inout ChatExchange) -> Void) {
        state.withLock { state in
            let index = place.index - state.dropped
            guard place.generation == state.generation, state.calls.indices.contains(index) else { return }
            body(&state.calls[index])
        }
    }
}
