import CarretelCore

/// What one user may see, and in which companies.
struct OdooVisibility: Sendable {
    let user: OdooUser
    /// The companies whose records are seen; empty for all.
    let companies: Set<Int64>

    /// Takes a user with the companies that the context asks for.
    ///
    /// - Throws: when one of them is none of the user's.
    init(_ user: OdooUser, asked: [Int64]?, known: [Int64]) throws(OdooRefusal) {
        self.user = user
        let allowed = user.companies.isEmpty ? known : user.companies
        guard let asked, !asked.isEmpty else {
            companies = Set(user.companies)
            return
        }
        guard asked.allSatisfy({ allowed.contains($0) }) else {
            throw .access("Access to unauthorized or invalid companies.")
        }
        companies = Set(asked)
    }

    /// - Throws: when the user may not read the model.
    func check(_ model: OdooModel) throws(OdooRefusal) {
        guard user.hiddenModels.contains(model.name) else { return }
        throw .access(
            "You are not allowed to access '\(model.title)' (\(model.name)) records.\n\n"
                + "This operation is allowed for the following groups:\n\t- Compras/Administrador\n\n"
                + "Contact your administrator to request access if necessary.")
    }

    /// - Throws: when the user may not read the field.
    func check(_ field: String, of model: OdooModel) throws(OdooRefusal) {
        guard !sees(field, of: model) else { return }
        throw .access(
            "The requested operation can not be completed due to security restrictions.\n\n"
                + "Document type: \(model.title) (\(model.name))\nOperation: read\nUser: \(user.id)\nFields:\n"
                + "- \(field) (allowed for groups 'Técnico / Gerência')")
    }

    func sees(_ field: String, of model: OdooModel) -> Bool {
        user.hiddenFields[model.name]?.contains(field) != true
    }

    /// The rule of the model and the companies, as one condition; nil when all is seen.
    func rule(_ table: Int, of snapshot: OdooSnapshot, version: OdooVersion) throws(OdooRefusal) -> OdooCondition {
        let shape = snapshot.tables[table]
        var rule = OdooCondition.always
        if let text = user.rules[shape.model.name] {
            let json: JSONValue
            do throws(JSONError) {
                json = try JSONValue(parsing: Array(text.utf8))
            } catch {
                throw .value("The record rule of \(shape.model.name) is no JSON.")
            }
            // Rules are checked as superuser: they may name what the user cannot see.
            var everything = user
            (everything.hiddenFields, everything.rules) = ([:], [:])
            var domain = OdooDomain(
                snapshot, version: version, visibility: try OdooVisibility(everything, asked: nil, known: []))
            rule = try domain.condition(json, table: table)
        }
        guard !companies.isEmpty, let column = shape.column("company_id") else { return rule }
        return .both(rule, .test([], column.source, .anyID(companies, orEmpty: true)))
    }
}
