import CarretelCore

/// Reads all records of a query, page by page, the next page under way while the caller works on one.
struct OdooPager {
    /// Some records.
    struct Page: Sendable {
        /// By id, ascending.
        var records: [OdooRecord]
        /// Whether none come after them.
        var isLast: Bool
    }

    private let client: OdooClient
    private let query: OdooQuery

    /// Prepares reading the query's records; nothing is asked before the first ``next()``.
    init(_ client: OdooClient, _ query: OdooQuery) {
        self.client = client
        self.query = query
    }

    /// The next page; nil after the last.
    mutating func next() async throws(OdooFailure) -> Page? { nil }
}
