import CarretelCore

/// A row of the business store as a row of one of the five tables: its cells are typed already.
struct StoreRow: TableRow {
    /// Beyond what a cell of a file can hold, sums would no longer fit.
    private static let largest: Int64 = 1_000_000_000_000_000

    private let source: StoreTable
    /// In the order of the columns that the source names.
    var values: [BusinessValue] = []

    init(of source: StoreTable) {
        self.source = source
    }

    func isEmpty(_ column: Int) -> Bool { values[column] == .null }

    /// A quantity or price that is empty counts 0.
    func decimal(_ column: Int, _ shape: DecimalShape) throws(FailureReason) -> Int64 {
        switch values[column] {
        case .null: return 0
        case .integer(let scaled) where scaled.magnitude < Self.largest.magnitude: return scaled
        case .integer, .text: throw problem(column, expected: shape.expectation)
        }
    }

    /// The day of a moment in São Paulo.
    func date(_ column: Int) throws(FailureReason) -> CivilDate {
        guard case .text(let text) = values[column], let moment = Timestamp(rfc3339: text) else {
            throw problem(column, expected: "a moment as YYYY-MM-DDThh:mm:ssZ")
        }
        return moment.civilDate(offsetSeconds: Timestamp.saoPauloOffsetSeconds)
    }

    func checkText(_ column: Int, isRequired: Bool) throws(FailureReason) {
        guard case .text(let text) = values[column], !text.isEmpty else {
            if isRequired { throw problem(column, expected: "a text") }
            return
        }
        guard text.utf8.count <= TableShape.maxTextBytes else {
            throw problem(column, expected: "at most \(TableShape.maxTextBytes) bytes of text")
        }
    }

    func withText<Result>(_ column: Int, _ use: (Span<UInt8>) -> Result) -> Result {
        let text = if case .text(let text) = values[column] { text } else { "" }
        let utf8 = text.utf8Span
        return use(utf8.span)
    }

    private func problem(_ column: Int, expected: String) -> FailureReason {
        FailureReason(
            .permanent, code: "dataset_invalid",
            message: "The business store, \(source.table.name).\(source.columns[column]): expected \(expected), found "
                + "\(values[column]).")
    }
}
