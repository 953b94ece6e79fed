import FlyingSocks

/// Sends what is to be sent of an answer, for as long as its client stays.
struct ReplySender: Sendable {
    let connection: Connection

    /// Sends an answer.
    ///
    /// - Parameters:
    ///   - reply: what is sent, and how much of it.
    ///   - keepsConnection: whether the client wants to go on.
    /// - Returns: whether the connection goes on.
    /// - Throws: `SocketError.disconnected` when the client has gone, and at the end of the sandbox `CancellationError`.
    func send(_ reply: Reply, keepsConnection: Bool) async throws -> Bool {
        var sent = 0
        do {
            try await connection.wait(reply.delay)
            return try await deliver(reply, keepsConnection: keepsConnection && !reply.closesConnection, sent: &sent)
        } catch {
            reply.settled?(.abandoned(afterPieces: sent))
            throw error
        }
    }

    private func deliver(_ reply: Reply, keepsConnection: Bool, sent: inout Int) async throws -> Bool {
        let head = reply.head(keepsConnection: keepsConnection)
        switch reply.delivery {
        case .whole:
            reply.settled?(.sent)
            try await connection.write(head[...], hasMore: true)
            try await connection.write(reply.body[...])
            return keepsConnection
        case .truncated(let count):
            reply.settled?(.sent)
            try await connection.write(head[...], hasMore: count > 0)
            try await connection.write(reply.body.prefix(count))
        case .stalled(let count):
            try await connection.write(head[...])
            try await connection.write(reply.body.prefix(count))
            try await awaitEnd()
        case .streamed(let stream):
            try await connection.write(head[...], hasMore: stream.pieces.first?.pause == .zero)
            try await deliver(stream, settled: reply.settled, sent: &sent)
            return keepsConnection && stream.end == .orderly
        case .reset:
            reply.settled?(.sent)
            connection.resetOnClose()
        case .never: try await awaitEnd()
        }
        return false
    }

    private func deliver(
        _ stream: ReplyStream, settled: (@Sendable (ReplyFate) -> Void)?, sent: inout Int
    ) async throws {
        if stream.pieces.isEmpty, stream.end != .silence { settled?(.sent) }
        for (index, piece) in stream.pieces.enumerated() {
            try await connection.wait(piece.pause)
            let next = index + 1 < stream.pieces.count ? stream.pieces[index + 1] : nil
            if next == nil, stream.end != .silence {
                // A client that has the end may call again at once: it must not find this call still under way.
                settled?(.sent)
            }
            let isFollowed = next.map { $0.pause == .zero } ?? (stream.end == .orderly)
            try await connection.write(Self.chunk(piece.bytes)[...], hasMore: isFollowed)
            sent += 1
        }
        switch stream.end {
        case .orderly: try await connection.write(Self.lastChunk[...])
        case .broken: break
        case .silence: try await awaitEnd()
        }
    }

    /// Waits for the client to leave, which is the end of the answer too.
    private func awaitEnd() async throws {
        await connection.awaitEnd()
        throw SocketError.disconnected
    }

    /// One chunk of a body in chunks (RFC 9112, section 7.1).
    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }

    private static let lastChunk = Array("0\r\n\r\n".utf8)
}
