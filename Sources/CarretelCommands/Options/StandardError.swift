internal import CarretelSystem

/// Where everything goes that is not data: errors, progress, hints.
enum StandardError {
    /// The descriptor's number.
    static let descriptor: Int32 = 2

    /// Writes a line.
    static func write(_ line: String) {
        writeRaw(line + "\n")
    }

    /// Writes text as it is. A closed standard error is nobody's loss.
    static func writeRaw(_ text: String) {
        StandardStream.write(Array(text.utf8), to: descriptor)
    }
}
