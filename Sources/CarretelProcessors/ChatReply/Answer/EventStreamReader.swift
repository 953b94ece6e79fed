/// Takes a stream of server-sent events apart, in whatever pieces it comes (HTML Living Standard, section 9.2.6).
/// Only the data of events is of interest here.
struct EventStreamReader: Sendable {
    /// The line that has begun.
    private var line: [UInt8] = []
    /// What the event that has begun has for data; nil when it has none.
    private var data: [UInt8]?
    /// Whether a line ended with a carriage return, to which a line feed may belong.
    private var mayBeHalfBreak = false
    private var isFirstLine = true

    /// At the beginning of a stream.
    init() {}

    /// Takes the next bytes.
    ///
    /// - Returns: the data of the events that they complete, in their order.
    mutating func feed(_ bytes: [UInt8]) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in bytes {
            switch byte {
            case 0x0A where mayBeHalfBreak: mayBeHalfBreak = false
            case 0x0A, 0x0D:
                mayBeHalfBreak = byte == 0x0D
                if let event = endLine() { events.append(event) }
            default:
                mayBeHalfBreak = false
                line.append(byte)
            }
        }
        return events
    }

    /// Ends the stream.
    ///
    /// - Returns: the data of an event without the empty line after it: the end of a stream that was cut, or of one
    ///   that is sloppy.
    mutating func finish() -> [UInt8]? {
        if !line.isEmpty { takeLine() }
        defer { data = nil }
        return data
    }

    private mutating func endLine() -> [UInt8]? {
        guard line.isEmpty else {
            takeLine()
            return nil
        }
        isFirstLine = false
        defer { data = nil }
        return data
    }

    private mutating func takeLine() {
        if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isFirstLine = false
        defer { line.removeAll(keepingCapacity: true) }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        // A line that begins with a colon is a comment: its field has no name.
        guard line[..<colon].elementsEqual("data".utf8) else { return }
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        if data == nil {
            data = Array(value)
        } else {
            data?.append(0x0A)
            data?.append(contentsOf: value)
        }
    }
}
