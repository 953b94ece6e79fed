import CarretelSystem
import Glibc
import Synchronization

/// A server on 127.0.0.1 that does to each connection what its script says, on a thread for each.
final class LoopbackServer: Sendable {
    let port: Int
    private let state: SharedState

    fileprivate final class SharedState: Sendable {
        struct Open {
            var accepted = 0
            var descriptors: Set<Int32> = []
            var isStopped = false
            var requests: [SeenRequest] = []
        }

        let open = Mutex(Open())
    }

    /// Listens at a free port.
    ///
    /// - Parameter script: runs for each connection, which is closed when it returns.
    /// - Throws: `SystemError`.
    init(_ script: @escaping @Sendable (ServerConnection) -> Void) throws {
        let (descriptor, port) = try Sockets.listen()
        let state = SharedState()
        state.open.withLock { _ = $0.descriptors.insert(descriptor) }
        self.port = port
        self.state = state
        try PlainThread.start(name: "accept") {
            while let accepted = Sockets.accept(descriptor) {
                guard state.enter(accepted) else { break }
                let connection = ServerConnection(accepted, state)
                do throws(SystemError) {
                    try PlainThread.start(name: "serve") {
                        script(connection)
                        connection.close()
                    }
                } catch {
                    connection.close()
                }
            }
            state.leave(descriptor)
        }
    }

    /// Answers every request on every connection by what `answer` returns, for as long as the client keeps it open.
    static func answering(_ answer: @escaping @Sendable (SeenRequest) -> String) throws -> LoopbackServer {
        try LoopbackServer { connection in
            while let request = connection.readRequest() { connection.write(answer(request)) }
        }
    }

    deinit { stop() }

    var accepted: Int { state.open.withLock { $0.accepted } }
    var openConnections: Int { state.open.withLock { $0.descriptors.count - 1 } }
    /// What came so far, over all connections.
    var requests: [SeenRequest] { state.open.withLock { $0.requests } }

    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Cuts everything off.
    func stop() {
        state.open.withLock { open in
            open.isStopped = true
            for descriptor in open.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }
}

extension LoopbackServer.SharedState {
    func enter(_ descriptor: Int32) -> Bool {
        open.withLock { open in
            guard !open.isStopped else {
                close(descriptor)
                return false
            }
            open.accepted += 1
            open.descriptors.insert(descriptor)
            return true
        }
    }

    func leave(_ descriptor: Int32) {
        open.withLock { open in
            if open.descriptors.remove(descriptor) != nil { close(descriptor) }
        }
    }
}

/// One accepted connection.
final class ServerConnection: Sendable {
    private let descriptor: Int32
    private let state: LoopbackServer.SharedState
    private let left = Mutex<[UInt8]>([])

    fileprivate init(_ descriptor: Int32, _ state: LoopbackServer.SharedState) {
        self.descriptor = descriptor
        self.state = state
    }

    /// Reads the next request whole; nil when the client closes first.
    func readRequest() -> SeenRequest? {
        left.withLock { left in
            while true {
                if let (request, length) = SeenRequest.parse(left) {
                    left.removeFirst(length)
                    state.open.withLock { $0.requests.append(request) }
                    return request
                }
                guard let more = Sockets.read(descriptor) else { return nil }
                left += more
            }
        }
    }

    /// Writes it all, or as much as the client takes.
    func write(_ text: String) { write(Array(text.utf8)) }
    func write(_ bytes: [UInt8]) { Sockets.write(descriptor, bytes) }

    /// Waits until the client closes, dropping what it sends.
    func waitUntilClosed() { while Sockets.read(descriptor) != nil {} }

    /// Makes the end of the connection a reset (SO_LINGER 0).
    func resetAtClose() { Sockets.lingerNot(descriptor) }

    fileprivate func close() { state.leave(descriptor) }
}

/// A request as it came.
struct SeenRequest: Sendable {
    var head: String
    var body: [UInt8]

    /// The first line, such as `GET /a HTTP/1.1`.
    var line: String { String(head.prefix { $0 != "\r\n" }) }
    var path: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
    }

    /// Reads one from the front, with a body of the length that it names; nil when it is not all there.
    fileprivate static func parse(_ bytes: [UInt8]) -> (SeenRequest, Int)? {
        let end = Array("\r\n\r\n".utf8)
        guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        var request = SeenRequest(head: String(decoding: bytes[..<place], as: UTF8.self), body: [])
        let length = request.header("content-length").flatMap { Int($0) } ?? 0
        let bodyStart = place + end.count
        guard bytes.count >= bodyStart + length else { return nil }
        request.body = Array(bytes[bodyStart..<bodyStart + length])
        return (request, bodyStart + length)
    }
}

/// An answer with a body of a known length.
func answer(_ status: String = "200 OK", headers: [String] = [], body: String = "") -> String {
    (["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers).joined(separator: "\r\n")
        + "\r\n\r\n" + body
}
