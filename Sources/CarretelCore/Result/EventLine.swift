/// The lines of a job's events file: one object each, numbered from 1 by `seq`, with the moment in `timestamp`
/// (docs/file-formats.md). The line with `completo` is the last one, written after the result was published.
package enum EventLine {
    /// A processor's event as a line.
    ///
    /// - Parameters:
    ///   - event: one JSON object without `seq` and `timestamp` (a ``WorkerFrame/progress(_:_:)`` frame with either is
    ///     refused when it is read).
    ///   - sequence: one more than the line before has, from 1.
    ///   - moment: when the event came.
    /// - Returns: the line, its line break included.
    package static func render(event: [UInt8], sequence: Int, at moment: Timestamp) -> [UInt8] {
        var writer = JSONWriter(capacity: event.count + 64)
        begin(sequence, moment, &writer)
        // The members between the event's own brackets, on one line; what is no object adds nothing.
        if let start = event.firstIndex(of: UInt8(ascii: "{")), let end = event.lastIndex(of: UInt8(ascii: "}")),
            start < end, event[(start + 1)..<end].contains(where: { !isSpace($0) })
        {
            writer.rawOnOneLine(Array(event[(start + 1)..<end]))
        }
        writer.endObject()
        writer.newline()
        return writer.bytes
    }

    /// The last line of the file.
    ///
    /// - Parameters:
    ///   - sequence: one more than the line before has, from 1.
    ///   - moment: when the result was seen in its place.
    ///   - status: how the job ended.
    ///   - result: where the result is, relative to the folder of the events file.
    /// - Returns: the line, its line break included.
    package static func renderLast(
        sequence: Int, at moment: Timestamp, status: JobStatus, result: String
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 160)
        begin(sequence, moment, &writer)
        writer.member("completo", true)
        writer.member("status", status.rawValue)
        writer.member("result", result)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }

    /// The `seq` of the last whole line in the tail of an events file; 0 when there is none.
    package static func lastSequence(in bytes: [UInt8]) -> Int {
        lastLine(in: bytes)?.member("seq")?.int64.map { Int($0) } ?? 0
    }

    /// Whether the last whole line says that no other follows.
    package static func isComplete(_ bytes: [UInt8]) -> Bool {
        lastLine(in: bytes)?.member("completo")?.boolean ?? false
    }

    private static func lastLine(in bytes: [UInt8]) -> JSONValue? {
        guard let end = bytes.lastIndex(of: 0x0A) else { return nil }
        let start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        // Our own line, whole by its line break; a tail that starts inside it has no answer, which is the nil.
        return try? JSONValue(parsing: Array(bytes[start..<end]), limits: FrameLimits.json)
    }

    private static func begin(_ sequence: Int, _ moment: Timestamp, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("seq", sequence)
        writer.member("timestamp", moment)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
