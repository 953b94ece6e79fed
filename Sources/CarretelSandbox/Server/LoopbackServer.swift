import FlyingSocks
import Glibc

/// Listens on 127.0.0.1 and answers requests, each connection in a task of its own.
///
/// It stands on FlyingSocks, the socket half of FlyingFox, because its HTTP half gives no handler the socket.
struct LoopbackServer: Sendable {
    /// What answers a request.
    typealias Handler = @Sendable (SandboxRequest) async -> Reply

    /// The port, chosen by the system when 0 was asked for.
    let port: UInt16
    private let listener: AsyncSocket
    private let pool: SocketPool<ePoll>

    /// Binds and listens; nothing is accepted before ``run(_:)``.
    ///
    /// - Throws: `SocketError`, most often because the port is taken.
    init(port: UInt16) async throws {
        let pool = SocketPool(queue: ePoll(maxEvents: 64))
        try await pool.prepare()
        let listener = try Socket(domain: AF_INET)
        do {
            _ = fcntl(listener.file.rawValue, F_SETFD, FD_CLOEXEC)
            try listener.setValue(true, for: .localAddressReuse)
            try listener.bind(to: sockaddr_in.inet(ip4: "127.0.0.1", port: port))
            try listener.listen()
            guard case .ip4(_, let bound) = try listener.sockname() else { throw SocketError.unsupportedAddress }
            self.port = bound
        } catch {
            // The first failure is what matters.
            try? listener.close()
            throw error
        }
        self.listener = try AsyncSocket(socket: listener, pool: pool)
        self.pool = pool
    }

    /// Accepts and answers until the task is cancelled; then every connection is closed and all is given back.
    func run(_ handler: @escaping Handler) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                // Ends by cancellation alone; without it nothing here ever wakes again.
                try? await pool.run()
            }
            while !Task.isCancelled {
                do {
                    let connection = Connection(try await listener.accept(), pool: pool)
                    group.addTask { await serve(connection, handler) }
                } catch {
                    // Cancelled, or the client has left already, or there are no descriptors: what passes is waited out.
                    try? await Task.sleep(for: .milliseconds(10))
                }
            }
        }
        // Nobody waits for what close(2) says of a listener.
        try? listener.close()
    }

    private func serve(_ connection: Connection, _ handler: Handler) async {
        var reader = RequestReader(connection)
        let sender = ReplySender(connection: connection)
        do {
            while true {
                switch try await reader.next() {
                case .request(let request):
                    let reply = await handler(request)
                    guard try await sender.send(reply, keepsConnection: request.keepsConnection) else {
                        return connection.close()
                    }
                case .refused(let reply):
                    _ = try await sender.send(reply, keepsConnection: false)
                    return connection.close()
                }
            }
        } catch {
            // The client left, or the sandbox stops.
            connection.close()
        }
    }
}
