import CarretelCore

/// Writes a name mapping out of a resource's records: one JSON object, code by name, one key per entity.
struct MappingFile {
    /// The bytes that are gathered before they are written.
    private static let pieceBytes = 1 << 16

    private let file: any DataFileWriter
    private var writer = JSONWriter()
    private var seen: Set<String> = []
    private var flushed = 0
    /// How many names it has.
    private(set) var count = 0

    /// Opens the file.
    ///
    /// - Throws: transient `storage_failed`.
    init(_ mapping: NameMapping, _ attempt: any AttemptContext) throws(FailureReason) {
        file = try attempt.makeDataFile(named: mapping.fileName)
        writer.beginObject()
    }

    /// Adds a name, unless the code has one.
    mutating func add(_ entry: (code: String, name: String)) throws(FailureReason) {
        guard seen.insert(entry.code).inserted else { return }
        writer.name(entry.code)
        writer.string(entry.name)
        count += 1
        guard writer.bytes.count - flushed >= Self.pieceBytes else { return }
        try flush()
    }

    /// Ends the object and makes the file durable.
    mutating func finish() throws(FailureReason) -> DataFile {
        writer.endObject()
        writer.newline()
        try flush()
        return try file.finish()
    }

    private mutating func flush() throws(FailureReason) {
        try file.append(Array(writer.bytes[flushed...]), records: count - recorded)
        recorded = count
        flushed = writer.bytes.count
    }

    private var recorded = 0
}
