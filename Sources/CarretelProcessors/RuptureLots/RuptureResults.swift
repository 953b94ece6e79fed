import CarretelCore

/// Gathers finished lots in input order: their lines in the data file, the first of them for the output too, and what
/// they add up to.
struct RuptureResults {
    /// The data file of every job that was analysed.
    static let fileName = "resultados.jsonl"

    private let file: any DataFileWriter
    private(set) var tally = Tally()
    /// The first few failures.
    private(set) var failures: [FinishedLot.Failure] = []
    /// The lines for `output.resultados`, with commas between them; nil when there are too many.
    private(set) var inline: [UInt8]?
    private(set) var shortages: ShortageBook
    private(set) var shortOrders: [ShortOrder] = []
    private let attempt: any AttemptContext

    /// Opens the data file.
    ///
    /// - Parameters:
    ///   - attempt: where the file is made.
    ///   - stock: the projected stock.
    ///   - isInline: whether the job has few enough orders for the output.
    /// - Throws: transient `storage_failed`.
    init(_ attempt: any AttemptContext, stock: StockProjection, isInline: Bool) throws(FailureReason) {
        self.attempt = attempt
        file = try attempt.makeDataFile(named: Self.fileName)
        inline = isInline ? [] : nil
        shortages = ShortageBook(stock)
    }

    /// Adds the next lot.
    ///
    /// - Throws: transient `storage_failed`.
    mutating func append(_ lot: FinishedLot) throws(FailureReason) {
        try file.append(lot.lines.bytes, records: lot.tally.processed)
        tally += lot.tally
        failures += lot.failures.prefix(RuptureLimits.maxNamedInMessage - failures.count)
        shortages.add(lot.demands)
        shortOrders += lot.shortOrders
        appendInline(lot)
    }

    /// An output has to fit in one frame, however long the orders are.
    private mutating func appendInline(_ lot: FinishedLot) {
        guard let count = inline?.count else { return }
        guard count + lot.lines.bytes.count <= RuptureLimits.maxInlineBytes else {
            inline = nil
            return attempt.warn(
                Warning(
                    code: "output_cut",
                    message: "The results are larger than \(RuptureLimits.maxInlineBytes) bytes; they are in "
                        + "\(Self.fileName) but not in the output."))
        }
        if count > 0 { inline?.append(UInt8(ascii: ",")) }
        inline?.append(contentsOf: lot.lines.arrayElements)
    }

    /// Makes the data file durable.
    ///
    /// - Throws: transient `storage_failed`.
    func finish() throws(FailureReason) -> DataFile {
        try file.finish()
    }
}
