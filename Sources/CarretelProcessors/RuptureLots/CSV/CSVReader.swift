import CarretelCore

/// Reads the rows of a CSV file (RFC 4180) out of its bytes, without making a String of any field.
///
/// Fields are ranges of ``bytes``. Records end with LF or CRLF; empty lines are skipped, which is unambiguous because
/// every table has two columns or more. What RFC 4180 leaves open is refused by name, never guessed.
struct CSVReader {
    /// One field of the current row: where its content is, without the quotes around it.
    struct Field {
        var start: Int
        var end: Int
        /// Whether the content holds doubled quotes that stand for single ones.
        var isEscaped: Bool

        var range: Range<Int> { start..<end }
    }

    /// No row has more fields: a file without line ends must not fill memory.
    static let maxFields = 64

    /// The file's name, for messages.
    let file: String
    let bytes: [UInt8]
    /// The fields of the row read last.
    private(set) var fields: [Field] = []
    /// The line on which the row read last starts, from 1.
    private(set) var rowLine = 0
    private var rowStart = 0
    private var position: Int
    private var line = 1

    /// Starts before the first row; a UTF-8 byte order mark is passed over.
    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        self.position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Reads the next row into ``fields``.
    ///
    /// - Returns: false at the end of the file.
    /// - Throws: permanent `dataset_invalid` with the place of the first thing wrong.
    mutating func nextRow() throws(FailureReason) -> Bool {
        skipEmptyLines()
        guard position < bytes.count else { return false }
        fields.removeAll(keepingCapacity: true)
        rowStart = position
        rowLine = line
        repeat {
            guard fields.count < Self.maxFields else { throw tooManyFields() }
            try readField()
        } while try isFollowedByField()
        return true
    }

    /// The line and the column (in bytes, both from 1) of a place in the current row. A quoted field may span lines.
    func place(of offset: Int) -> (line: Int, column: Int) {
        var line = rowLine
        var lineStart = rowStart
        for index in rowStart..<max(rowStart, min(offset, bytes.count)) where bytes[index] == .lineFeed {
            line += 1
            lineStart = index + 1
        }
        return (line, offset - lineStart + 1)
    }

    /// The content of a field as text, doubled quotes made single.
    func text(of field: Field) -> String {
        String(decoding: content(of: field), as: UTF8.self)
    }

    /// The content of a field with doubled quotes made single; for the rare ``Field/isEscaped`` ones.
    func content(of field: Field) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(field.end - field.start)
        var index = field.start
        while index < field.end {
            content.append(bytes[index])
            index += field.isEscaped && bytes[index] == .quote ? 2 : 1
        }
        return content
    }

    private mutating func skipEmptyLines() {
        while position < bytes.count {
            if bytes[position] == .lineFeed {
                position += 1
            } else if bytes[position] == .carriageReturn, position + 1 < bytes.count,
                bytes[position + 1] == .lineFeed
            {
                position += 2
            } else {
                return
            }
            line += 1
        }
    }

    private mutating func readField() throws(FailureReason) {
        if position < bytes.count, bytes[position] == .quote { return try readQuotedField() }
        let start = position
        let end = bytes.count
        var index = position
        while index < end {
            let byte = bytes[index]
            // Every byte that means something lies at or below the comma.
            if byte <= .comma, byte == .comma || byte == .lineFeed || byte == .carriageReturn || byte == .quote {
                break
            }
            index += 1
        }
        position = index
        fields.append(Field(start: start, end: index, isEscaped: false))
        guard index == end || bytes[index] != .quote else {
            throw problem(
                at: index, "a quote stands inside a field that does not start with one",
                hint: "Put the whole field in quotes and double the quotes inside it: \"a \"\"b\"\" c\".")
        }
    }

    private mutating func readQuotedField() throws(FailureReason) {
        let opening = position
        var index = position + 1
        var isEscaped = false
        while index < bytes.count {
            if bytes[index] == .lineFeed { line += 1 }
            if bytes[index] == .quote {
                guard index + 1 < bytes.count, bytes[index + 1] == .quote else { break }
                isEscaped = true
                index += 1
            }
            index += 1
        }
        guard index < bytes.count else {
            throw problem(at: opening, "this quote is never closed", hint: "Close it, or double it where it is text.")
        }
        fields.append(Field(start: opening + 1, end: index, isEscaped: isEscaped))
        position = index + 1
    }

    /// Passes over what ends a field.
    ///
    /// - Returns: whether another field of the same row follows.
    private mutating func isFollowedByField() throws(FailureReason) -> Bool {
        guard position < bytes.count else { return false }
        switch bytes[position] {
        case .comma:
            position += 1
            return true
        case .lineFeed:
            position += 1
        case .carriageReturn where position + 1 < bytes.count && bytes[position + 1] == .lineFeed:
            position += 2
        case .carriageReturn:
            throw problem(
                at: position, "a carriage return stands without a line feed",
                hint: "End lines with LF or CR LF; put a field that holds line ends in quotes.")
        default:
            throw problem(
                at: position, "text follows the closing quote of a field",
                hint: "Double the quotes that belong to the text, and separate fields by commas.")
        }
        line += 1
        return false
    }

    private func tooManyFields() -> FailureReason {
        problem(at: position, "the row has more than \(Self.maxFields) fields", hint: nil)
    }

    private func problem(at offset: Int, _ what: String, hint: String?) -> FailureReason {
        let place = place(of: offset)
        return .datasetInvalid(
            "\(file), line \(place.line), column \(place.column): \(what).", hint: hint)
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let semicolon = UInt8(ascii: ";")
    static let point = UInt8(ascii: ".")
    static let minus = UInt8(ascii: "-")
    static let zero = UInt8(ascii: "0")

    /// The value of a decimal digit, nil for any other byte.
    var digit: Int64? {
        let value = self &- .zero
        return value <= 9 ? Int64(value) : nil
    }
}
