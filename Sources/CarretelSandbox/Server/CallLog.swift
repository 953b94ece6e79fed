import CarretelCore
import Synchronization

/// What was called, in order, and how many calls of each method were under way at once.
///
/// A call is in flight from the moment its request is read until its answer is ready to be sent; so a client that makes
/// one call after another never sees two. Secrets and parameters are not kept.
package final class CallLog: Sendable {
    /// The oldest calls are let go beyond this many.
    static let capacity = 200_000

    private struct State {
        var calls: [LoggedCall] = []
        var dropped = 0
        var inFlight: [String: Int] = [:]
        var peaks: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// Notes that a call of a method is under way.
    ///
    /// - Returns: how many of that method are, with this one.
    func begin(_ method: String) -> Int {
        state.withLock { state in
            let count = (state.inFlight[method] ?? 0) + 1
            state.inFlight[method] = count
            state.peaks[method] = max(state.peaks[method] ?? 0, count)
            return count
        }
    }

    /// Notes the end of a call begun.
    func end(_ call: LoggedCall) {
        state.withLock { state in
            state.inFlight[call.method, default: 1] -= 1
            // In large steps, because each step moves what stays.
            if state.calls.count >= Self.capacity {
                state.calls.removeFirst(Self.capacity / 4)
                state.dropped += Self.capacity / 4
            }
            state.calls.append(call)
        }
    }

    /// Forgets all calls and peaks; what is in flight stays so.
    func reset() {
        state.withLock { state in
            state.calls = []
            state.dropped = 0
            state.peaks = state.inFlight.filter { $0.value > 0 }
        }
    }

    /// The calls that have ended, in the order of their ends.
    package var calls: [LoggedCall] { state.withLock(\.calls) }

    /// The most calls of each method that were in flight at once.
    package var peaks: [String: Int] { state.withLock(\.peaks) }

    /// The log as one JSON object (docs/sandbox.md), with the calls of one method or, for nil, of all.
    func json(method: String?) -> [UInt8] {
        let state = state.withLock { $0 }
        var writer = JSONWriter(capacity: 1 << 16)
        writer.beginObject()
        writer.member("dropped", state.dropped)
        Self.write("peaks", state.peaks, to: &writer)
        Self.write("in_flight", state.inFlight.filter { $0.value > 0 }, to: &writer)
        writer.name("calls")
        writer.beginArray()
        for call in state.calls where method == nil || call.method == method { call.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ name: StaticString, _ counts: [String: Int], to writer: inout JSONWriter) {
        writer.name(name)
        writer.beginObject()
        for (method, count) in counts.sorted(by: { $0.key < $1.key }) {
            writer.name(method)
            writer.integer(count)
        }
        writer.endObject()
    }
}
