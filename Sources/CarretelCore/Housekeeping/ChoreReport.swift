/// What one step of maintenance came to.
package struct ChoreReport: Sendable, Hashable {
    /// How many rows were removed.
    package var rows: Int
    /// How many of them a limit on number decided on.
    package var byCount: Int
    /// How many of them a limit on bytes decided on; age did on all the others.
    package var byBytes: Int
    /// How many bytes the file system got back.
    package var bytes: Int
    /// Whether nothing is left to do.
    package var isDone: Bool
    /// Where the next step goes on.
    package var cursor: Int64?
    /// How far beyond the cursor nothing was found that is to go; 0 while something is.
    package var young: Int
    /// How long the journal's thread was at it, the commit not counted.
    package var took: Duration
    /// For people: why nothing could be done, and what would help.
    package var note: String?

    /// Describes a step; see the members.
    package init(
        rows: Int = 0, byCount: Int = 0, byBytes: Int = 0, bytes: Int = 0, isDone: Bool, cursor: Int64? = nil,
        young: Int = 0, took: Duration = .zero, note: String? = nil
    ) {
        self.rows = rows
        self.byCount = byCount
        self.byBytes = byBytes
        self.bytes = bytes
        self.isDone = isDone
        self.cursor = cursor
        self.young = young
        self.took = took
        self.note = note
    }
}
