/// The shape of one table of the business store: which columns it has, what they hold and which of them name a row.
///
/// The store makes its tables by it, processors fill and read rows by it. Names are those that readers of the store know,
/// Portuguese as in the systems that it feeds (docs/odoo-sync-window.md).
package struct BusinessTable: Sendable, Hashable {
    /// As in SQL: `carteira`.
    package var name: String
    /// In the order of ``BusinessRow/values``.
    package var columns: [BusinessColumn]
    /// The columns that together are the local key: how people and other systems name a row. Two records of the upstream
    /// may have the same one, an order with a product twice; what tells rows apart for certain is the record's id.
    package var key: [String]

    /// Describes a table.
    package init(name: String, columns: [BusinessColumn], key: [String]) {
        self.name = name
        self.columns = columns
        self.key = key
    }

    /// The position of a column; nil for one that the table does not have.
    package func index(of column: String) -> Int? { columns.firstIndex { $0.name == column } }
}

/// One column of a ``BusinessTable``.
package struct BusinessColumn: Sendable, Hashable {
    /// What a column holds. All of them may be empty.
    package enum Kind: Sendable, Hashable {
        case text
        /// An id of the upstream, or a count.
        case integer
        /// Thousandths as an integer.
        case quantity
        /// Cents as an integer.
        case money
        /// `2026-11-20`.
        case date
        /// `2026-11-20T12:00:00Z`, whole seconds, UTC.
        case moment
    }

    package var name: String
    package var kind: Kind

    /// Describes a column.
    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

extension BusinessColumn.Kind {
    /// How many decimal places an integer of this kind stands for: quantities 3, money 2, otherwise none.
    package var places: Int {
        switch self {
        case .quantity: 3
        case .money: 2
        case .text, .integer, .date, .moment: 0
        }
    }
}
