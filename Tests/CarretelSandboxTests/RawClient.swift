import CarretelCore
import Glibc

/// What came back on a raw socket, and how it ended.
struct RawAnswer: Sendable {
    /// How the connection ended, or stopped to be read.
    enum End: Sendable {
        /// The whole answer was there.
        case complete
        /// The server closed before it was.
        case closed
        case reset
        /// Nothing came for as long as the client was willing to wait.
        case silent
        /// What the client was waiting for had come, and it left.
        case left
    }

    var bytes: [UInt8] = []
    var end: End = .complete

    private var headLength: Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= mark.count else { return nil }
        return (0...bytes.count - mark.count).first { bytes[$0..<$0 + mark.count].elementsEqual(mark) }
    }

    /// Status line and headers.
    var head: [String] {
        String(decoding: bytes.prefix(headLength ?? bytes.count), as: UTF8.self).split(separator: "\r\n")
            .map(String.init)
    }

    var status: Int { head.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0 }

    func header(_ name: String) -> String? {
        // The space after the colon may be left out (RFC 9112, section 5.1).
        head.first { $0.lowercased().hasPrefix(name + ":") }.map { line in
            String(line.dropFirst(name.count + 1).drop { $0 == " " })
        }
    }

    /// What came after the head.
    var body: [UInt8] { headLength.map { Array(bytes[($0 + 4)...]) } ?? [] }

    var announced: Int? { header("content-length").flatMap { Int($0) } }

    var text: String { String(decoding: body, as: UTF8.self) }

    var json: JSONValue { get throws { try JSONValue(parsing: body) } }

    fileprivate var isWhole: Bool {
        guard let headLength, let announced else { return false }
        return bytes.count >= headLength + 4 + announced
    }
}

/// A client that speaks bytes: it sees truncation, resets and silence as they are on the wire.
enum RawClient {
    /// Sends bytes on a connection of its own and reads one answer.
    ///
    /// - Parameters:
    ///   - bytes: what is sent.
    ///   - port: on 127.0.0.1.
    ///   - patience: how long it waits for more bytes, in milliseconds.
    ///   - mark: it leaves when this text has come; without one it reads a whole answer.
    /// - Returns: what came.
    /// - Throws: when there is no connection.
    static func exchange(
        _ bytes: [UInt8], port: UInt16, patience: Int = 30_000, until mark: String? = nil
    ) async throws -> RawAnswer {
        try await OwnThread.run { try blocking(bytes, port: port, patience: patience, until: mark) }
    }

    private static func blocking(
        _ bytes: [UInt8], port: UInt16, patience: Int, until mark: String?
    ) throws -> RawAnswer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw CallFailure(call: "socket", code: errno) }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: patience / 1_000, tv_usec: patience % 1_000 * 1_000)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        try connect(descriptor, to: port)
        let sent = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        guard sent == bytes.count else { throw CallFailure(call: "send", code: errno) }
        return read(descriptor, until: mark)
    }

    private static func connect(_ descriptor: Int32, to port: UInt16) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw CallFailure(call: "connect", code: errno) }
    }

    private static func read(_ descriptor: Int32, until mark: String?) -> RawAnswer {
        var answer = RawAnswer()
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while !answer.isWhole {
            let count = unsafe recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else {
                answer.end = count == 0 ? .closed : errno == ECONNRESET ? .reset : .silent
                return answer
            }
            answer.bytes += piece[..<count]
            if let mark, String(decoding: answer.bytes, as: UTF8.self).components(around: mark).count > 1 {
                answer.end = .left
                return answer
            }
        }
        return answer
    }
}
