import CarretelCore

/// Finds what a part wishes for among the fields that a server has.
struct FieldResolver {
    let part: ServicePart
    let own: OdooFields
    let related: [String: OdooFields]

    /// The first reading of a path that the server has; nil when it has none.
    func resolve(_ path: String) -> FieldPath? { FieldPath.alternatives(path).first(where: isThere) }

    /// Where each path that is read leads.
    func places() -> [String: PartPlan.Place] {
        var places: [String: PartPlan.Place] = [:]
        for path in part.readPaths {
            guard let found = resolve(path) else { continue }
            places[path] = found.relation.map { .related(via: $0, found.field) } ?? .own(found.field)
        }
        return places
    }

    /// What is to be asked for so that these places have values.
    func wanted(_ places: [String: PartPlan.Place]) -> (own: [String], relations: [String: PartPlan.Relation]) {
        // Also read where no column wants it: a raw record without its moment of change is hard to judge.
        var fields: Set = ["write_date"]
        var behind: [String: Set<String>] = [:]
        for place in places.values {
            switch place {
            case .own(let field): fields.insert(field)
            case .related(let relation, let field):
                fields.insert(relation)
                behind[relation, default: []].insert(field)
            }
        }
        var relations: [String: PartPlan.Relation] = [:]
        for (field, names) in behind {
            guard let model = own[field]?.relation else { continue }
            relations[field] = PartPlan.Relation(model: model, fields: names.sorted())
        }
        return (fields.filter(own.contains).sorted(), relations)
    }

    /// The moments of change that the server has.
    func stamps() throws(FailureReason) -> [String] {
        var found: [String] = []
        for stamp in part.stamps {
            if let path = resolve(stamp.path) {
                guard field(at: path)?.isStored != false else { throw notStored(path) }
                found.append(path.text)
            } else if !stamp.isOptional {
                throw missing(stamp.path, for: "to find what has changed")
            }
        }
        return found
    }

    private func field(at path: FieldPath) -> OdooFields.Field? {
        path.relation.map { related[$0]?[path.field] } ?? own[path.field]
    }

    private func notStored(_ path: FieldPath) -> FailureReason {
        FailureReason(
            .permanent, code: "odoo_field_not_stored",
            message: "\(part.table.name): \(path.text) is computed when it is read, so nothing can be found by it.",
            hint: "Set types.odoo-sync-window.\(part.table.name)_stamps to fields that are stored.")
    }

    /// Conditions that all hold, as far as the server knows their fields.
    func domain(_ conditions: [DomainCondition]) throws(FailureReason) -> OdooDomain {
        var terms: [OdooDomain] = []
        for condition in conditions {
            switch condition {
            case .required(let term):
                guard let found = self.term(term) else { throw missing(term.path, for: "to choose its records") }
                terms.append(found)
            case .optional(let term):
                if let found = self.term(term) { terms.append(found) }
            case .first(let choices):
                guard let found = choices.lazy.compactMap(self.term).first else {
                    throw missing(choices.map(\.path).joined(separator: "|"), for: "to choose its records")
                }
                terms.append(found)
            case .given(let domain):
                try check(domain)
                if domain != .everything { terms.append(domain) }
            }
        }
        return .all(terms)
    }

    private func term(_ term: DomainTerm) -> OdooDomain? {
        resolve(term.path).map { .term($0.text, term.comparison, term.value) }
    }

    private func isThere(_ path: FieldPath) -> Bool {
        guard let relation = path.relation else { return own.contains(path.field) }
        return own.contains(relation) && related[relation]?.contains(path.field) == true
    }

    /// A field that is not there would make every request fail, so it is named before the first.
    private func check(_ domain: OdooDomain) throws(FailureReason) {
        switch domain {
        case .term(let path, _, _):
            let first = path.split(separator: ".").first.map(String.init) ?? path
            guard own.contains(first) else { throw missing(path, for: "to choose its records") }
        case .all(let parts), .any(let parts):
            for part in parts { try check(part) }
        case .not(let part): try check(part)
        }
    }

    private func missing(_ path: String, for purpose: String) -> FailureReason {
        let readings = path.split(separator: "|").joined(separator: " or ")
        return FailureReason(
            .permanent, code: "odoo_field_missing",
            message: "\(part.table.name) needs the field \(readings) of \(part.model) \(purpose); "
                + "this server has none, or its user may not see it.",
            hint: "Give the user the right to read it, or set types.odoo-sync-window.\(part.table.name)_domain or "
                + "\(part.table.name)_stamps to fields that are there.")
    }
}
