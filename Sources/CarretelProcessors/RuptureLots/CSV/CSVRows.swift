import CarretelCore

/// The rows of a dataset's table in a CSV file: ``CSVReader`` with the columns of the table.
struct CSVRows: TableRows {
    private var reader: CSVReader
    private let columns: [String]

    /// Reads and checks the header: exactly the table's columns in their order, so that no column is ever taken for
    /// another.
    ///
    /// - Throws: permanent `dataset_invalid`; `;` as the separator is named.
    init(_ table: TableShape, _ bytes: [UInt8]) throws(FailureReason) {
        reader = CSVReader(file: table.file, bytes: bytes)
        columns = table.columnNames
        try reader.readHeader(columns)
    }

    mutating func nextRow() throws(FailureReason) -> Bool {
        guard try reader.nextRow() else { return false }
        guard reader.fields.count == columns.count else { throw reader.rowProblem(columns: columns) }
        return true
    }

    func isEmpty(_ column: Int) -> Bool { reader.fields[column].range.isEmpty }

    func decimal(_ column: Int, _ shape: DecimalShape) throws(FailureReason) -> Int64 {
        let field = reader.fields[column]
        if let value = shape.read(reader.bytes.span.extracting(field.range)) { return value }
        throw problem(column, expected: shape.expectation, hint: shape.hint(for: reader.text(of: field)))
    }

    func date(_ column: Int) throws(FailureReason) -> CivilDate {
        let field = reader.fields[column]
        if let date = CivilDate(iso8601: reader.bytes.span.extracting(field.range)) { return date }
        let text = reader.text(of: field)
        let hint = text.contains("/") || text.utf8.count > 10 ? "Write dates as 2026-11-20, without a time." : nil
        throw problem(column, expected: "a date as YYYY-MM-DD", hint: hint)
    }

    func checkText(_ column: Int, isRequired: Bool) throws(FailureReason) {
        let length = reader.fields[column].range.count
        if length == 0, isRequired { throw problem(column, expected: "a text") }
        guard length <= TableShape.maxTextBytes else {
            throw problem(column, expected: "at most \(TableShape.maxTextBytes) bytes of text")
        }
    }

    func withText<Result>(_ column: Int, _ use: (Span<UInt8>) -> Result) -> Result {
        let field = reader.fields[column]
        // Only a text with doubled quotes is copied.
        return field.isEscaped
            ? use(reader.content(of: field).span) : use(reader.bytes.span.extracting(field.range))
    }

    private func problem(_ column: Int, expected: String, hint: String? = nil) -> FailureReason {
        reader.cellProblem(reader.fields[column], column: columns[column], expected: expected, hint: hint)
    }
}
