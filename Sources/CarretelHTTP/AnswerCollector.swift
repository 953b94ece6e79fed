import CarretelCore

/// Takes in an answer as it comes, within the request's limits.
struct AnswerCollector {
    /// Why the answer was not taken to its end.
    enum Interruption {
        case bodyTooLarge
        case headersTooLarge
        case malformed
        case stopped
    }

    private(set) var interruption: Interruption?
    /// The status line and headers so far; nil before there is any.
    private(set) var head: HTTPResponseHead?
    private(set) var body: [UInt8] = []
    private(set) var bodyBytes = 0
    private var headBytes = 0
    private let limits: HTTPLimits

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Takes a line of the head; a status line begins a new head, as after an interim answer (1xx).
    ///
    /// - Returns: whether to go on.
    mutating func take(line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= limits.maxHeaderBytes else { return interrupt(.headersTooLarge) }
        let text = unsafe String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("HTTP/") else {
            append(header: text)
            return true
        }
        head = Self.statusLine(text)
        return head != nil || interrupt(.malformed)
    }

    /// Collects a piece of the body.
    ///
    /// - Parameters:
    ///   - piece: at least one byte.
    ///   - announced: asked before the first piece how long the body will be; −1 when that is not known.
    /// - Returns: whether to go on.
    mutating func take(body piece: UnsafeRawBufferPointer, announced: () -> Int64) -> Bool {
        guard count(piece.count) else { return false }
        if body.isEmpty { body.reserveCapacity(min(max(Int(clamping: announced()), piece.count), limits.maxBodyBytes)) }
        unsafe body.append(contentsOf: piece)
        return true
    }

    /// Hands a piece of the body on.
    ///
    /// - Returns: whether to go on.
    mutating func pass(body piece: UnsafeRawBufferPointer, to handler: HTTPChunkHandler) -> Bool {
        guard count(piece.count) else { return false }
        guard let head else { return interrupt(.malformed) }
        return handler(head, unsafe Array(piece)) == .more || interrupt(.stopped)
    }

    private mutating func count(_ bytes: Int) -> Bool {
        bodyBytes += bytes
        return bodyBytes <= limits.maxBodyBytes || interrupt(.bodyTooLarge)
    }

    private mutating func interrupt(_ interruption: Interruption) -> Bool {
        self.interruption = interruption
        return false
    }

    private mutating func append(header line: String) {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        let rest = line.utf8[line.utf8.index(after: colon)...].drop(while: isBlank)
        let end = rest.lastIndex { !isBlank($0) }.map { rest.index(after: $0) } ?? rest.startIndex
        head?.headers.append(
            HTTPHeaders.Field(name: String(line[..<colon]), value: String(Substring(rest[..<end]))))
    }

    /// Reads `HTTP/1.1 200 OK`.
    private static func statusLine(_ line: String) -> HTTPResponseHead? {
        let words = line.split(maxSplits: 2) { $0.isWhitespace }
        guard words.count >= 2, let status = Int(words[1]), 100...999 ~= status else { return nil }
        let version = HTTPVersion(rawValue: String(words[0])) ?? .http11
        return HTTPResponseHead(version: version, status: status, headers: HTTPHeaders())
    }
}
