import CarretelCore

/// How a change of one table is written: one line of JSON (docs/business-store.md).
struct ChangeLineShape {
    /// What became of a row.
    enum Change {
        case insert(after: [BusinessValue])
        case update(before: [BusinessValue], after: [BusinessValue])
        case delete(before: [BusinessValue])
    }

    private let columns: [(name: [UInt8], places: Int)]
    private let keyColumns: [Int]

    init(_ table: BusinessTable) {
        columns = table.columns.map { (Array($0.name.utf8), $0.kind.places) }
        keyColumns = table.key.compactMap { table.index(of: $0) }
    }

    /// Writes the line of a change, without its end.
    func write(_ change: Change, of id: Int64, to writer: inout JSONWriter) {
        switch change {
        case .insert(let after): write("insert", id, key: after, before: nil, after: after, to: &writer)
        case .update(let before, let after): write("update", id, key: after, before: before, after: after, to: &writer)
        case .delete(let before): write("delete", id, key: before, before: before, after: nil, to: &writer)
        }
    }

    private func write(
        _ operation: StaticString, _ id: Int64, key: [BusinessValue], before: [BusinessValue]?,
        after: [BusinessValue]?, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name("op")
        writer.word(operation)
        writer.name("key")
        writer.beginObject()
        for column in keyColumns { write(key[column], column, to: &writer) }
        writer.member("id", Int(id))
        writer.endObject()
        writer.name("before")
        write(before, to: &writer)
        writer.name("after")
        write(after, to: &writer)
        writer.endObject()
    }

    private func write(_ values: [BusinessValue]?, to writer: inout JSONWriter) {
        guard let values else { return writer.null() }
        writer.beginObject()
        for column in values.indices { write(values[column], column, to: &writer) }
        writer.endObject()
    }

    private func write(_ value: BusinessValue, _ column: Int, to writer: inout JSONWriter) {
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
