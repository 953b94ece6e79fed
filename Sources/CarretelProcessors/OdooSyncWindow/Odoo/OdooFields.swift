/// The fields of a model that our user may read, as the server names them.
struct OdooFields: Sendable, Hashable {
    /// What is known of one.
    struct Field: Sendable, Hashable {
        /// `char`, `many2one`, `float` …
        var type: String
        /// The model that a relation leads to.
        var relation: String?
        /// Whether it is a column: others cannot be searched for, and do not move `write_date`.
        var isStored: Bool
    }

    private let fields: [String: Field]

    init(_ fields: [String: Field]) {
        self.fields = fields
    }

    func contains(_ name: String) -> Bool { fields[name] != nil }

    subscript(name: String) -> Field? { fields[name] }
}
