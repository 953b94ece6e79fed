import FlyingSocks
import Glibc

/// One accepted connection, its socket in our own hands: a fault may end it in the middle of an answer or by a reset,
/// which no HTTP server library lets a handler do.
struct Connection: Sendable {
    /// What a client may send before its head or body is refused.
    static let largestHead = 64 << 10
    static let largestBody = 16 << 20

    private let socket: AsyncSocket
    private let pool: any AsyncSocketPool

    /// Takes over a socket just accepted.
    init(_ socket: AsyncSocket, pool: any AsyncSocketPool) {
        self.socket = socket
        self.pool = pool
        let descriptor = socket.socket.file.rawValue
        // A child that a test starts must not keep the connection open.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        // A page of a hundred records then goes out in one call. Where the kernel refuses, it takes a few more.
        var size: Int32 = 1 << 20
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var isOn: Int32 = 1
        _ = unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Waits for the next bytes.
    ///
    /// - Throws: `SocketError.disconnected` at the end of the stream, and what the system says.
    func read() async throws -> [UInt8] {
        try await socket.read(atMost: 4_096)
    }

    /// Writes all. Related system call: send(2).
    ///
    /// - Parameters:
    ///   - bytes: what is sent.
    ///   - hasMore: whether more follows at once, so that the kernel may put both into one packet.
    /// - Throws: `SocketError.disconnected` when the client has gone.
    func write(_ bytes: ArraySlice<UInt8>, hasMore: Bool = false) async throws {
        var rest = bytes
        let flags = Int32(MSG_NOSIGNAL) | (hasMore ? Int32(MSG_MORE) : 0)
        while !rest.isEmpty {
            // The pointer is used within the call only.
            let sent = unsafe rest.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, flags) }
            if sent >= 0 {
                rest = rest.dropFirst(sent)
            } else if errno == EAGAIN {
                try await pool.suspendSocket(socket.socket, untilReadyFor: .write)
            } else if errno != EINTR {
                throw SocketError.disconnected
            }
        }
    }

    /// Waits until the client closes its side; what it still sends is passed over.
    func awaitEnd() async {
        do {
            while true { _ = try await read() }
        } catch {
            // Gone, by whatever way: that is what was waited for.
        }
    }

    /// Waits so long, unless the client leaves first. One that only closes its sending side counts as gone.
    ///
    /// - Throws: `SocketError.disconnected` when the client has left, `CancellationError` when the sandbox stops.
    func wait(_ duration: Duration) async throws {
        guard duration > .zero else { return }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await Task.sleep(for: duration)
                return true
            }
            group.addTask {
                try await watchEnd()
                return false
            }
            while try await group.next() == false {}
            group.cancelAll()
        }
    }

    /// Waits until the client closes its side, or for bytes of its next request, which are left where they are.
    ///
    /// - Throws: `SocketError.disconnected` when it has closed.
    private func watchEnd() async throws {
        while true {
            try await pool.suspendSocket(socket.socket, untilReadyFor: .read)
            var byte: UInt8 = 0
            let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
            if count > 0 { return }
            guard count < 0, errno == EAGAIN || errno == EINTR else { throw SocketError.disconnected }
        }
    }

    /// Makes ``close()`` send a reset instead of an orderly end. Related: socket(7), SO_LINGER.
    func resetOnClose() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }

    /// Ends the connection.
    func close() {
        // Nobody is left to tell; the descriptor is gone whatever close(2) says.
        try? socket.close()
    }

    private var descriptor: Int32 { socket.socket.file.rawValue }
}
