internal import CarretelSystem

/// Where data goes, and nothing else.
enum StandardOutput {
    /// The descriptor's number.
    static let descriptor: Int32 = 1

    /// Writes a document or text as it is.
    static func write(_ bytes: [UInt8]) {
        StandardStream.write(bytes, to: descriptor)
    }

    /// Writes lines.
    static func write(lines: [String]) {
        write(Array(lines.map { $0 + "\n" }.joined().utf8))
    }
}
