import CarretelCore

/// One method call of one user, on what the database held when it began.
struct OdooRun {
    /// What a call gives: JSON, and how many rows are in it.
    struct Outcome {
        var json: [UInt8]
        var rows = 0
    }

    let database: OdooDatabase
    let settings: OdooSettings
    let snapshot: OdooSnapshot
    let visibility: OdooVisibility
    let arguments: OdooArguments
    let table: Int
    let language: String?

    var shape: OdooTable { snapshot.tables[table] }

    /// Prepares a call.
    ///
    /// - Throws: for an unknown language in 19 and companies that are not the user's.
    init(
        _ database: OdooDatabase, _ settings: OdooSettings, user: OdooUser, model: String, _ arguments: OdooArguments
    ) throws(OdooRefusal) {
        self.database = database
        self.settings = settings
        self.arguments = arguments
        let snapshot = database.snapshot
        self.snapshot = snapshot
        guard let table = snapshot.place(of: model) else { throw .user("Object \(model) doesn't exist") }
        self.table = table
        let asked = arguments.context?["allowed_company_ids"]?.elements.compactMap(\.int64)
        let companies = snapshot.place(of: "res.company").map { snapshot.tables[$0].rows.map(\.id) }
        visibility = try OdooVisibility(user, asked: asked, known: companies ?? [])
        language = arguments.context?["lang"]?.string
        if let language, settings.version == .v19, language != "en_US", !settings.languages.contains(language) {
            throw .user("Invalid language code: \(language)")
        }
    }

    /// Runs a method.
    ///
    /// - Throws: what Odoo says instead of a result.
    func outcome(of method: OdooMethod) throws(OdooRefusal) -> Outcome {
        switch method {
        case .contextGet: return contextGet()
        case .fieldsGet: return try fieldsGet()
        case .hasAccess, .checkAccessRights: return try access(method)
        default: try visibility.check(shape.model)
        }
        switch method {
        case .searchRead: return try searchRead()
        case .search:
            let rows = try found()
            var text = OdooText(capacity: rows.count * 7)
            text.list(rows) { $0.integer($1.id) }
            return Outcome(json: text.bytes, rows: rows.count)
        case .searchCount: return Outcome(json: Array("\(try found(orders: false).count)".utf8))
        case .read: return try read()
        default: return try change(method)
        }
    }

    private func contextGet() -> Outcome {
        var text = OdooText()
        text.raw("{\"lang\": \"en_US\", \"tz\": \"America/Sao_Paulo\", \"uid\": ")
        text.integer(visibility.user.id)
        text.raw("}")
        return Outcome(json: text.bytes)
    }

    private func access(_ method: OdooMethod) throws(OdooRefusal) -> Outcome {
        let isHidden = visibility.user.hiddenModels.contains(shape.model.name)
        if isHidden, method == .checkAccessRights, arguments.given("raise_exception")?.boolean != false {
            try visibility.check(shape.model)
        }
        return Outcome(json: Array((isHidden ? "false" : "true").utf8))
    }

    private func change(_ method: OdooMethod) throws(OdooRefusal) -> Outcome {
        let model = shape.model.name
        let ids = arguments.ids
        if let gone = ids.first(where: { shape.place(of: $0) == nil }) {
            throw .missing(model, [gone], user: visibility.user.id)
        }
        do throws(FailureReason) {
            switch method {
            case .write: try database.write(model, ids, Self.values(arguments["vals"]))
            case .unlink: try database.delete(model, ids)
            default:
                guard let given = arguments["vals_list"], given.kind == .array else {
                    return Outcome(
                        json: Array("\(try database.create(model, Self.values(arguments["vals_list"])))".utf8))
                }
                var created: [Int64] = []
                for values in given.elements { created.append(try database.create(model, Self.values(values))) }
                var text = OdooText()
                text.list(created) { $0.integer($1) }
                return Outcome(json: text.bytes)
            }
        } catch {
            throw .value(error.message)
        }
        return Outcome(json: Array("true".utf8))
    }

    static func values(_ json: JSONValue?) -> [String: OdooValue] {
        var values: [String: OdooValue] = [:]
        for (name, value) in json.allMembers { values[name] = OdooValue(value) }
        return values
    }
}
