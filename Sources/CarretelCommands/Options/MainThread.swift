internal import CarretelSystem
internal import Synchronization

/// The process's main thread, on which commands that block run (``CarretelCommand/runToEnd()``).
enum MainThread {
    /// What a task leaves for the thread that waits for it.
    private final class Answer<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let isThere = WaitWord()
    }

    /// Runs what has to be awaited, and blocks until it is done.
    static func wait<Value: Sendable>(for body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let answer = Answer<Value>()
        // Owned by this thread, which waits for it.
        Task {
            let result: Result<Value, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            answer.result.withLock { $0 = result }
            answer.isThere.advance()
        }
        while true {
            if let result = answer.result.withLock({ $0 }) { return try result.get() }
            answer.isThere.wait(while: 0, until: nil)
        }
    }
}
