import CarretelCore

extension FailureReason {
    /// The dataset is wrong: trying again cannot help, its owner has to mend it.
    static func datasetInvalid(_ message: String, hint: String? = nil) -> FailureReason {
        FailureReason(.permanent, code: "dataset_invalid", message: message, hint: hint)
    }
}

extension CSVReader {
    /// A cell that is not what its column wants: file, line, column, value, and what was expected.
    ///
    /// - Parameters:
    ///   - field: the cell.
    ///   - column: the column's name.
    ///   - expected: completes "expected …".
    ///   - hint: how to mend it.
    /// - Returns: permanent `dataset_invalid`.
    func cellProblem(_ field: Field, column: String, expected: String, hint: String? = nil) -> FailureReason {
        let isQuoted = field.start > 0 && bytes[field.start - 1] == .quote
        let place = place(of: isQuoted ? field.start - 1 : field.start)
        let found = field.start == field.end ? "nothing" : "\"\(Self.excerpt(text(of: field)))\""
        return .datasetInvalid(
            "\(file), line \(place.line), column \(place.column) (\(column)): found \(found), expected \(expected).",
            hint: hint)
    }

    /// A row with another number of fields than the table has columns.
    func rowProblem(columns: [String]) -> FailureReason {
        var hint = "The columns are \(columns.joined(separator: ","))."
        if fields.count > columns.count {
            hint += " A decimal comma or a comma in a text makes two fields of one: write a decimal point, and put"
            hint += " texts with commas in quotes."
        }
        if fields.count < columns.count, fields.contains(where: { bytes[$0.range].contains(.semicolon) }) {
            hint += " There is a semicolon in the row: fields are separated by commas."
        }
        return .datasetInvalid(
            "\(file), line \(rowLine): found \(fields.count) \(fields.count == 1 ? "field" : "fields"), expected \(columns.count).",
            hint: hint)
    }

    /// Reads and checks the header: exactly these columns in this order, so that no column is ever taken for another.
    ///
    /// - Throws: permanent `dataset_invalid`; `;` as the separator is named.
    mutating func readHeader(_ columns: [String]) throws(FailureReason) {
        let expected = columns.joined(separator: ",")
        guard try nextRow() else {
            throw .datasetInvalid("\(file) is empty, expected a header line: \(expected).")
        }
        let found = fields.map { text(of: $0) }
        guard found != columns else { return }
        if found.count == 1, let separator = Self.otherSeparators.first(where: { found[0].utf8.contains($0.byte) }) {
            throw .datasetInvalid(
                "\(file), line \(rowLine): fields are separated by \(separator.name), expected commas: \(expected).",
                hint: "Export with a comma as the separator and a point in decimal numbers.")
        }
        throw .datasetInvalid(
            "\(file), line \(rowLine): found the header \(Self.excerpt(found.joined(separator: ","))), "
                + "expected \(expected).",
            hint: "Names and order of the columns have to be exactly these.")
    }

    /// What is written between fields instead of commas.
    private static let otherSeparators: [(byte: UInt8, name: String)] = [
        (.semicolon, "semicolons"), (UInt8(ascii: "\t"), "tabs"), (UInt8(ascii: "|"), "vertical bars"),
    ]

    /// The beginning of a text from outside, short enough for a message.
    static func excerpt(_ text: String) -> String {
        text.unicodeScalars.count <= 80 ? text : String(text.unicodeScalars.prefix(80)) + "…"
    }
}
