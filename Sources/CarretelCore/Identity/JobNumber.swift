/// The daemon's own number of a job: the row in the journal, given in the order of acceptance, never used again.
///
/// Small and ordered, so that queues in memory and indexes on disk compare one integer. Outsiders see ``JobID``.
package struct JobNumber: Sendable, Hashable, Comparable {
    /// The row id; 1 is the first job a journal ever took.
    package let rawValue: Int64

    /// Wraps a row id.
    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: JobNumber, right: JobNumber) -> Bool {
        left.rawValue < right.rawValue
    }
}
