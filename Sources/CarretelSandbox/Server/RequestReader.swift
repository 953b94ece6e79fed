/// Reads the requests of one connection, one after another.
struct RequestReader {
    /// What came in place of a request.
    enum Arrival {
        case request(SandboxRequest)
        /// Something that cannot be answered properly: the connection ends after this reply.
        case refused(Reply)
    }

    private let connection: Connection
    private var buffer: [UInt8] = []

    /// Reads from a connection of which nothing has been read.
    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Waits for a whole request.
    ///
    /// - Throws: what the socket says, `SocketError.disconnected` at the client's end.
    mutating func next() async throws -> Arrival {
        guard let end = try await headEnd() else { return .refused(.gateway(400)) }
        guard var request = SandboxRequest(head: buffer[..<end]) else { return .refused(.gateway(400)) }
        buffer.removeFirst(end + 4)
        guard request.headers["transfer-encoding"] == nil, let length = request.announcedLength else {
            return .refused(.gateway(411))
        }
        guard length <= Connection.largestBody else { return .refused(.gateway(413)) }
        if request.headers["expect"]?.lowercased() == "100-continue", buffer.count < length {
            try await connection.write(Self.goOn[...])
        }
        while buffer.count < length { buffer += try await connection.read() }
        request.body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return .request(request)
    }

    private static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
    private static let headMark = Array("\r\n\r\n".utf8)

    /// Where the empty line after the headers begins; nil when there is none within bounds.
    private mutating func headEnd() async throws -> Int? {
        var looked = 0
        while true {
            let last = buffer.count - Self.headMark.count
            while looked <= last {
                if buffer[looked..<looked + Self.headMark.count].elementsEqual(Self.headMark) { return looked }
                looked += 1
            }
            guard buffer.count <= Connection.largestHead else { return nil }
            buffer += try await connection.read()
        }
    }
}
