/// What a cell of the business store holds.
package enum BusinessValue: Sendable, Hashable {
    case null
    /// Also quantities and money, as scaled integers (``BusinessColumn/Kind``).
    case integer(Int64)
    /// Also dates and moments.
    case text(String)
}

/// One record of an upstream system, as a row of a table.
package struct BusinessRow: Sendable, Hashable {
    /// The record's id upstream: what tells it from every other of its table and profile.
    package var id: Int64
    /// In the order of the table's columns, as many.
    package var values: [BusinessValue]
    /// The record as the upstream gave it: one JSON object on one line, kept beside the columns.
    package var raw: [UInt8]

    /// Joins the members.
    package init(id: Int64, values: [BusinessValue], raw: [UInt8]) {
        self.id = id
        self.values = values
        self.raw = raw
    }
}

/// A record that was read and does not become a row, and why: a stable snake_case word, counted in the output.
package struct IgnoredRecord: Sendable, Hashable {
    package var id: Int64
    package var reason: String

    /// Joins both.
    package init(id: Int64, reason: String) {
        self.id = id
        self.reason = reason
    }
}
