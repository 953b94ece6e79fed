import CarretelCore

/// A dataset as one job read it, and what its result says of that.
struct LoadedDataset {
    /// One entry of `dados_de`.
    struct Source {
        var table: TableShape
        var modifiedAt: Timestamp
        var records: Int
    }

    let tables: DatasetTables
    let sources: [Source]
    /// Day 0 of the projection.
    let today: CivilDate

    /// Reads the dataset that the job names.
    ///
    /// - Throws: permanent `dataset_not_found` or `dataset_invalid`; transient `dataset_changing`; policy `cancelled`.
    init(_ parameters: RuptureParameters, _ attempt: any AttemptContext) throws(FailureReason) {
        let snapshot = try attempt.datasets.snapshot(
            of: parameters.dataset, files: TableShape.allCases.map(\.file))
        tables = try DatasetTables(snapshot.files) { attempt.isCancelled }
        sources = zip(TableShape.allCases, zip(snapshot.files, tables.recordCounts)).map { table, read in
            Source(table: table, modifiedAt: read.0.modifiedAt, records: read.1)
        }
        today =
            parameters.referenceDate
            ?? attempt.now.wall.civilDate(offsetSeconds: Timestamp.saoPauloOffsetSeconds)
    }
}
