/// Cuts a stream of bytes into lines, whatever the pieces it comes in. Empty lines are left out.
package struct LineSplitter: Sendable {
    private let maxLineBytes: Int
    /// The line whose end has not come.
    private var partial: [UInt8] = []
    private var isOverlong = false

    /// Starts at the beginning of a line.
    package init(maxLineBytes: Int = FrameLimits.maxLineBytes) {
        self.maxLineBytes = maxLineBytes
    }

    /// Whether bytes came after the last line break: at the end of the stream, a torn line.
    package var hasPartialLine: Bool { !partial.isEmpty }

    /// Takes the next bytes and returns the lines that they complete, without their line breaks.
    ///
    /// - Throws: see ``feed(_:into:)``; the lines completed before are lost then.
    package mutating func feed(_ bytes: [UInt8]) throws(FailureReason) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try feed(bytes, into: &lines)
        return lines
    }

    /// Takes the next bytes and appends the lines that they complete, without their line breaks.
    ///
    /// - Throws: a transient `line_too_long` once a line is longer than the limit; those before it have been appended.
    ///   From then on every call throws it, since there is no telling where the next frame begins.
    package mutating func feed(_ bytes: [UInt8], into lines: inout [[UInt8]]) throws(FailureReason) {
        var start = 0
        while !isOverlong, let end = Self.lineFeed(in: bytes, from: start) {
            guard partial.count + end - start <= maxLineBytes else {
                isOverlong = true
                break
            }
            if partial.isEmpty {
                if end > start { lines.append(Array(bytes[start..<end])) }
            } else {
                partial.append(contentsOf: bytes[start..<end])
                lines.append(partial)
                partial = []
            }
            start = end + 1
        }
        guard !isOverlong, partial.count + bytes.count - start <= maxLineBytes else {
            isOverlong = true
            partial = []
            throw FailureReason(
                .transient, code: "line_too_long",
                message: "Expected lines of at most \(maxLineBytes) bytes, found a longer one.")
        }
        if start < bytes.count { partial.append(contentsOf: bytes[start...]) }
    }

    /// The first line feed, looked for 8 bytes at a time (see ``JSONScanner`` for how).
    private static func lineFeed(in bytes: [UInt8], from start: Int) -> Int? {
        let bytes = bytes.span
        var at = start
        while at &+ 8 <= bytes.count {
            let word = bytes.word(at: at) ^ 0x0A0A_0A0A_0A0A_0A0A
            let hits = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if hits != 0 { return at &+ hits.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        while at < bytes.count {
            if bytes[at] == 0x0A { return at }
            at &+= 1
        }
        return nil
    }
}
