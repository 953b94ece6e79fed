import CarretelSystem
import Glibc

/// Sockets of 127.0.0.1, as plainly as the system has them.
enum Sockets {
    /// A name that has no address for certain and that no name server is asked for: its first label is one too long.
    static let nameWithoutAddress = String(repeating: "a", count: 64) + ".invalid"

    /// Listens at a free port.
    ///
    /// - Throws: `SystemError`.
    static func listen(backlog: Int32 = 512) throws(SystemError) -> (descriptor: Int32, port: Int) {
        let descriptor = try makeSocket()
        let port = try bindToFreePort(descriptor)
        guard Glibc.listen(descriptor, backlog) == 0 else { throw SystemError("listen", code: errno) }
        return (descriptor, port)
    }

    static func makeSocket() throws(SystemError) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket", code: errno) }
        return descriptor
    }

    static func bindToFreePort(_ descriptor: Int32) throws(SystemError) -> Int {
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
            }
        }
        guard isBound else { throw SystemError("bind", code: errno) }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    static func accept(_ descriptor: Int32) -> Int32? {
        // Close-on-exec, or a process that another test starts would keep the connection open.
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { return nil }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return accepted
    }

    /// Waits for bytes; nil at the end or after a reset.
    static func read(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    static func write(_ descriptor: Int32, _ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
                let count = unsafe send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                done += count
            }
        }
    }

    static func lingerNot(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        sockaddr_in(
            sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian,
            sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
    }
}

extension Sockets {
    /// Whether somebody listens at a port.
    static func isListening(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: UInt16(port))
        return unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

/// A port at which nobody listens and which no other test gets, as long as this is held. A process that sets
/// SO_REUSEADDR may listen there.
final class ReservedPort: Sendable {
    let number: Int
    private let descriptor: Int32

    /// Reserves one.
    ///
    /// - Throws: `SystemError`.
    init() throws(SystemError) {
        descriptor = try Sockets.makeSocket()
        var on: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        number = try Sockets.bindToFreePort(descriptor)
    }

    deinit { close(descriptor) }
}
