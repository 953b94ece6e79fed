import CarretelCore

extension LoadedDataset {
    /// Reads the business store, all of one moment.
    ///
    /// - Parameters:
    ///   - business: the store.
    ///   - profile: whose rows.
    ///   - orders: the orders asked for; nil for all.
    ///   - isCancelled: looked at every few milliseconds.
    /// - Throws: permanent `dataset_not_found` for a table that was never synchronised, `dataset_invalid`; what opening the
    ///   store throws; policy `cancelled`.
    init(
        from business: any BusinessStore, profile: String, orders: [String]?, isCancelled: () -> Bool
    ) throws(FailureReason) {
        let reading = try business.beginReading(profile: profile)
        var tables = DatasetTables(wanted: orders)
        var places = TableShape.allCases.map { _ in Place() }
        var notes = StoreNotes(profile: profile)
        // Before anything is read, so that nobody waits for an analysis that cannot be.
        for source in StoreTable.all {
            guard let mark = try reading.mark(of: source.table) else {
                guard source.isOptional else { throw Self.neverRead(source, profile) }
                notes.missing.append(source.table.name)
                continue
            }
            notes.marks.append(mark.watermark)
            let known = places[source.shape.rawValue]
            places[source.shape.rawValue] = Place(
                name: (known.name.map { "\($0), " } ?? "") + source.table.name,
                moment: min(known.moment ?? mark.watermark, mark.watermark))
        }
        for source in StoreTable.all {
            var row = StoreRow(of: source)
            try reading.forEachRow(of: source.table, columns: source.allColumns) { (values) throws(FailureReason) in
                if source.isLeftOut(values) { return }
                guard !source.isIncomplete(values) else {
                    notes.incompleteRows += 1
                    return
                }
                row.values = values
                try tables.add(source.shape, row: row, isCancelled: isCancelled)
            }
            tables.finish(source.shape)
        }
        self.init(tables, places, warnings: notes.warnings)
    }

    private static func neverRead(_ source: StoreTable, _ profile: String) -> FailureReason {
        FailureReason(
            .permanent, code: "dataset_not_found",
            message: "The business store has no table \(source.table.name) of the profile \(profile): it was never "
                + "synchronised.",
            hint: "Run a job of the type odoo-sync-window with the service \(source.service), or set "
                + "types.rupture-lots.store_profile to the profile that has the data.")
    }
}
