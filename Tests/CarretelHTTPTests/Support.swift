import CarretelCore
import CarretelHTTP
import CarretelSystem
import Glibc

/// Runs what blocks on a thread of its own, so that the tests' shared pool stays free.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        do throws(SystemError) {
            try PlainThread.start(name: "test") { continuation.resume(with: Result { try body() }) }
        } catch {
            continuation.resume(throwing: error)
        }
    }
}

extension HTTPClient {
    /// The failure of a request that is expected to fail; nil when it does not.
    func failure(of request: HTTPRequest) async -> HTTPFailure? {
        do throws(HTTPFailure) {
            _ = try await send(request)
            return nil
        } catch {
            return error
        }
    }
}

extension HTTPRequest {
    /// A GET with limits that no test waits for.
    static func get(_ url: String, _ change: (inout HTTPRequest) -> Void = { _ in }) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        request.limits = HTTPLimits(total: .seconds(100), connect: .seconds(100))
        change(&request)
        return request
    }
}

/// For scripts that wait for what the other side does.
enum Pause {
    static func briefly() { PlainThread.pause(.milliseconds(1)) }
}

/// The descriptors of this process.
enum Descriptors {
    static func count() throws(SystemError) -> Int {
        guard let stream = unsafe opendir("/proc/self/fd") else { throw SystemError("opendir", code: errno) }
        defer { unsafe closedir(stream) }
        var count = 0
        while unsafe readdir(stream) != nil { count += 1 }
        return count
    }
}
