import CarretelCore

/// A dataset as one job read it, and what its result says of that.
struct LoadedDataset {
    /// One entry of `dados_de`.
    struct Source {
        var table: TableShape
        /// When its file was last changed; nil for an inline table.
        var modifiedAt: Timestamp?
        var records: Int
    }

    let tables: DatasetTables
    /// In the order of ``TableShape``.
    let sources: [Source]

    /// Reads a dataset.
    ///
    /// - Parameters:
    ///   - reference: where it is.
    ///   - orders: the orders asked for; nil for all, which also reads every cell.
    ///   - datasets: where named ones are.
    ///   - isCancelled: looked at every few milliseconds.
    /// - Throws: permanent `dataset_not_found` or `dataset_invalid`; transient `dataset_changing`; policy `cancelled`.
    init(
        _ reference: DatasetReference, orders: [String]?, from datasets: any DatasetSource, isCancelled: () -> Bool
    ) throws(FailureReason) {
        var tables = DatasetTables(wanted: orders)
        var modifiedAt: [Timestamp?] = TableShape.allCases.map { _ in nil }
        switch reference {
        case .inline(let inline):
            for table in DatasetTables.readingOrder {
                try tables.add(table, inline.rows(of: table), isCancelled: isCancelled)
            }
        case .named(let name):
            let snapshot = try datasets.snapshot(of: name, files: TableShape.allCases.map(\.file))
            for table in DatasetTables.readingOrder {
                let file = snapshot.files[table.rawValue]
                modifiedAt[table.rawValue] = file.modifiedAt
                try TextEncoding.check(file.bytes, file: table.file)
                try tables.add(table, CSVRows(table, file.bytes), isCancelled: isCancelled)
            }
        }
        sources = zip(TableShape.allCases, zip(modifiedAt, tables.recordCounts)).map { table, read in
            Source(table: table, modifiedAt: read.0, records: read.1)
        }
        self.tables = tables
    }
}
