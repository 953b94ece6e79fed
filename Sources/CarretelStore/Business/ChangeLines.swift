import CarretelCore

/// Changes of one table as lines of JSON (docs/business-store.md), gathered and kept many together.
struct ChangeLines {
    private let columns: [(name: [UInt8], places: Int)]
    private let keyColumns: [Int]
    private let together: Int
    private let keep: ([UInt8]) throws(StoreFailure) -> Void
    private var writer = JSONWriter(capacity: 0)
    private var count = 0

    /// Starts without lines.
    ///
    /// - Parameters:
    ///   - table: whose changes they are.
    ///   - together: how many are kept at once.
    ///   - keep: takes so many lines, with line breaks between them.
    init(of table: BusinessTable, together: Int, keep: @escaping ([UInt8]) throws(StoreFailure) -> Void) {
        columns = table.columns.map { (Array($0.name.utf8), $0.kind.places) }
        keyColumns = table.key.compactMap { table.index(of: $0) }
        self.together = together
        self.keep = keep
    }

    mutating func insert(_ id: Int64, _ after: [BusinessValue]) throws(StoreFailure) {
        try line("insert", id, key: after, before: nil, after: after)
    }

    mutating func update(_ id: Int64, _ before: [BusinessValue], _ after: [BusinessValue]) throws(StoreFailure) {
        try line("update", id, key: after, before: before, after: after)
    }

    mutating func delete(_ id: Int64, _ before: [BusinessValue]) throws(StoreFailure) {
        try line("delete", id, key: before, before: before, after: nil)
    }

    /// Keeps what was gathered last.
    mutating func finish() throws(StoreFailure) {
        guard count > 0 else { return }
        try keep(writer.bytes)
        writer = JSONWriter(capacity: 0)
        count = 0
    }

    private mutating func line(
        _ operation: StaticString, _ id: Int64, key: [BusinessValue], before: [BusinessValue]?, after: [BusinessValue]?
    ) throws(StoreFailure) {
        if count > 0 { writer.newline() }
        writer.beginObject()
        writer.name("op")
        writer.word(operation)
        writer.name("key")
        writer.beginObject()
        for column in keyColumns { cell(column, key[column]) }
        writer.member("id", Int(id))
        writer.endObject()
        writer.name("before")
        values(before)
        writer.name("after")
        values(after)
        writer.endObject()
        count += 1
        if count == together { try finish() }
    }

    private mutating func values(_ values: [BusinessValue]?) {
        guard let values else { return writer.null() }
        writer.beginObject()
        for column in values.indices { cell(column, values[column]) }
        writer.endObject()
    }

    private mutating func cell(_ column: Int, _ value: BusinessValue) {
        writer.name(utf8: columns[column].name)
        switch value {
        case .null: writer.null()
        case .text(let text): writer.string(text)
        case .integer(let number):
            let places = columns[column].places
            if places == 0 { writer.integer(Int(number)) } else { writer.decimal(number, places: places) }
        }
    }
}
