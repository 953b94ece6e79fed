import CarretelCore

/// The texts of a table as JSON strings, quoted and escaped once instead of in every line that shows them.
struct QuotedTexts: Sendable {
    private var arena: [UInt8] = []
    private var ends: [Int] = []

    init(_ table: TextTable) {
        for id in 0..<Int32(table.count) {
            var writer = JSONWriter()
            writer.string(table.text(of: id))
            arena.append(contentsOf: writer.bytes)
            ends.append(arena.count)
        }
    }

    /// Writes the JSON string of a text.
    func write(_ id: Int32, to writer: inout JSONWriter) {
        writer.raw(arena.span.extracting((id == 0 ? 0 : ends[Int(id) - 1])..<ends[Int(id)]))
    }
}
