/// What a table of the journal holds: taken once before a purge, because finding it out takes longer than one of its
/// steps may.
package struct TableSurvey: Sendable, Hashable {
    /// How many rows there are; nil where nobody has counted them.
    package var rows: Int?
    /// How large a row is on average, with its entries in indexes, by a sample; nil where no row of the sample counts.
    package var rowBytes: Int?

    /// Joins the members.
    package init(rows: Int? = nil, rowBytes: Int? = nil) {
        self.rows = rows
        self.rowBytes = rowBytes
    }
}
