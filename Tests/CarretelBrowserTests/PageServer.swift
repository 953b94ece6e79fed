import CarretelSystem
import Glibc
import Synchronization

/// Serves pages on every address of 127.0.0.0/8, each connection on a thread and closed after one answer.
final class PageServer: Sendable {
    /// A page by its path; nil never answers.
    typealias Pages = @Sendable (_ path: String) -> String?

    let port: Int
    private let listener: Int32
    private let log: PageLog

    /// Listens at a free port.
    init(_ pages: @escaping Pages) throws {
        let (descriptor, port) = try Self.listen()
        listener = descriptor
        self.port = port
        let log = PageLog()
        self.log = log
        try PlainThread.start(name: "pages") {
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0 else { break }
                _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
                // Without a thread the browser sees a connection that is closed at once.
                _ = try? PlainThread.start(name: "page") {
                    Self.answer(accepted, pages, log)
                    close(accepted)
                }
            }
            close(descriptor)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// What was asked for: `HOST PATH`.
    var requests: [String] { log.lines.withLock { $0 } }

    func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    private static func answer(_ descriptor: Int32, _ pages: Pages, _ log: PageLog) {
        var head: [UInt8] = []
        while !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
            var bytes = [UInt8](repeating: 0, count: 1 << 14)
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return }
            head += bytes.prefix(count)
        }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let path = lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let host = lines.first { $0.lowercased().hasPrefix("host:") }?.split(separator: " ").last ?? ""
        log.lines.withLock { $0.append("\(host) \(path)") }
        guard let page = pages(path) else {
            // Until the browser leaves.
            var byte: UInt8 = 0
            _ = unsafe recv(descriptor, &byte, 1, 0)
            return
        }
        let text =
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: \(page.utf8.count)\r\n"
            + "Connection: close\r\n\r\n" + page
        _ = unsafe Array(text.utf8).withUnsafeBytes { bytes in
            unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    private static func listen() throws(SystemError) -> (Int32, Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
            }
        }
        guard isBound, Glibc.listen(descriptor, 64) == 0 else { throw SystemError("bind", code: errno) }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}

private final class PageLog: Sendable {
    let lines = Mutex<[String]>([])
}
