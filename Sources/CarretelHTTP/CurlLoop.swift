import CCarretelHTTP
import CarretelCore

/// libcurl's multi handle. Belongs to one thread; others may only wake it.
@safe final class CurlLoop: Sendable {
    /// Wakes the loop from any thread, as long as it is not freed.
    @safe struct Waker: @unchecked Sendable {
        // Handed out under the lock of LoopInbox alone, which forgets it before the loop is freed.
        fileprivate let handle: OpaquePointer

        func wake() { unsafe carretel_http_wake(handle) }
    }

    /// A transfer that has ended.
    struct End {
        var tag: UInt64
        /// One of `CARRETEL_HTTP_*`.
        var code: Int32
    }

    // Safe outside: made before its thread, then used and freed by that thread alone; without one, by its maker.
    private nonisolated(unsafe) let handle: OpaquePointer
    private nonisolated(unsafe) var isFreed = false

    /// Makes it; nil when there is no memory or no descriptor left.
    init?(idleConnections: Int) {
        guard let handle = unsafe carretel_http_loop_make(Int32(clamping: idleConnections)) else { return nil }
        unsafe self.handle = handle
    }

    deinit { free() }

    /// Closes all connections. Nothing may be in the loop, and nobody may wake it, any more.
    func free() {
        guard unsafe !isFreed else { return }
        unsafe isFreed = true
        unsafe carretel_http_loop_free(handle)
    }

    var waker: Waker { unsafe Waker(handle: handle) }

    /// Does what can be done without waiting.
    ///
    /// - Returns: false when the library is at its end.
    func perform() -> Bool { unsafe carretel_http_loop_perform(handle) == 0 }

    /// Sleeps until there is something to do.
    ///
    /// - Parameter limit: nil sleeps for as long as there is nothing.
    /// - Returns: false when the library cannot.
    func wait(atMost limit: Duration?) -> Bool {
        unsafe carretel_http_loop_wait(handle, limit.map { Int32(clamping: $0.wholeMilliseconds) } ?? -1) == 0
    }

    /// The next transfer that has ended; nil when there is none.
    func nextEnd() -> End? {
        var end = End(tag: 0, code: 0)
        return unsafe carretel_http_loop_next_end(handle, &end.tag, &end.code) == 1 ? end : nil
    }

    /// Begins a transfer.
    ///
    /// - Returns: false when there is no memory.
    func add(_ transfer: OpaquePointer) -> Bool { unsafe carretel_http_loop_add(handle, transfer) == 0 }

    /// Ends a transfer.
    func remove(_ transfer: OpaquePointer) { unsafe carretel_http_loop_remove(handle, transfer) }
}
