/// A small step of maintenance that the journal's thread does for an attempt. Each is bounded in time, so that whatever
/// is dispatched meanwhile hardly waits; the attempt asks again until there is nothing left, and rests in between.
package enum JournalChore: Sendable, Hashable {
    /// Removes the oldest rows of a table.
    case purge(JournalPurge)
    /// Gives pages of the file that hold nothing back to the file system.
    case shrink
}

/// Which rows of the journal may go: the oldest of a table, as long as any of the limits is passed. Rows that are still
/// needed stay whatever the limits say: those of jobs that have not ended, whose result is not durable yet, or which
/// still hold a key.
package struct JournalPurge: Sendable, Hashable {
    package var table: JournalTable
    /// Rows that were finished before this moment go; nil for no limit on age.
    package var before: Timestamp?
    /// Rows that were finished after this moment stay, whatever the limits say; nil where none is too young to go.
    package var youngest: Timestamp?
    /// So many of the newest stay; nil for no limit on their number.
    package var keep: Int?
    /// The oldest go while the rows that may go, with their entries in indexes, hold more bytes than that: their number
    /// times ``rowBytes``. What else the journal holds does not count. Nil for no limit.
    package var bytes: Int?
    /// How many rows the table has, as ``TableSurvey/rows``; limits on number and bytes need it. That of the history is
    /// not asked for: its rows are counted with every change.
    package var rows: Int?
    /// How large a row is on average, as ``TableSurvey/rowBytes``; a limit on bytes needs it.
    package var rowBytes: Int?
    /// Where the step before ended, from its ``ChoreReport/cursor``; nil for the first.
    package var cursor: Int64?
    /// How far the step before had looked in vain, from its ``ChoreReport/young``.
    package var young: Int

    /// Describes a purge; see the members.
    package init(
        table: JournalTable, before: Timestamp? = nil, youngest: Timestamp? = nil, keep: Int? = nil, bytes: Int? = nil,
        rows: Int? = nil, rowBytes: Int? = nil, cursor: Int64? = nil, young: Int = 0
    ) {
        self.table = table
        self.before = before
        self.youngest = youngest
        self.keep = keep
        self.bytes = bytes
        self.rows = rows
        self.rowBytes = rowBytes
        self.cursor = cursor
        self.young = young
    }

    /// Makes it the next step after one.
    package mutating func goOn(after step: ChoreReport) {
        rows = rows.map { $0 - step.rows }
        cursor = step.cursor
        young = step.young
    }
}

/// The tables of the journal that grow with the work done.
package enum JournalTable: String, Sendable, Hashable, CaseIterable {
    /// Jobs that have ended, one row each.
    case history
    /// One row a try of a service order.
    case scrapingUsage = "scraping-usage"
    /// One row a batch of service orders.
    case scrapingBatches = "scraping-batches"
}
