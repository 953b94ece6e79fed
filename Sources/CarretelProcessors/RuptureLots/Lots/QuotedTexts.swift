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

    /// The JSON string of a text.
    func bytes(of id: Int32) -> ArraySlice<UInt8> {
        arena[(id == 0 ? 0 : ends[Int(id) - 1])..<ends[Int(id)]]
    }
}
