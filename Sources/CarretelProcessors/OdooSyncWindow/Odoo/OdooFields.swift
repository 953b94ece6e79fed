/// The fields of a model that our user may read, as the server names them.
struct OdooFields: Sendable, Hashable {
    /// What is known of one.
    struct Field: Sendable, Hashable {
        /// `char`, `many2one`, `float` …
        var type: String
        /// What people call it.
        var label: String
        /// The model that a relation leads to.
        var relation: String?
        /// Whether it is a column: others cannot be searched for, and do not move `write_date`.
        var isStored: Bool
    }

    private let fields: [String: Field]

    init(_ fields: [String: Field]) {
        self.fields = fields
    }

    var names: Set<String> { Set(fields.keys) }

    func contains(_ name: String) -> Bool { fields[name] != nil }

    subscript(name: String) -> Field? { fields[name] }

    /// The first name that the server knows: versions of Odoo rename fields.
    func first(of names: [String]) -> String? { names.first(where: contains) }
}
