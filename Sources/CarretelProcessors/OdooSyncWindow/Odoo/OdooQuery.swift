/// A reading of a model's records, by id ascending.
struct OdooQuery: Sendable, Hashable {
    var model: String
    var domain: OdooDomain
    /// What is read of each record beside its id. Never empty: Odoo would give all fields, which takes forty times as long.
    var fields: [String]
    /// The records of a page.
    var limit = OdooLimits.pageSize
}
