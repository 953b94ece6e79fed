import CarretelCore

/// A dataset that stands in the job file itself: the five tables as arrays of objects with the columns as members.
struct InlineTables {
    /// The most rows of one table; the size of a job file binds first.
    private static let maxRows = 1_000_000

    /// What a job may give as its `dataset`; `orders` has to be there, a table that is left out is empty.
    static let schema = ParameterSchema(
        TableShape.allCases.map { table in
            let row = ParameterSchema(table.columns.map { field($0) })
            return ParameterField(
                table.name, .array(of: .object(row), count: 0...maxRows),
                "The rows of the table \(table.name).", required: table == .orders)
        })

    private let tables: JSONValue

    /// Wraps a value that is valid by ``schema``.
    init(_ tables: JSONValue) { self.tables = tables }

    /// The rows of a table.
    func rows(of table: TableShape) -> InlineRows {
        InlineRows(table, tables[table.name])
    }

    private static func field(_ column: TableShape.Column) -> ParameterField {
        switch column.kind {
        case .code:
            ParameterField(column.name, .string(maxBytes: TableShape.maxTextBytes), "A code.", required: true)
        case .text:
            ParameterField(column.name, .either([.string(maxBytes: TableShape.maxTextBytes), .null]), "A text.")
        case .quantity:
            ParameterField(
                column.name, .decimal(TableShape.quantity), "A quantity, at most 3 places.", required: true)
        case .money:
            ParameterField(
                column.name, .either([.decimal(TableShape.money), .null]), "A price, at most 2 places; null counts 0.")
        case .date: ParameterField(column.name, .date, "A day.", required: true)
        case .optionalDate: ParameterField(column.name, .either([.date, .null]), "A day, or null.")
        }
    }
}

/// The rows of one inline table. What the schema lets through is right, so that nothing but a frame made by hand can
/// fail here.
struct InlineRows: TableRows {
    private let columns: [String]
    private var elements: JSONElements?
    private var row: JSONValue?

    init(_ table: TableShape, _ rows: JSONValue?) {
        columns = table.columnNames
        elements = rows?.elements
    }

    mutating func nextRow() -> Bool {
        row = elements?.next()
        return row != nil
    }

    func isEmpty(_ column: Int) -> Bool { cell(column)?.isNull ?? true }

    func decimal(_ column: Int, _ shape: DecimalShape) throws(FailureReason) -> Int64 {
        let text = Array((cell(column)?.numberText ?? "").utf8)
        guard let value = shape.read(text.span) else { throw problem(column, expected: shape.expectation) }
        return value
    }

    func date(_ column: Int) throws(FailureReason) -> CivilDate {
        guard let text = cell(column)?.string, let date = CivilDate(iso8601: text) else {
            throw problem(column, expected: "a date as YYYY-MM-DD")
        }
        return date
    }

    func checkText(_ column: Int, isRequired: Bool) throws(FailureReason) {
        guard let text = cell(column)?.utf8, !text.isEmpty else {
            if isRequired { throw problem(column, expected: "a text") }
            return
        }
        guard text.count <= TableShape.maxTextBytes else {
            throw problem(column, expected: "at most \(TableShape.maxTextBytes) bytes of text")
        }
    }

    func withText<Result>(_ column: Int, _ use: (Span<UInt8>) -> Result) -> Result {
        let text = cell(column)?.utf8 ?? []
        return use(text.span)
    }

    private func cell(_ column: Int) -> JSONValue? { row?[columns[column]] }

    private func problem(_ column: Int, expected: String) -> FailureReason {
        let place = (cell(column) ?? row)?.pointer ?? ""
        return FailureReason(
            .permanent, code: "dataset_invalid",
            message: "The inline dataset, \(columns[column]): expected \(expected).", pointer: "/parameters\(place)")
    }
}
