import CarretelCore

@testable import CarretelProcessors

extension TestDataset {
    /// The same tables as a job's `dataset`: JSON on one line. The rows may have no quotes.
    var inline: String {
        let tables = zip(TableShape.allCases, [orders, stock, shipments, production, equivalents]).map { table, rows in
            let objects = rows.split(separator: "\n").map { Self.object(table, $0) }
            return "\"\(table.name)\":[\(objects.joined(separator: ","))]"
        }
        return "{\(tables.joined(separator: ","))}"
    }

    private static func object(_ table: TableShape, _ row: Substring) -> String {
        let cells = row.split(separator: ",", omittingEmptySubsequences: false)
        let members = zip(table.columns, cells).map { column, cell in
            let isNumber = column.kind == .quantity || column.kind == .money
            let value = cell.isEmpty ? "null" : isNumber ? String(cell) : "\"\(cell)\""
            return "\"\(column.name)\":\(value)"
        }
        return "{\(members.joined(separator: ","))}"
    }
}
