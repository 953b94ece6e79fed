import CarretelCore

/// One row of a table, wherever it stands: in a CSV file, in the job file or in the business store.
///
/// A cell is named by its place in ``TableShape/columns``. Whatever is wrong with one is thrown with its place, its
/// value and what was expected.
protocol TableRow {
    /// Whether the cell holds nothing.
    func isEmpty(_ column: Int) -> Bool
    /// The cell as a scaled integer.
    func decimal(_ column: Int, _ shape: DecimalShape) throws(FailureReason) -> Int64
    /// The cell as a day.
    func date(_ column: Int) throws(FailureReason) -> CivilDate
    /// Makes sure that the cell holds a text of at most ``TableShape/maxTextBytes``, and one at all when it is required.
    func checkText(_ column: Int, isRequired: Bool) throws(FailureReason)
    /// Hands on the cell's text as UTF-8.
    func withText<Result>(_ column: Int, _ use: (Span<UInt8>) -> Result) -> Result
}

/// The rows of one table, one after the other: as a row it is the current one.
protocol TableRows: TableRow {
    /// Goes to the next row.
    ///
    /// - Returns: false when there is none.
    /// - Throws: permanent `dataset_invalid` when it is no row of this table.
    mutating func nextRow() throws(FailureReason) -> Bool
}
