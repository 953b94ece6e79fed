import CarretelCore

/// The changes of one table as a data file: `carteira.jsonl`, one change a line.
struct ChangeFile {
    private let writer: any DataFileWriter
    private let attempt: any AttemptContext
    private var chunk: [UInt8] = []
    private var lines = 0
    private var writtenLines = 0

    init(_ table: BusinessTable, _ attempt: any AttemptContext) throws(FailureReason) {
        writer = try attempt.makeDataFile(named: "\(table.name).jsonl")
        self.attempt = attempt
    }

    /// Adds a change.
    mutating func add(_ line: [UInt8]) throws(FailureReason) {
        chunk += line
        chunk.append(UInt8(ascii: "\n"))
        lines += 1
        if chunk.count >= SyncLimits.fileChunkBytes { try flush() }
        if lines % SyncLimits.linesBetweenLooks == 0, attempt.isCancelled { throw .cancelled }
    }

    /// Ends the file.
    mutating func finish() throws(FailureReason) -> DataFile {
        try flush()
        return try writer.finish()
    }

    private mutating func flush() throws(FailureReason) {
        guard !chunk.isEmpty else { return }
        try writer.append(chunk, records: lines - writtenLines)
        writtenLines = lines
        chunk.removeAll(keepingCapacity: true)
    }
}
