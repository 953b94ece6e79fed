import Glibc

/// Threads for calls that block, which must never hold up Swift's pool.
enum OwnThread {
    /// Runs `body` on a thread of its own and waits for its end without blocking.
    ///
    /// - Returns: what `body` gives.
    /// - Throws: what `body` throws.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            let start = Start { continuation.resume(with: Result(catching: body)) }
            var thread = pthread_t()
            // The object is balanced by takeRetainedValue on the new thread, or below when there is none.
            let object = unsafe Unmanaged.passRetained(start)
            let result = unsafe pthread_create(&thread, nil, runStart, object.toOpaque())
            if result == 0 {
                pthread_detach(thread)
            } else {
                unsafe object.release()
                continuation.resume(throwing: CallFailure(call: "pthread_create", code: result))
            }
        }
    }
}

/// A system call of a test that failed.
struct CallFailure: Error {
    var call: String
    var code: Int32
}

private final class Start: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runStart(_ object: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // Threads of Swift's pool block signals and hand that on; a program started from here must be able to get them.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    if let object = unsafe object { unsafe Unmanaged<Start>.fromOpaque(object).takeRetainedValue().body() }
    return nil
}
