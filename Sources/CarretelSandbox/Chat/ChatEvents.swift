/// The bytes of a stream of server-sent events, with what may be wrong or odd about them.
struct ChatEvents: Sendable {
    private var pieces: [ReplyStream.Piece] = []
    private var end = ReplyStream.End.orderly

    /// Lays out the events of a reply.
    ///
    /// - Parameters:
    ///   - events: without `[DONE]`.
    ///   - pause: before each token.
    ///   - fault: what is wrong or odd; other faults change nothing here.
    ///   - error: the body of the event that is an error.
    init(_ events: [ChatCompletion.Event], pause: Duration, fault: ChatFault?, error: [UInt8]) {
        for event in events {
            pieces.append(ReplyStream.Piece(pause: event.isToken ? pause : .zero, bytes: Self.line(event.json, fault)))
        }
        let done = ReplyStream.Piece(bytes: Self.line(Array("[DONE]".utf8), fault))
        switch fault {
        case .noDone: break
        case .stall, .streamBroken, .streamShort:
            halve()
            end = fault == .stall ? .silence : fault == .streamBroken ? .broken : .orderly
        case .streamError:
            halve()
            pieces.append(ReplyStream.Piece(bytes: Self.line(error, fault)))
            pieces.append(done)
        case .streamGarbage:
            pieces.insert(ReplyStream.Piece(bytes: Array("data: {\"id\":\n\n".utf8)), at: pieces.count / 2)
            pieces.append(done)
        default: pieces.append(done)
        }
        if fault == .streamTorn { tear() }
    }

    /// What is sent.
    var stream: ReplyStream { ReplyStream(pieces: pieces, end: end) }

    private mutating func halve() {
        pieces = Array(pieces.prefix((pieces.count + 1) / 2))
    }

    /// Cuts all bytes anew, seven at a time, each lot after a moment, so that it is read on its own.
    private mutating func tear() {
        let bytes = pieces.flatMap(\.bytes)
        pieces = stride(from: 0, to: bytes.count, by: 7).map { start in
            ReplyStream.Piece(pause: .microseconds(200), bytes: Array(bytes[start..<min(start + 7, bytes.count)]))
        }
    }

    /// An event as its lines.
    private static func line(_ json: [UInt8], _ fault: ChatFault?) -> [UInt8] {
        guard fault == .streamOdd else { return Array("data: ".utf8) + json + Array("\n\n".utf8) }
        return Array(": keep-alive\r\n\r\nevent: message\r\nid: 1\r\nretry: 10\r\ndata:".utf8) + json
            + Array("\r\n\r\n".utf8)
    }
}
