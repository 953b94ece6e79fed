import CarretelCore

/// A dataset as one job read it, and what its result says of that.
struct LoadedDataset {
    /// One entry of `dados_de`.
    struct Source {
        var table: TableShape
        var place: Place
        var records: Int
    }

    /// Where a table was read; nothing is known of an inline one.
    struct Place {
        /// Its file, or the tables of the business store that it came from.
        var name: String?
        /// When the file was last changed, or up to when the store held everything that the upstream had.
        var moment: Timestamp?
    }

    let tables: DatasetTables
    /// In the order of ``TableShape``.
    let sources: [Source]
    /// What the job's writer should know of it.
    let warnings: [Warning]

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
        var places = TableShape.allCases.map { _ in Place() }
        switch reference {
        case .inline(let inline):
            for table in DatasetTables.readingOrder {
                try tables.add(table, inline.rows(of: table), isCancelled: isCancelled)
            }
        case .named(let name):
            let snapshot = try datasets.snapshot(of: name, files: TableShape.allCases.map(\.file))
            for table in DatasetTables.readingOrder {
                let file = snapshot.files[table.rawValue]
                places[table.rawValue] = Place(name: table.file, moment: file.modifiedAt)
                try TextEncoding.check(file.bytes, file: table.file)
                try tables.add(table, CSVRows(table, file.bytes), isCancelled: isCancelled)
            }
        }
        self.init(tables, places, warnings: [])
    }

    /// Closes the books of whoever has read the tables.
    init(_ tables: DatasetTables, _ places: [Place], warnings: [Warning]) {
        self.tables = tables
        self.warnings = warnings
        sources = zip(TableShape.allCases, zip(places, tables.recordCounts)).map { table, read in
            Source(table: table, place: read.0, records: read.1)
        }
    }
}
